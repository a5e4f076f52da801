"""The only place that asks what time it is (时钟)."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from zhifa_training.core.types import UtcDateTime

BEIJING = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return today's date where the officers work (北京时间)."""
    return now().astimezone(BEIJING).date()


def in_beijing(moment: datetime) -> datetime:
    """Return the same moment on the officers' clocks."""
    return moment.astimezone(BEIJING)


def from_beijing(naive: datetime) -> datetime:
    """Read a wall-clock time typed into a form as Beijing time, and return it in UTC."""
    return naive.replace(tzinfo=BEIJING).astimezone(UTC)


class DatabaseNow(FunctionElement[datetime]):
    """The database's own clock, the one judge of exam time (数据库时间)."""

    type = UtcDateTime()
    inherit_cache = True
    name = "database_now"


@compiles(DatabaseNow, "postgresql")
def _postgresql(_element: DatabaseNow, _compiler: Any, **_options: Any) -> str:
    return "clock_timestamp()"


@compiles(DatabaseNow, "sqlite")
def _sqlite(_element: DatabaseNow, _compiler: Any, **_options: Any) -> str:
    return "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')"
