"""Papers still to be sat that hold stale questions (受影响试卷): whoever has papers tells."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from zhifa_training.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class PaperAhead:
    """One sitting whose frozen paper holds some of the wordings asked about (待考试卷)."""

    title: str
    sitting: str
    opens_at: datetime
    closes_at: datetime
    questions: int
    url: str


class Finder(Protocol):
    """A way to find papers; it answers only with what the actor may see."""

    def __call__(
        self, revision_ids: Collection[UUID], *, since: date, actor: Actor
    ) -> list[PaperAhead]:
        """Return the sittings that close on or after a day and whose paper holds one of them."""


_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Add a way to find papers."""
    _finders.append(finder)


def list_papers(revision_ids: Collection[UUID], *, since: date, actor: Actor) -> list[PaperAhead]:
    """Return every such sitting the actor may see, the first to open first."""
    found = [each for find in _finders for each in find(revision_ids, since=since, actor=actor)]
    return sorted(found, key=lambda each: (each.opens_at, each.title))
