"""Laws (法规): when a version is in force, who may confirm one; no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhifa_training.core.errors import DomainError
from zhifa_training.core.words import Word


class DraftState(Word):
    """Where a proposed text stands (送审状态)."""

    STAGED = "staged", "待确认"
    CONFIRMED = "confirmed", "已确认"
    DISCARDED = "discarded", "已退回"


class DraftFaultError(DomainError):
    """The text cannot be kept as it stands (文本有误)."""


class DraftDecidedError(DomainError):
    """Somebody has decided already (已处理)."""


class SameHandError(DomainError):
    """Who proposed a text may not confirm it (提交与确认须为两人)."""


class VersionClashError(DomainError):
    """The version does not fit beside those there are (版本冲突)."""


class RepealFaultError(DomainError):
    """The repeal makes no sense (废止日期有误)."""


class Validity(Word):
    """Where a version stands on a day (效力), from its dates alone."""

    COMING = "coming", "尚未施行"
    IN_FORCE = "in_force", "现行有效"
    PAST = "past", "已失效"


@dataclass(frozen=True, slots=True)
class Interval:
    """When a version is in force: half-open, without end while nothing ends it (施行区间)."""

    id: UUID
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a new version goes among the others (版本衔接)."""

    ends_on: date | None
    shortened: UUID | None
    """The version that ends where the new one begins."""


def starts_on(adopted_on: date, effective_on: date | None) -> date:
    """Return the first day a version is in force.

    A date of effect before the adoption is the law's own, from its first version.
    """
    return max(adopted_on, effective_on or adopted_on)


def validity(*, starts_on: date, ends_on: date | None, on: date) -> Validity:
    """Return where a version stands on a day."""
    if on < starts_on:
        return Validity.COMING
    return Validity.PAST if ends_on is not None and ends_on <= on else Validity.IN_FORCE


def place(starts_on: date, others: Iterable[Interval]) -> Placement:
    """Return where a version that begins on a day goes; refuse a second one of the same day."""
    known = sorted(others, key=lambda interval: interval.starts_on)
    if any(interval.starts_on == starts_on for interval in known):
        raise VersionClashError(
            f"该法规已有自 {starts_on:%Y-%m-%d} 起施行的版本，请核对公布日期与施行日期"
        )
    following = next((each for each in known if each.starts_on > starts_on), None)
    before = [each for each in known if each.starts_on < starts_on]
    ends_on = following.starts_on if following else None
    if not before or _ends_by(before[-1], starts_on):
        return Placement(ends_on, None)
    return Placement(ends_on or before[-1].ends_on, before[-1].id)


def ensure_second_person(*, proposed_by: UUID | None, confirmed_by: UUID | None) -> None:
    """Refuse the confirmation of whoever proposed the text."""
    if proposed_by is not None and proposed_by == confirmed_by:
        raise SameHandError("本文本由您提交，须由另一位审题员核对后确认")


def ensure_own(*, proposed_by: UUID | None, withdrawn_by: UUID | None) -> None:
    """Refuse to take back what somebody else proposed."""
    if proposed_by is None or proposed_by != withdrawn_by:
        raise SameHandError("只能撤回本人提交的文本；他人提交的，由审题员退回")


def ensure_staged(state: DraftState) -> None:
    """Refuse to decide twice."""
    if state is not DraftState.STAGED:
        raise DraftDecidedError(f"该文本{state.label}，不能再次处理")


def ensure_repeal(interval: Interval, *, on: date, basis: str) -> None:
    """Refuse a repeal before the version began, or of one that has ended, or without its basis."""
    if not basis.strip():
        raise RepealFaultError("请写明废止依据，如废止决定的文号")
    if interval.ends_on is not None:
        raise RepealFaultError(f"该版本已于 {interval.ends_on:%Y-%m-%d} 失效，不必再登记废止")
    if on <= interval.starts_on:
        raise RepealFaultError(f"废止日期须晚于该版本施行之日 {interval.starts_on:%Y-%m-%d}")


def _ends_by(interval: Interval, day: date) -> bool:
    return interval.ends_on is not None and interval.ends_on <= day
