"""The database handle, the model base, and the one place that commits (数据库)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, registry

from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.types import Score, UtcDateTime

P = ParamSpec("P")
R = TypeVar("R")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_PRAGMAS = (
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    "busy_timeout = 15000",
)
POSTGRESQL_SETTINGS = ("TIME ZONE 'UTC'", "synchronous_commit = on", "jit = off")


class Base(DeclarativeBase):
    """Model base: named constraints, exact types, enums stored by value and checked."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={
            Enum: sa.Enum(
                Enum,
                native_enum=False,
                create_constraint=True,
                length=32,
                values_callable=lambda kind: [member.value for member in kind],
            ),
            UUID: sa.Uuid(),
            datetime: UtcDateTime(),
            Decimal: Score(),
        },
    )


db = SQLAlchemy(model_class=Base)


@sa.event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None  # SQLAlchemy, not pysqlite, opens transactions
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return
    with connection.cursor() as cursor:
        for setting in POSTGRESQL_SETTINGS:
            cursor.execute(f"SET {setting}")
    connection.commit()


@sa.event.listens_for(Engine, "begin")
def _begin_sqlite(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    if connection.dialect.name == "sqlite" and not options.get("hot"):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def transactional(function: Callable[P, R]) -> Callable[P, R]:
    """Make ``function`` one unit of work: all of it is stored, or none of it.

    Called inside another transactional function it joins that one's work.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        session = db.session()
        if session.info.get("in_unit_of_work"):
            return function(*args, **kwargs)
        session.commit()  # what was read before may be stale by now
        session.connection(execution_options={"writes": True})
        session.info["in_unit_of_work"] = True
        session.info["after_commit"] = []
        try:
            result = function(*args, **kwargs)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["in_unit_of_work"] = False
        for action in session.info.pop("after_commit"):
            action()
        return result

    return run


def after_commit(action: Callable[[], None]) -> None:
    """Run ``action`` once the unit of work around the caller is stored; forget it if it is not."""
    session = db.session()
    if not session.info.get("in_unit_of_work"):
        raise RuntimeError("after_commit belongs inside a transactional function")
    session.info["after_commit"].append(action)


@contextmanager
def hot_connection() -> Iterator[sa.Connection]:
    """Yield a connection whose every statement is its own transaction, durable when it returns.

    For the few one-statement paths that carry the load; it never joins a unit of work.
    A connection to SQLite is in autocommit already, unless a transaction is begun on it.
    """
    options = {"isolation_level": "AUTOCOMMIT"} if is_postgresql() else {"hot": True}
    with db.engine.connect().execution_options(**options) as connection:
        yield connection


@contextmanager
def hot_transaction() -> Iterator[sa.Connection]:
    """Yield a write transaction of its own for a short path of Core statements."""
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def end_reading() -> None:
    """Close the read transaction of this request, so that the next read sees the present."""
    db.session.commit()


def lock(row: Any) -> None:
    """Read ``row`` afresh and hold it until the unit of work ends.

    SQLite has already taken its one write lock; PostgreSQL takes the row's, and leaves alone what
    was loaded beside it: the other side of an outer join cannot be locked.
    """
    db.session.refresh(row, with_for_update={"of": type(row)})


def database_now() -> datetime:
    """Return the time by which exams are judged: the database's."""
    return db.session.scalars(sa.select(DatabaseNow())).one()


def is_postgresql() -> bool:
    """Tell which of the two databases this is."""
    return db.engine.dialect.name == "postgresql"
