"""Sittings (场次): what a window must be, and what may still change; no database."""

from datetime import date, datetime, timedelta

from zhifa_training.core import clock
from zhifa_training.core.errors import DomainError
from zhifa_training.core.words import Word

LONGEST_WINDOW = timedelta(days=31)
MOST_EXTRA_MINUTES = 480


class WindowFaultError(DomainError):
    """The window makes no sense (考试时间有误)."""


class SittingBegunError(DomainError):
    """Somebody has begun; what they sat under no longer changes (已有考生进场)."""


class SittingCancelledError(DomainError):
    """The sitting does not take place (场次已取消)."""


class CandidateFaultError(DomainError):
    """The officer cannot be called or withdrawn (考生操作有误)."""


class ExtraTimeError(DomainError):
    """The extension cannot be given (不能延时)."""


class Stage(Word):
    """How far a candidate has come (进度); each is a condition, so that count and list agree."""

    DUE = "due", "应考"
    ENTERED = "entered", "已进场"
    HANDED_IN = "handed_in", "已交卷"
    ABSENT = "absent", "缺考"
    SCORED = "scored", "已出分"
    WITHDRAWN = "withdrawn", "已撤出"


class Standing(Word):
    """Where one candidate stands (考生状态)."""

    NOT_ENTERED = "not_entered", "未进场"
    ANSWERING = "answering", "作答中"
    HANDED_IN = "handed_in", "已交卷"
    SCORED = "scored", "已出分"
    ABSENT = "absent", "缺考"
    WITHDRAWN = "withdrawn", "已撤出"


def opening_day(opens_at: datetime) -> date:
    """Return the day whose postings make the roster, on the officers' calendar."""
    return clock.in_beijing(opens_at).date()


def entry_closes_at(
    *, opens_at: datetime, closes_at: datetime, late_entry_minutes: int | None
) -> datetime:
    """Return until when one may begin (入场截止)."""
    if late_entry_minutes is None:
        return closes_at
    return min(closes_at, opens_at + timedelta(minutes=late_entry_minutes))


def standing(
    *, is_withdrawn: bool, is_entered: bool, is_closed: bool, is_scored: bool, is_absent: bool
) -> Standing:
    """Return where a candidate stands."""
    steps = (
        (is_withdrawn, Standing.WITHDRAWN),
        (is_absent, Standing.ABSENT),
        (not is_entered, Standing.NOT_ENTERED),
        (is_scored, Standing.SCORED),
        (is_closed, Standing.HANDED_IN),
    )
    return next((found for holds, found in steps if holds), Standing.ANSWERING)


def ensure_window(
    *, opens_at: datetime, closes_at: datetime, duration_minutes: int, now: datetime
) -> None:
    """Refuse a window that is over, upside down, too long, or shorter than the exam."""
    if closes_at <= opens_at:
        raise WindowFaultError("结束时间须晚于开始时间，请检查日期")
    if closes_at <= now:
        raise WindowFaultError("结束时间已经过去，请重新填写")
    if closes_at - opens_at > LONGEST_WINDOW:
        raise WindowFaultError(f"一个场次不超过 {LONGEST_WINDOW.days} 天，请分场安排")
    if closes_at - opens_at < timedelta(minutes=duration_minutes):
        raise WindowFaultError(
            f"从开始到结束不足考试时长 {duration_minutes} 分钟，请推迟结束时间或缩短时长"
        )


def ensure_untouched(*, attempts: int) -> None:
    """Refuse to change or cancel what somebody is sitting or has sat."""
    if attempts:
        raise SittingBegunError(f"已有 {attempts} 名考生进场，本场次不能再修改或取消")


def ensure_stands(cancelled_at: datetime | None) -> None:
    """Refuse to work on a cancelled sitting."""
    if cancelled_at is not None:
        raise SittingCancelledError("本场次已取消")


def ensure_extra_minutes(minutes: int, *, given: int) -> None:
    """Refuse an extension out of range, or one that takes back what was promised."""
    if not 0 <= minutes <= MOST_EXTRA_MINUTES:
        raise ExtraTimeError(f"延时须在 0 至 {MOST_EXTRA_MINUTES} 分钟之间")
    if minutes < given:
        raise ExtraTimeError(f"已延时 {given} 分钟，只能再增加，不能减少")
