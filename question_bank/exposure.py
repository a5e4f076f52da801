"""Tell which questions too many officers have seen too lately (曝光)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction


@dataclass(frozen=True)
class Use:
    """Hold one use of a question: the day, and the officers it was shown to."""

    question: str
    used_on: date
    officers: frozenset[str]


@dataclass(frozen=True)
class Limits:
    """Hold how much exposure is too much: uses within a window, and share of officers."""

    window_days: int
    most_uses: int
    most_share: Fraction

    def __post_init__(self) -> None:
        """Refuse limits that make no sense."""
        if self.window_days < 1 or self.most_uses < 1:
            raise ValueError("统计天数与次数上限须为正整数。")
        if not 0 < self.most_share <= 1:
            raise ValueError("人员占比上限须大于 0、不超过 1。")


@dataclass(frozen=True)
class Exposure:
    """Hold how much a question was seen within the window (曝光情况)."""

    question: str
    uses: int
    officers: int
    population: int
    reasons: tuple[str, ...]

    @property
    def share(self) -> Fraction:
        """Return the share of officers who have seen it."""
        return Fraction(self.officers, self.population)


def over_exposed(
    uses: Iterable[Use], *, on: date, population: int, limits: Limits
) -> list[Exposure]:
    """Return the questions past a limit, the most widely seen first.

    The window is the ``window_days`` days that end with ``on``; an officer who met a question
    twice counts once, and the share is of ``population``, the officers who may be examined.
    """
    if population < 1:
        return []
    since = on - timedelta(days=limits.window_days - 1)
    counted: dict[str, int] = defaultdict(int)
    seen: dict[str, set[str]] = defaultdict(set)
    for use in uses:
        if since <= use.used_on <= on:
            counted[use.question] += 1
            seen[use.question] |= use.officers
    judged = [
        _judge(question, count, len(seen[question]), population, limits)
        for question, count in counted.items()
    ]
    found = [exposure for exposure in judged if exposure.reasons]
    return sorted(found, key=lambda each: (-each.officers, -each.uses, each.question))


def _judge(question: str, uses: int, officers: int, population: int, limits: Limits) -> Exposure:
    reasons = []
    if uses > limits.most_uses:
        reasons.append(
            f"近 {limits.window_days} 天使用 {uses} 次，超过 {limits.most_uses} 次，请轮换。"
        )
    if officers > limits.most_share * population:
        share, most = officers / population, float(limits.most_share)
        reasons.append(
            f"已有 {share:.1%} 的人员见过（{officers} 人），超过 {most:.0%}，请停用一段时间。"
        )
    return Exposure(question, uses, min(officers, population), population, tuple(reasons))
