"""Where a question was used (使用情况): features that use questions tell it here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import ColumnElement

from zhifa_training.accounts.actor import Actor
from zhifa_training.questions.rules import Pool


@dataclass(frozen=True, slots=True)
class Use:
    """One paper that holds a revision of a question (一次使用)."""

    title: str
    revision: int
    used_at: datetime
    url: str


class Finder(Protocol):
    """A way to find uses; it answers only with what the actor may see."""

    def __call__(self, question_id: UUID, *, actor: Actor) -> list[Use]:
        """Return the uses of a question."""


_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Add a way to find uses."""
    _finders.append(finder)


def list_uses(question_id: UUID, *, actor: Actor) -> list[Use]:
    """Return every use the actor may see, latest first."""
    uses = [use for find in _finders for use in find(question_id, actor=actor)]
    return sorted(uses, key=lambda use: use.used_at, reverse=True)


@dataclass(frozen=True, slots=True)
class Bar:
    """Why a question may not leave its pool (不得改变用途), as SQL over ``StoredQuestion``."""

    leaving: Pool
    text: str
    condition: Callable[[], ColumnElement[bool]]


_bars: dict[str, Bar] = {}


def register_bar(bar: Bar) -> None:
    """Add a reason why a question may not leave a pool."""
    _bars[bar.text] = bar


def list_bars(leaving: Pool) -> list[Bar]:
    """Return every reason that may keep a question in a pool."""
    return [bar for bar in _bars.values() if bar.leaving is leaving]
