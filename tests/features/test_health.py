"""Health: what must hold is looked at, and each thing that does not is named with its remedy."""

import pytest
import sqlalchemy as sa

from tests.databases import is_postgresql
from zhifa_training.core import health, triggers
from zhifa_training.core.triggers import Trigger

only_sqlite = pytest.mark.skipif(is_postgresql(), reason="PRAGMAs are SQLite's")
only_postgresql = pytest.mark.skipif(not is_postgresql(), reason="needs PostgreSQL")


def codes(faults):
    return [fault.code for fault in faults]


def test_a_migrated_database_is_ready_for_anyone_who_asks(browser):
    assert browser.get("health.live").json == {"status": "live"}
    assert browser.get("health.ready").json == {"status": "ready", "reasons": []}


@only_sqlite
@pytest.mark.parametrize(
    "pragma", ["synchronous = NORMAL", "foreign_keys = OFF", "journal_mode = DELETE"]
)
def test_lax_sqlite_is_refused(db, pragma):
    with db.engine.connect() as connection:
        connection.connection.driver_connection.execute(f"PRAGMA {pragma}")
        found = health.durability_faults(connection)
        connection.invalidate()
    assert codes(found) == ["durability"]
    assert pragma.split()[0] in found[0].text


@only_postgresql
def test_lax_postgresql_is_refused(db):
    with db.engine.connect() as connection:
        connection.exec_driver_sql("SET synchronous_commit = off")
        found = health.durability_faults(connection)
    assert codes(found) == ["durability"]
    assert "synchronous_commit" in found[0].text


def test_a_missing_trigger_is_named(browser, monkeypatch):
    lost = Trigger("lost_trigger", "unit", "UPDATE", "1 = 1", "丢失")
    monkeypatch.setattr(triggers, "_declared", {**triggers.declared(), lost.name: lost})
    reasons = browser.get("health.ready", expect=503).json["reasons"]
    assert codes_of(reasons) == ["triggers"]
    assert "lost_trigger" in reasons[0]["text"]


def codes_of(reasons):
    return [reason["code"] for reason in reasons]


@pytest.fixture
def old_schema(db):
    with db.engine.begin() as connection:
        present = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    yield
    with db.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE alembic_version SET version_num = :revision"), {"revision": present}
        )


def test_an_old_schema_is_not_served(browser, old_schema):
    reasons = browser.get("health.ready", expect=503).json["reasons"]
    assert codes_of(reasons) == ["schema"]
    assert "flask --app app db upgrade" in reasons[0]["text"]


def test_a_start_on_an_old_schema_ends_with_the_command(db, old_schema):
    with pytest.raises(SystemExit) as ended:
        health.refuse_unfit_start()
    assert "拒绝启动" in str(ended.value)
    assert "flask --app app db upgrade" in str(ended.value)


def test_a_start_waits_for_a_database_that_is_being_restarted(db, monkeypatch):
    connect, tries = db.engine.connect, []

    def restarting():
        tries.append(1)
        if len(tries) <= 3:
            raise sa.exc.OperationalError("connect", {}, Exception("away"))
        return connect()

    monkeypatch.setattr(db.engine, "connect", restarting)
    monkeypatch.setattr(health, "TRY_SECONDS", 0)
    health.refuse_unfit_start()
    assert len(tries) > 3


def test_a_database_that_stays_away_ends_the_start(db, monkeypatch):
    def refuse():
        raise sa.exc.OperationalError("connect", {}, Exception("away"))

    monkeypatch.setattr(db.engine, "connect", refuse)
    monkeypatch.setattr(health, "TRY_SECONDS", 0)
    with pytest.raises(SystemExit, match="数据库无法连接"):
        health.refuse_unfit_start()


def test_a_fit_database_starts(db):
    health.refuse_unfit_start()


def test_a_full_disk_is_not_served(browser, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 1 << 60)
    assert codes_of(browser.get("health.ready", expect=503).json["reasons"]) == ["disk"]


def test_a_database_that_is_away_is_told(browser, db, monkeypatch):
    def refuse():
        raise sa.exc.OperationalError("connect", {}, Exception("away"))

    monkeypatch.setattr(db.engine, "connect", refuse)
    reasons = browser.get("health.ready", expect=503).json["reasons"]
    assert codes_of(reasons) == ["database"]
