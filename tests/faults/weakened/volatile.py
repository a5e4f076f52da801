"""Mutant: PostgreSQL answers before the write is on disk (and the start-up check is not asked)."""

from zhifa_training.config import Settings
from zhifa_training.core import db
from zhifa_training.factory import create_app

db.POSTGRESQL_SETTINGS = ("TIME ZONE 'UTC'", "synchronous_commit = off", "jit = off")
app = create_app(Settings.from_environment())
