"""How a question was answered (作答情况): features that hold answers tell it here."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from question_bank.answers import Answer
from zhifa_training.accounts.actor import Actor
from zhifa_training.questions.models import QuestionRevision


class Finder(Protocol):
    """A way to find answers; it answers only with those of people the actor may see."""

    def __call__(self, revision_id: UUID, *, actor: Actor) -> list[Answer]:
        """Return the answers to one revision of a question."""


_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Add a way to find answers."""
    _finders.append(finder)


def find_answered(
    revisions: Sequence[QuestionRevision], *, actor: Actor
) -> tuple[QuestionRevision, list[Answer]] | None:
    """Return the latest wording that was answered, with its answers; None if none was."""
    for revision in reversed(revisions):
        answers = [answer for find in _finders for answer in find(revision.id, actor=actor)]
        if answers:
            return revision, answers
    return None
