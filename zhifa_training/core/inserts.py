"""Inserts that skip what is already there (重复则略过), alike on both databases."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from zhifa_training.core.db import is_postgresql


def insert_or_skip(model: Any, *unique: str) -> Any:
    """Return an INSERT that does nothing where a row with the same ``unique`` columns stands."""
    insert = postgresql.insert(model) if is_postgresql() else sqlite.insert(model)
    return insert.on_conflict_do_nothing(index_elements=list(unique))
