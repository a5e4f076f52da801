"""Commands on the demo: what they print, what they refuse, and that the printed sign-ins work."""

import json
import stat

import pytest
from sqlalchemy import func, select

from tests.databases import is_postgresql
from zhifa_training.accounts.access import Role
from zhifa_training.core.db import db as database
from zhifa_training.demo import first_start, sign_ins
from zhifa_training.units.models import Officer, Unit


@pytest.fixture
def command(app, settings):
    runner = app.test_cli_runner()
    (settings.instance / sign_ins.FILE).unlink(missing_ok=True)
    return lambda *words: runner.invoke(args=["demo", *words])


def count(model):
    database.session.rollback()
    return database.session.scalar(select(func.count()).select_from(model))


def test_load_prints_sign_ins_that_work(db, command, browser, settings):
    done = command("load", "--officers", "100", "--seed", "3")
    assert done.exit_code == 0, done.output
    assert count(Officer) == 100
    shown = json.loads(command("accounts", "--json").output)
    assert all(set(row) == {"role", "unit", "login", "password"} for row in shown)
    assert {row["role"] for row in shown} == {role.value for role in Role}
    for row in shown:
        assert row["password"] in done.output
    assert stat.S_IMODE((settings.instance / sign_ins.FILE).stat().st_mode) == 0o600
    for row in [shown[0], next(row for row in shown if row["role"] == "trainer")]:
        entry = {"login": row["login"], "password": row["password"]}
        browser.post("accounts.sign_in", entry)
        browser.get("home.index")
    wrong = {"login": shown[0]["login"], "password": "Wrong-1234"}
    assert browser.post("accounts.sign_in", wrong, expect=401)


def test_accounts_as_a_table(command, settings):
    row = sign_ins.SignIn("trainer", "郑州支队", "trainer-city", "pass-word")
    sign_ins.keep(settings.instance, [row])
    output = command("accounts").output
    assert "培训管理员  郑州支队  trainer-city  pass-word" in output


def test_accounts_without_a_demo(command):
    refused = command("accounts")
    assert refused.exit_code == 1
    assert "demo load" in refused.output
    assert json.loads(command("accounts", "--json").output) == []


def test_a_database_in_use_is_left_alone(make, command):
    make.unit("本单位")
    refused = command("load", "--officers", "100")
    assert refused.exit_code == 1
    assert "已有机构数据" in refused.output
    assert count(Unit) == 1


def test_too_few_officers_are_refused_before_anything_is_removed(make, command):
    make.unit("本单位")
    refused = command("load", "--officers", "7", "--replace")
    assert refused.exit_code == 1
    assert "超出范围" in refused.output
    assert count(Unit) == 1


@pytest.mark.skipif(is_postgresql(), reason="--replace is for SQLite")
def test_replace_empties_an_embedded_database(make, command):
    make.unit("旧单位")
    done = command("load", "--officers", "100", "--replace")
    assert done.exit_code == 0, done.output
    assert count(Officer) == 100
    assert not database.session.scalars(select(Unit).where(Unit.name == "旧单位")).all()


@pytest.mark.skipif(not is_postgresql(), reason="needs PostgreSQL")
def test_replace_never_empties_a_server(make, command):
    make.unit("旧单位")
    refused = command("load", "--officers", "100", "--replace")
    assert refused.exit_code == 1
    assert "只用于单机版" in refused.output
    assert count(Unit) == 1


def test_first_start_fills_an_empty_database_once(db, command, monkeypatch):
    monkeypatch.setenv(first_start.WANTED, "100")
    monkeypatch.setenv("PORT", "8765")
    first = command("first-start")
    assert first.exit_code == 0, first.output
    assert "首次启动" in first.output
    assert "http://127.0.0.1:8765" in first.output
    assert "trainer-province" in first.output
    again = command("first-start")
    assert "首次启动" not in again.output
    assert "trainer-province" in again.output
    assert count(Officer) == 100


def test_first_start_without_a_demo_names_the_command(db, command, monkeypatch):
    monkeypatch.setenv(first_start.WANTED, "0")
    output = command("first-start").output
    assert "create-admin" in output
    assert count(Unit) == 0


@pytest.mark.parametrize("text", ["many", "-3", "5"])
def test_first_start_refuses_an_unreadable_number(db, command, monkeypatch, text):
    monkeypatch.setenv(first_start.WANTED, text)
    refused = command("first-start")
    assert refused.exit_code == 1
    assert "超出范围" in refused.output
