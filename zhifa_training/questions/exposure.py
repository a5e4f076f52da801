"""How many have met a question (曝光): a share of all answering in a year; too much calls for rest.

Whoever delivers questions registers itself as a source; the rule is here.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, true

from zhifa_training.core.words import Word
from zhifa_training.questions.models import StoredQuestion

WINDOW = timedelta(days=365)
LIMIT_PERCENT = 30
FEWEST_SEEN = 50
"""Below so many attempts a share says nothing."""


class Met(Word):
    """How far a question has been met (曝光筛选)."""

    NEVER = "never", "从未使用"
    USED = "used", "使用过"
    OVER = "over", "曝光过高，建议休用"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """How far a question has been met until now (使用与曝光)."""

    papers: int = 0
    sittings: int = 0
    officers: int = 0
    seen: int = 0
    """Attempts of the last year that showed it."""
    of: int = 0
    """All attempts of the last year."""
    last_used_on: date | None = None

    @property
    def percent(self) -> Decimal | None:
        """Return the share of the year's attempts that showed it; None where there were none."""
        return (Decimal(100 * self.seen) / self.of).quantize(Decimal("0.1")) if self.of else None

    @property
    def is_over(self) -> bool:
        """Tell whether so many have met it that it ought to rest."""
        return is_over_exposed(self.seen, self.of)

    @property
    def rests_until(self) -> date | None:
        """Return the day to suggest: when the last meeting has left the year that counts."""
        return self.last_used_on + WINDOW if self.is_over and self.last_used_on else None


def is_over_exposed(seen: int, of: int) -> bool:
    """Tell whether a question was met too often in a year."""
    return seen >= FEWEST_SEEN and 100 * seen > LIMIT_PERCENT * of


class Source(Protocol):
    """Something that delivers questions and knows to how many."""

    def find_exposure(self, question_id: UUID, *, since: datetime, actor: Any) -> Exposure:
        """Return how far one question has been met."""

    def seen_counts(self, *, since: datetime, actor: Any) -> Select[UUID, Any]:
        """Select each question met since then, with the number of attempts that showed it."""

    def count_attempts(self, *, since: datetime, actor: Any) -> int:
        """Count all attempts since then."""

    def used(self) -> Select[UUID]:
        """Select the questions that any paper holds."""


_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source; there is one kind of delivery so far."""
    _sources[:] = [source]


def find_exposure(question_id: UUID, *, now: datetime, actor: Any) -> Exposure:
    """Return how far a question has been met until now."""
    found = [
        source.find_exposure(question_id, since=now - WINDOW, actor=actor) for source in _sources
    ]
    return found[0] if found else Exposure()


def is_met(how: Met, *, now: datetime, actor: Any) -> ColumnElement[bool]:
    """Return the condition that a question has been met so far, for lists."""
    if not _sources:
        return true() if how is Met.NEVER else false()
    source = _sources[0]
    if how is not Met.OVER:
        used = StoredQuestion.id.in_(source.used())
        return used if how is Met.USED else ~used
    since = now - WINDOW
    seen = source.seen_counts(since=since, actor=actor).subquery()
    of = source.count_attempts(since=since, actor=actor)
    counts = seen.c[1]
    often = seen.select().where(counts >= FEWEST_SEEN, counts * 100 > LIMIT_PERCENT * of)
    return StoredQuestion.id.in_(often.with_only_columns(seen.c[0]))
