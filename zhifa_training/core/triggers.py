"""Triggers that hold what a constraint cannot say, in both dialects (触发器).

Alembic sees none of them, and rebuilding a table on SQLite drops them silently: each is listed
here, created by a migration, and compared with the database at start and in the tests.
"""

from dataclasses import dataclass

import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class Trigger:
    """One named trigger: when it fires, when it refuses, and what it says."""

    name: str
    table: str
    event: str
    """``INSERT``, ``UPDATE`` or ``DELETE``."""
    refuses_when: str
    """SQL over NEW and OLD, the same on both databases; true means refuse."""
    message: str

    def create(self, dialect: str) -> list[str]:
        """Return the statements that create this trigger."""
        if dialect == "sqlite":
            refuse = f"SELECT RAISE(ABORT, '{self.message}')"
            fires = f"BEFORE {self.event} ON {self.table} WHEN {self.refuses_when}"
            return [f"CREATE TRIGGER {self.name} {fires} BEGIN {refuse}; END"]
        back = "OLD" if self.event == "DELETE" else "NEW"
        function = (
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF ({self.refuses_when}) THEN RAISE EXCEPTION '{self.message}' "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {back}; END $$"
        )
        trigger = (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()"
        )
        return [function, trigger]

    def drop(self, dialect: str) -> list[str]:
        """Return the statements that remove this trigger."""
        if dialect == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}"]
        return [
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            f"DROP FUNCTION IF EXISTS {self.name}()",
        ]


_declared: dict[str, Trigger] = {}


def declare(trigger: Trigger) -> None:
    """Register a trigger beside the model it guards."""
    _declared[trigger.name] = trigger


def append_only(table: str, *, deletable: bool = False) -> None:
    """Declare that rows of ``table`` are never changed, and unless ``deletable`` never removed."""
    for event in ("UPDATE",) if deletable else ("UPDATE", "DELETE"):
        verb = "改写" if event == "UPDATE" else "删除"
        name = f"{table}_no_{event.lower()}"
        declare(Trigger(name, table, event, "1 = 1", f"{table} 只增不改，不得{verb}"))


def declared() -> dict[str, Trigger]:
    """Return every trigger the models ask for, by name."""
    return dict(_declared)


def present(connection: sa.Connection) -> set[str]:
    """Return the names of the triggers the database has."""
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        names = connection.exec_driver_sql(
            "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE NOT tgisinternal AND n.nspname = current_schema()"
        )
    return set(names.scalars())
