"""Marking by people (人工阅卷): what a guide's points add up to, and who may give them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from question_bank.questions import GuidePoint
from zhifa_training.core.errors import DomainError

FINEST = Decimal("0.5")
_CENT = Decimal("0.01")


class AwaitsMarkerError(DomainError):
    """A paper cannot be scored before people have marked it (待人工阅卷)."""


class AwardFaultError(DomainError):
    """What was given does not fit the guide (评分有误)."""


class MarkedAlreadyError(DomainError):
    """Somebody has marked this answer (已评分)."""


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """One written answer with what it is marked by (书面作答)."""

    place: int | None
    """Its number in a case set; None for a short answer by itself."""
    stem: str
    words: str
    guide: tuple[GuidePoint, ...]
    worth: Decimal

    @property
    def points(self) -> int:
        """Return the points of the guide together."""
        return sum(point.points for point in self.guide)


def score_of(parts: Sequence[WrittenPart], awarded: Sequence[Sequence[Decimal]]) -> Decimal:
    """Return what awarded points are worth on the paper; refuse what the guide does not give."""
    if [len(part.guide) for part in parts] != [len(given) for given in awarded]:
        raise AwardFaultError("评分要点的数目与评分不符，请刷新页面后重新评分")
    score = Decimal(0)
    for part, given in zip(parts, awarded, strict=True):
        for place, (point, points) in enumerate(zip(part.guide, given, strict=True), 1):
            _ensure_fits(part, place, point, points)
        exact = part.worth * sum(given, Decimal(0)) / part.points
        score += exact.quantize(_CENT, rounding=ROUND_HALF_UP)
    return score


def _ensure_fits(part: WrittenPart, place: int, point: GuidePoint, given: Decimal) -> None:
    where = f"第 {part.place} 小题要点 {place}" if part.place else f"要点 {place}"
    if not 0 <= given <= point.points:
        raise AwardFaultError(f"{where}：应给 0 至 {point.points} 分，现为 {given:f}")
    if given % FINEST:
        raise AwardFaultError(f"{where}：评分以 {FINEST} 分为单位，现为 {given:f}")
