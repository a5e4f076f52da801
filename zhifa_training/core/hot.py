"""Statements that carry the load (热点语句): each its own transaction, run by the driver itself.

Measured: SQLAlchemy's result and connection objects cost as much CPU as a whole save in the
database. Statement, types and pool stay SQLAlchemy's; whoever counts statements sees these too.
PostgreSQL gives these statements connections of their own, which plan each statement once: left to
itself it plans a save anew every time as the tables grow, which doubles what a save costs it.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from threading import Lock
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.engine import Dialect, Engine

from zhifa_training.core.db import db

Statement = sa.TextualSelect | sa.Select[Any] | sa.Insert | sa.Update
EXTENSION = "hot_engine"
_one_at_a_time = Lock()
"""SQLite has one writer: threads take turns here, as its own waiting sleeps longer than needed."""
LONGEST_TURN_SECONDS = 15.0
PLAN_ONCE = "SET plan_cache_mode = force_generic_plan"


def _engine(usual: Engine) -> Engine:
    """Return the engine of the hot statements: the usual one, or a twin of it on PostgreSQL."""
    if usual.name != "postgresql":
        return usual
    engine: Engine | None = current_app.extensions.get(EXTENSION)
    if engine is None:
        made = sa.create_engine(usual.url, pool_reset_on_return=None)
        sa.event.listen(made, "connect", _plan_once)
        engine = current_app.extensions.setdefault(EXTENSION, made)
        if engine is made:
            sa.event.listen(usual, "engine_disposed", lambda _usual: made.dispose())
    return engine


@contextmanager
def _connection(engine: Engine, sql: str) -> Iterator[Any]:
    """Yield a connection from the pool; let errors look as SQLAlchemy's, which handlers know."""
    connection: Any = None
    try:
        connection = engine.raw_connection()
        yield connection
    except engine.dialect.loaded_dbapi.Error as error:
        used = connection.dbapi_connection if connection else None
        is_lost = connection is None or engine.dialect.is_disconnect(error, used, None)
        if connection:
            connection.invalidate(error)
        if is_lost:
            engine.dispose()  # what else is in the pool has lost the database too
        base = engine.dialect.loaded_dbapi.Error
        raise sa.exc.DBAPIError.instance(sql, None, error, base, dialect=engine.dialect) from error
    finally:
        if connection:
            connection.close()


def _plan_once(connection: Any, _record: Any) -> None:
    connection.autocommit = True
    connection.prepare_threshold = 0
    connection.execute(PLAN_ONCE)


class HotStatement:
    """A statement compiled once for each kind of database, with typed columns in its result.

    Its parameters are bound by name: ``sa.bindparam("attempt_id", type_=sa.Uuid())``. No default of
    a column is filled in for them.
    """

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, values: Mapping[str, Any]) -> list[Any]:
        """Run the statement, durable on return, and return its rows by column name."""
        usual = db.engine
        engine = _engine(usual)
        with _connection(engine, self.for_database(engine).sql) as connection:
            return self.run(connection, engine, usual, values)

    def for_database(self, engine: Engine) -> "_Compiled":
        """Return the statement compiled for the kind of database that ``engine`` speaks to."""
        compiled = self._compiled.get(engine.name)
        if compiled is None:
            compiled = self._compiled.setdefault(
                engine.name, _Compiled(self.statement, engine.dialect)
            )
        return compiled

    def run(
        self, connection: Any, engine: Engine, usual: Engine, values: Mapping[str, Any]
    ) -> list[Any]:
        """Run the statement on a driver's connection; tell those who listen to the usual engine."""
        compiled, cursor = self.for_database(engine), connection.cursor()
        listeners = usual.dispatch.before_cursor_execute
        if listeners:
            listeners(None, cursor, compiled.sql, values, None, False)
        return compiled.run(cursor, values)

    def one(self, values: Mapping[str, Any]) -> Any:
        """Run the statement and return its one row."""
        (row,) = self.all(values)
        return row


class HotTransaction:
    """Hot statements that hold together, on one connection."""

    def __init__(self, connection: Any, engine: Engine, usual: Engine) -> None:
        self._on = (connection, engine, usual)

    def all(self, statement: HotStatement, values: Mapping[str, Any]) -> list[Any]:
        """Run one of the statements and return its rows by column name."""
        return statement.run(*self._on, values)


@contextmanager
def hot_together() -> Iterator[HotTransaction]:
    """Yield a write transaction of its own for hot statements: all are durable at its end."""
    usual = db.engine
    engine = _engine(usual)
    is_sqlite = engine.name == "sqlite"
    begin = "BEGIN IMMEDIATE" if is_sqlite else "BEGIN"
    with _turn() if is_sqlite else nullcontext(), _connection(engine, begin) as connection:
        connection.cursor().execute(begin)
        try:
            yield HotTransaction(connection, engine, usual)
        except engine.dialect.loaded_dbapi.Error:
            raise  # the connection is given up, and the transaction with it
        except BaseException:
            connection.cursor().execute("ROLLBACK")
            raise
        connection.cursor().execute("COMMIT")


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for this process's turn to write; where that takes too long, let SQLite decide."""
    is_ours = _one_at_a_time.acquire(timeout=LONGEST_TURN_SECONDS)
    try:
        yield
    finally:
        if is_ours:
            _one_at_a_time.release()


class _Compiled:
    """The text and the result types as one database's driver wants them."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        kind: Any = type(dialect)
        by_name = kind(paramstyle="named" if dialect.name == "sqlite" else "pyformat")
        compiled: Any = statement.compile(dialect=by_name)
        self.sql = str(compiled)
        self._binds = [
            (name, bind.value, bind.type.dialect_impl(dialect).bind_processor(dialect))
            for name, bind in compiled.binds.items()
        ]
        self._readers = {
            column.name: reader
            for column in statement.exported_columns
            if (reader := column.type.dialect_impl(dialect).result_processor(dialect, None))
        }
        self._row: Any = None
        self._read: list[Callable[[Any], Any] | None] = []

    def run(self, cursor: Any, values: Mapping[str, Any]) -> list[Any]:
        """Run the statement and return its rows, if it has any, with their types."""
        cursor.execute(self.sql, self._bound(values))
        if cursor.description is None:
            cursor.close()
            return []
        found = cursor.fetchall()
        if self._row is None:
            names = [column[0] for column in cursor.description]
            self._read = [self._readers.get(name) for name in names]
            self._row = namedtuple("Row", names)  # type: ignore[misc]
        cursor.close()
        row, read = self._row, self._read
        return [
            row._make(
                value if reader is None else reader(value)
                for reader, value in zip(read, values_of, strict=True)
            )
            for values_of in found
        ]

    def _bound(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values as the driver wants them, with those the statement brings itself."""
        bound = {}
        for name, otherwise, write in self._binds:
            value = values.get(name, otherwise)
            bound[name] = value if write is None else write(value)
        return bound
