"""Mutant: SQLite answers before the write is on disk (and the start-up check is not asked)."""

from zhifa_training.config import Settings
from zhifa_training.core import db
from zhifa_training.factory import create_app

db.SQLITE_PRAGMAS = tuple(
    pragma.replace("synchronous = FULL", "synchronous = NORMAL") for pragma in db.SQLITE_PRAGMAS
)
app = create_app(Settings.from_environment())
