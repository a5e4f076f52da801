"""Whether this process can do its work (自检): what must hold before and while it serves."""

import logging
import shutil
import time
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from zhifa_training.core import clock, triggers
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db

log = logging.getLogger(__name__)

LEAST_FREE_BYTES = 200 * 1024 * 1024
LARGEST_SKEW = timedelta(seconds=2)
TRY_SECONDS = 0.5
DATABASE_TRIES = 60
LOSS = "否则断电会丢失已确认的作答"
UPGRADE = "flask --app app db upgrade"
SQLITE_MUST: dict[str, tuple[set[str | int], str]] = {
    "journal_mode": ({"wal"}, "WAL"),
    "synchronous": ({2, 3}, "FULL"),
    "foreign_keys": ({1}, "ON"),
}
POSTGRESQL_MUST = {
    "synchronous_commit": {"on", "remote_apply"},
    "fsync": {"on"},
    "full_page_writes": {"on"},
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold, and what to do about it."""

    code: str
    text: str


class UnfitError(Exception):
    """The product does not start like this (自检未通过)."""


def faults() -> list[Fault]:
    """Return all that keeps this process from serving; an empty list means ready."""
    try:
        with db.engine.connect() as connection:
            found = [
                *schema_faults(connection),
                *trigger_faults(connection),
                *durability_faults(connection),
            ]
    except SQLAlchemyError:
        log.exception("the database does not answer")
        found = [Fault("database", "数据库无法连接，请检查数据库服务和 ZHIFA_DATABASE_URL")]
    return found + disk_faults(current_app.config["SETTINGS"].instance)


def schema_faults(connection: sa.Connection) -> list[Fault]:
    """Compare the revision of the database with the newest this code has."""
    present = MigrationContext.configure(connection).get_current_revision()
    wanted = _head(current_app.extensions["migrate"].directory)
    if present == wanted:
        return []
    is_new = present is None
    text = "数据库尚未建表" if is_new else f"数据库结构版本为 {present}，程序需要 {wanted}"
    return [Fault("schema", f"{text}，请执行 {UPGRADE}")]


@cache
def _head(directory: str) -> str | None:
    return ScriptDirectory(directory).get_current_head()


def trigger_faults(connection: sa.Connection) -> list[Fault]:
    """Name the triggers that the database should have and has not."""
    missing = sorted(set(triggers.declared()) - triggers.present(connection))
    if not missing:
        return []
    names = "、".join(missing)
    return [Fault("triggers", f"数据库缺少触发器 {names}，请执行 {UPGRADE} 或从备份恢复")]


def durability_faults(connection: sa.Connection) -> list[Fault]:
    """Name the settings under which an acknowledged answer could be lost."""
    if connection.dialect.name == "sqlite":
        return _sqlite_faults(connection)
    return [
        Fault("durability", f"PostgreSQL 的 {name} 为 {value}，须为 on，{LOSS}")
        for name, allowed in POSTGRESQL_MUST.items()
        if (value := connection.exec_driver_sql(f"SHOW {name}").scalar()) not in allowed
    ]


def _sqlite_faults(connection: sa.Connection) -> list[Fault]:
    return [
        Fault("durability", f"SQLite 的 {name} 为 {value}，须为 {wanted}，{LOSS}")
        for name, (allowed, wanted) in SQLITE_MUST.items()
        if (value := connection.exec_driver_sql(f"PRAGMA {name}").scalar()) not in allowed
    ]


def disk_faults(folder: Path) -> list[Fault]:
    """Say whether the instance folder runs out of room."""
    free = shutil.disk_usage(folder).free
    if free >= LEAST_FREE_BYTES:
        return []
    megabytes = free // 1024 // 1024
    return [Fault("disk", f"磁盘剩余 {megabytes} MB，不足 200 MB，请清理磁盘或扩容")]


def ensure_fit() -> None:
    """Refuse to start while something is wrong; warn where the two clocks differ."""
    found = faults()
    if found:
        raise UnfitError("系统自检未通过，拒绝启动：\n" + "\n".join(f"· {f.text}" for f in found))
    with db.engine.connect() as connection:
        skew = abs(connection.scalars(sa.select(DatabaseNow())).one() - clock.now())
    if skew > LARGEST_SKEW:
        log.warning("应用与数据库时钟相差 %.1f 秒，考试以数据库时间为准", skew.total_seconds())
    db.engine.dispose()


def _wait_for_database() -> None:
    """Give a database that is being restarted its time: a web worker outlives the outage."""
    for _ in range(DATABASE_TRIES):
        try:
            db.engine.connect().close()
        except OperationalError:
            time.sleep(TRY_SECONDS)
        else:
            return


def refuse_unfit_start() -> None:
    """End the process with the reasons on its error output while it is not fit to serve."""
    _wait_for_database()
    try:
        ensure_fit()
    except UnfitError as reasons:
        raise SystemExit(str(reasons)) from reasons
