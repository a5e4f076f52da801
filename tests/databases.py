"""A database of its own for every test: real commits, real triggers, real locks."""

import os
import shutil
import sqlite3
import uuid
from contextlib import closing, suppress
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import upgrade

from zhifa_training.core.db import db

SERVER = os.environ.get("ZHIFA_TEST_POSTGRESQL", "")
"""Such as ``postgresql+psycopg://root@127.0.0.1/postgres``; empty means SQLite."""


def is_postgresql():
    return bool(SERVER)


class SqliteDatabase:
    """A migrated file, copied back before each test."""

    def __init__(self, folder: Path):
        self.path = folder / "test.sqlite"
        self.template = folder / "template.sqlite"
        self.url = f"sqlite:///{self.path}"

    def prepare(self):
        upgrade()
        db.engine.dispose()
        with suppress(FileNotFoundError):
            Path(f"{self.path}-wal").unlink()
        shutil.copy(self.path, self.template)

    def reset(self):
        """Write the empty schema over the file, by SQLite's own locks.

        A request that a closed page left behind may still have the file open.
        """
        db.session.remove()
        db.engine.dispose()
        empty, used = sqlite3.connect(self.template), sqlite3.connect(self.path)
        with closing(empty), closing(used):
            used.execute("PRAGMA synchronous = OFF")
            empty.backup(used)

    def drop(self):
        db.engine.dispose()


class PostgresqlDatabase:
    """A database made for this run on a real server, emptied before each test."""

    def __init__(self):
        self.name = f"zhifa_test_{uuid.uuid4().hex[:10]}"
        self.url = str(sa.make_url(SERVER).set(database=self.name).render_as_string(False))
        self._run(f'CREATE DATABASE "{self.name}"')
        self.is_dirty = False

    def _run(self, statement):
        server = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql(statement)
        server.dispose()

    def prepare(self):
        upgrade()

    def reset(self):
        db.session.remove()
        if self.is_dirty:
            with db.engine.begin() as connection:
                used = connection.exec_driver_sql(_used_tables()).scalars().all()
                if used:
                    tables = ", ".join(f'"{name}"' for name in used)
                    connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        self.is_dirty = True

    def drop(self):
        db.engine.dispose()
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


def _used_tables():
    tables = db.metadata.tables
    return " UNION ALL ".join(f"(SELECT '{name}' FROM \"{name}\" LIMIT 1)" for name in tables)


def new_database(folder: Path):
    return PostgresqlDatabase() if is_postgresql() else SqliteDatabase(folder)
