"""Rows gathered first and stored in one go, parents before children (批量写入)."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa

from zhifa_training.core.db import Base, db, transactional

CHUNK = 20_000


class Rows:
    """What is to be inserted, by table, and the attempts that close after their answers."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.closings: list[dict[str, Any]] = []

    def add(self, model: type[Base], **values: Any) -> dict[str, Any]:
        """Gather one row; rows of a table all name the same columns."""
        self.tables[model.__tablename__].append(values)
        return values

    def of(self, model: type[Base]) -> list[dict[str, Any]]:
        """Return the rows gathered for a table."""
        return self.tables[model.__tablename__]

    @transactional
    def store(self) -> None:
        """Insert every table's rows, then close the attempts that had answers to take."""
        connection = db.session.connection()
        for table in Base.metadata.sorted_tables:
            rows = self.tables.pop(table.name, [])
            for start in range(0, len(rows), CHUNK):
                connection.execute(sa.insert(table), rows[start : start + CHUNK])
        if self.closings:
            attempt = Base.metadata.tables["attempt"]
            statement = sa.update(attempt).where(attempt.c.id == sa.bindparam("key"))
            connection.execute(statement, self.closings)
        self.closings.clear()
