"""Invigilating (监考): what may be done to an attempt, and where a seat stands."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from zhifa_training.core.errors import DomainError
from zhifa_training.core.words import Word

NEWS_EVERY_SECONDS = 30
"""How often an exam page asks for news of the invigilator's."""
REFRESH_SECONDS = 5
"""How often the console asks whether anything has changed."""
SILENT_SECONDS = 180
"""A seat that has saved nothing for so long is worth a look."""


LEAST_GAP_SECONDS = 60
"""A whole room that saves nothing for so long was cut off, or is reading."""
LEAST_IN_GAP = 3
"""Of fewer people a silence says nothing about the network."""


PIN_DIGITS = 6
PIN_MINUTES = 10
PIN_TRIES = 5
"""A code of six digits tried five times is guessed once in two hundred thousand."""


class ActRefusedError(DomainError):
    """The act does not fit where the attempt stands (监考操作不成立)."""


class Act(Word):
    """What an invigilator may do (监考操作)."""

    MESSAGE = "message", "发消息"
    PAUSE = "pause", "暂停"
    RESUME = "resume", "恢复"
    EXTEND = "extend", "延时"
    PIN = "pin", "发换机码"
    FORCE = "force", "收卷"
    TERMINATE = "terminate", "终止考试"


class Seat(Word):
    """Where a candidate stands, as the room sees it (座位状态)."""

    NOT_ENTERED = "not_entered", "未进场"
    ANSWERING = "answering", "作答中"
    SILENT = "silent", "久未保存"
    PAUSED = "paused", "已暂停"
    HANDED_IN = "handed_in", "已交卷"
    STOPPED = "stopped", "已终止"
    ABSENT = "absent", "缺考"


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which nothing arrived from a whole room (全场中断)."""

    since: datetime
    until: datetime
    answering: int
    """How many were in the middle of answering."""

    @property
    def seconds(self) -> int:
        """Return how long it was, in whole seconds begun."""
        return ceil((self.until - self.since).total_seconds())

    @property
    def minutes(self) -> int:
        """Return the whole minutes that make up for it."""
        return ceil(self.seconds / 60)


def seat(
    *,
    has_entered: bool,
    is_entry_over: bool,
    is_closed: bool,
    is_terminated: bool,
    is_paused: bool,
    heard_at: datetime | None,
    now: datetime,
) -> Seat:
    """Return where a seat stands; ``heard_at`` is the last save, or the beginning."""
    is_silent = heard_at is not None and (now - heard_at).total_seconds() > SILENT_SECONDS
    steps = (
        (not has_entered and is_entry_over, Seat.ABSENT),
        (not has_entered, Seat.NOT_ENTERED),
        (is_terminated, Seat.STOPPED),
        (is_closed, Seat.HANDED_IN),
        (is_paused, Seat.PAUSED),
        (is_silent, Seat.SILENT),
    )
    return next((found for holds, found in steps if holds), Seat.ANSWERING)
