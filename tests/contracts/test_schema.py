"""The migrated schema is what the models say, on both databases and in both directions."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from zhifa_training.config import ROOT
from zhifa_training.core import triggers

HISTORY = ROOT / "zhifa_training" / "migrations"


def differences(db):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, db.metadata)


def partial_indexes(db):
    """Return {name: condition?} of every index and unique constraint the database has."""
    found = {}
    for table in sa.inspect(db.engine).get_table_names():
        for index in sa.inspect(db.engine).get_indexes(table):
            condition = index.get("dialect_options", {})
            is_partial = any(
                key.endswith("_where") and value is not None for key, value in condition.items()
            )
            found[index["name"]] = is_partial
    return found


def test_one_head():
    assert len(ScriptDirectory(str(HISTORY)).get_heads()) == 1


def test_migrated_schema_equals_models(db):
    assert differences(db) == []


def test_every_declared_trigger_is_there_and_no_other(db):
    with db.engine.connect() as connection:
        assert triggers.present(connection) == set(triggers.declared())


def test_partial_indexes_kept_their_condition(db):
    declared = {
        index.name: any(
            index.dialect_options[name]["where"] is not None for name in ("sqlite", "postgresql")
        )
        for table in db.metadata.tables.values()
        for index in table.indexes
    }
    built = partial_indexes(db)
    assert {name: built.get(name) for name in declared} == declared
    assert any(declared.values())


def test_check_constraints_are_all_built(db):
    inspector = sa.inspect(db.engine)
    for table in db.metadata.tables.values():
        declared = {
            str(constraint.name)
            for constraint in table.constraints
            if isinstance(constraint, sa.CheckConstraint)
        }
        built = {each["name"] for each in inspector.get_check_constraints(table.name)}
        assert declared <= built, table.name


def test_history_runs_backwards_and_forwards_again(app, db, kept_database):
    downgrade(revision="base")
    with db.engine.connect() as connection:
        assert triggers.present(connection) == set()
    assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()
    assert differences(db) == []
    with db.engine.connect() as connection:
        assert triggers.present(connection) == set(triggers.declared())
