"""Leaving the exam page (离开考试页面): what is recorded, and what an exam makes of it.

A record is evidence for people, never a verdict: who defeats the browser leaves none, and a call
or a lock screen leaves one.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from zhifa_training.core.words import Word
from zhifa_training.exams.rules.answers import MalformedSaveError

LEAST_SECONDS = 5
"""Shorter absences are not counted: a notification takes the focus for a moment."""
LEAST_TOTAL_SECONDS = 60
"""No paper is taken by itself before so long an absence in all, however often one left."""
DEFAULT_LIMIT = 5
MOST_LIMIT = 20
LARGEST_AMOUNT = 24 * 3600
MOST_AT_ONCE = 50
LARGEST_NUMBER = 1000


class LeavePolicy(Word):
    """What an exam makes of leaving its page (离开页面的处理)."""

    RECORD = "record", "只记录"
    REMIND = "remind", "记录并提醒"
    COLLECT = "collect", "达到限度自动收卷"


class IncidentKind(Word):
    """What the browser saw (考场异常)."""

    AWAY = "away", "离开考试页面"
    PASTE = "paste", "粘贴文字"


@dataclass(frozen=True, slots=True)
class Incident:
    """One thing the browser saw; ``amount`` is in seconds, of a paste in characters."""

    event_id: UUID
    kind: IncidentKind
    amount: int
    number: int | None
    """The question that was shown."""


@dataclass(frozen=True, slots=True)
class Leaves:
    """How often and how long a candidate was away in all (离开次数与时间)."""

    count: int
    seconds: int

    @property
    def words(self) -> str:
        """Return it in words."""
        return f"离开考试页面 {self.count} 次（共 {self.seconds} 秒）"


def is_to_collect(leaves: Leaves, *, policy: LeavePolicy, limit: int) -> bool:
    """Tell whether the paper is taken by itself: often enough, and long enough in all."""
    is_over = leaves.count >= limit and leaves.seconds >= LEAST_TOTAL_SECONDS
    return policy is LeavePolicy.COLLECT and is_over


def policy_in_words(policy: LeavePolicy, limit: int) -> str:
    """Return what candidates are told of the policy before they begin."""
    collects = f"满 {limit} 次且累计满 {LEAST_TOTAL_SECONDS} 秒自动收卷"
    return {
        LeavePolicy.RECORD: f"离开考试页面 {LEAST_SECONDS} 秒以上会被记录，供监考人员了解情况",
        LeavePolicy.REMIND: f"离开考试页面 {LEAST_SECONDS} 秒以上会被记录并提醒",
        LeavePolicy.COLLECT: f"离开考试页面 {LEAST_SECONDS} 秒以上会被记录并提醒，{collects}",
    }[policy]


def read_incidents(body: Any) -> tuple[Incident, ...]:
    """Read incidents as the exam page sends them; raise MalformedSaveError for anything else."""
    events = body.get("events") if isinstance(body, dict) else None
    if not isinstance(events, list) or not 1 <= len(events) <= MOST_AT_ONCE:
        raise MalformedSaveError(f"events 须为 1 至 {MOST_AT_ONCE} 条的列表")
    return tuple(_incident(event, place) for place, event in enumerate(events, 1))


def _incident(event: Any, place: int) -> Incident:
    where = f"第 {place} 条记录"
    if not isinstance(event, dict):
        raise MalformedSaveError(f"{where}不是 JSON 对象")
    kind = next((each for each in IncidentKind if each == event.get("kind")), None)
    amount, number = event.get("amount"), event.get("number")
    if kind is None:
        raise MalformedSaveError(f"{where}的 kind 无法识别")
    if type(amount) is not int or not 0 <= amount <= LARGEST_AMOUNT:
        raise MalformedSaveError(f"{where}的 amount 须为 0 至 {LARGEST_AMOUNT} 的整数")
    if number is not None and (type(number) is not int or not 1 <= number <= LARGEST_NUMBER):
        raise MalformedSaveError(f"{where}的 number 须为题号")
    try:
        event_id = UUID(str(event.get("id")))
    except ValueError:
        raise MalformedSaveError(f"{where}的 id 不是 UUID") from None
    return Incident(event_id, kind, amount, number)
