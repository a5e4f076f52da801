"""When one may enter, how long an attempt lasts, and what state it is in (答卷规则)."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from zhifa_training.core.words import Word
from zhifa_training.exams.rules.words import AttemptState

WAITING_ROOM_OPENS = timedelta(minutes=30)
RECEIPT_GROUPS = (0, 4, 8)


def deadline(
    *,
    started_at: datetime,
    duration_minutes: int,
    extra_minutes: int,
    closes_at: datetime,
    paused_seconds: int = 0,
) -> datetime:
    """Return when an attempt ends: its own time or the window's, with extension and pauses."""
    extra = timedelta(minutes=extra_minutes, seconds=paused_seconds)
    return min(started_at + timedelta(minutes=duration_minutes), closes_at) + extra


class EntryState(Word):
    """Whether a candidate may begin an attempt now (入场状态)."""

    CANCELLED = "cancelled", "已取消"
    EARLY = "early", "未开始"
    WAITING = "waiting", "候考中"
    OPEN = "open", "可进入"
    TOO_LATE = "too_late", "已停止入场"
    OVER = "over", "已结束"
    USED_UP = "used_up", "已用完次数"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What decides about entry to a sitting (入场条件)."""

    opens_at: datetime
    closes_at: datetime
    late_entry_minutes: int | None
    is_cancelled: bool
    attempts_made: int
    attempt_limit: int

    @property
    def last_entry_at(self) -> datetime:
        """Return the moment from which nobody may begin any more."""
        if self.late_entry_minutes is None:
            return self.closes_at
        return min(self.closes_at, self.opens_at + timedelta(minutes=self.late_entry_minutes))


def entry_state(entry: Entry, now: datetime) -> EntryState:
    """Tell whether a new attempt may begin at ``now``, and if not, why."""
    steps = (
        (entry.is_cancelled, EntryState.CANCELLED),
        (now < entry.opens_at - WAITING_ROOM_OPENS, EntryState.EARLY),
        (now < entry.opens_at, EntryState.WAITING),
        (now >= entry.closes_at, EntryState.OVER),
        (entry.attempts_made >= entry.attempt_limit, EntryState.USED_UP),
        (now > entry.last_entry_at, EntryState.TOO_LATE),
    )
    return next((state for holds, state in steps if holds), EntryState.OPEN)


class Phase(Word):
    """Where an attempt stands by the clock (答卷阶段), whether or not anyone has closed it yet."""

    ANSWERING = "answering", "进行中"
    COLLECTING = "collecting", "正在收卷"
    """Past the deadline, within the grace: answers under way are still taken."""
    CLOSED = "closed", "已交卷"


class Timed(Protocol):
    """Anything that carries an attempt's state and its times."""

    @property
    def state(self) -> AttemptState:
        """What is stored."""

    @property
    def deadline_at(self) -> datetime:
        """When answering ends."""

    @property
    def grace_seconds(self) -> int:
        """How long answers under way are still taken."""

    @property
    def paused_at(self) -> datetime | None:
        """Since when the clock stands still, if it does."""


def compute_state(attempt: Timed, now: datetime) -> Phase:
    """Tell where ``attempt`` stands at ``now``; an expired one is closed though no job ever ran."""
    if attempt.state is not AttemptState.LIVE:
        return Phase.CLOSED
    if attempt.paused_at is not None or now <= attempt.deadline_at:
        return Phase.ANSWERING
    grace = timedelta(seconds=attempt.grace_seconds)
    return Phase.COLLECTING if now <= attempt.deadline_at + grace else Phase.CLOSED


def receipt_number(attempt_id: UUID) -> str:
    """Return the number on the receipt (回执号): the same for one attempt whoever closes it."""
    text = base64.b32encode(sha256(b"receipt\0" + attempt_id.bytes).digest()).decode()
    return "-".join(text[start : start + 4] for start in RECEIPT_GROUPS)
