"""Emptying an embedded database for a new demo (清空单机数据库)."""

from contextlib import suppress
from pathlib import Path

from flask import current_app
from flask_migrate import upgrade

from zhifa_training.config import Profile
from zhifa_training.core.db import db, is_postgresql
from zhifa_training.core.errors import DomainError


class NotEmbeddedError(DomainError):
    """Only an embedded database is ever emptied by a command (仅限单机版)."""


def empty_database() -> None:
    """Remove the embedded database's file and migrate a new one; refuse anything else."""
    if current_app.config["SETTINGS"].profile is not Profile.EMBEDDED or is_postgresql():
        raise NotEmbeddedError(
            "--replace 只用于单机版（SQLite）。本实例使用的是服务器数据库，请由数据库管理员另建空库"
        )
    file = Path(str(db.engine.url.database))
    db.session.remove()
    db.engine.dispose()
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{file}{suffix}").unlink()
    upgrade()
