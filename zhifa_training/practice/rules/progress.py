"""What practice says of a person (练习情况): nothing, before there is enough of it.

Wilson's interval stands here once more because the library's own brings numpy into a web worker.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

FEWEST_ANSWERS = 5
"""Below so many answers nothing is said of an article."""
WEAKEST = 3
Z = 1.959964
"""Standard deviations on either side of 95 %."""
GOOD_ENOUGH = 0.8
"""An article whose share may well be this high is not called weak."""


@dataclass(frozen=True, slots=True)
class ArticleTally:
    """One's answers to the questions that rest on one article (条文作答统计)."""

    law_id: UUID
    law: str
    article: int
    answered: int
    right: int

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return between which shares the true one lies; None below the fewest answers."""
        if self.answered < FEWEST_ANSWERS:
            return None
        return wilson(self.right, self.answered)

    @property
    def is_weak(self) -> bool:
        """Tell whether even the best the answers allow is not good enough."""
        return self.interval is not None and self.interval[1] < GOOD_ENOUGH


def wilson(right: int, answered: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share (威尔逊区间)."""
    share, square = right / answered, Z * Z
    width = 1 + square / answered
    middle = share + square / (2 * answered)
    reach = Z * math.sqrt(share * (1 - share) / answered + square / (4 * answered * answered))
    return max(0.0, (middle - reach) / width), min(1.0, (middle + reach) / width)


def weakest(tallies: Iterable[ArticleTally]) -> list[ArticleTally]:
    """Return the articles that are surely weak, the weakest first, three at most."""
    weak = [(each.interval[1], each) for each in tallies if each.interval and each.is_weak]
    weak.sort(key=lambda pair: (pair[0], -pair[1].answered, pair[1].law, pair[1].article))
    return [each for _, each in weak[:WEAKEST]]


def days_running(days: Sequence[date], *, on: date) -> int:
    """Return how many days without a gap one has practised until today or yesterday."""
    practised = set(days)
    day = on if on in practised else on - timedelta(days=1)
    count = 0
    while day in practised:
        count, day = count + 1, day - timedelta(days=1)
    return count
