"""Taking a step in a question's life (试题履历): read under lock, write, enter who and why."""

from dataclasses import fields
from typing import Any

from sqlalchemy import select

from zhifa_training.audit.services import note
from zhifa_training.core.db import db, lock
from zhifa_training.questions.models import QuestionRevision, QuestionStep, StoredQuestion
from zhifa_training.questions.rules import Life, StepKind
from zhifa_training.units.scope import Actor

KEPT = {
    field.name: {"published": "published_number"}.get(field.name, field.name)
    for field in fields(Life)
    if field.name not in ("latest", "authors")
}
"""Where the question keeps each part of its life; the rest follows from its revisions."""


def read(stored: StoredQuestion) -> Life:
    """Return where a question stands, held until the unit of work ends."""
    lock(stored)
    found = db.session.execute(
        select(QuestionRevision.number, QuestionRevision.created_by)
        .where(QuestionRevision.question_id == stored.id)
        .order_by(QuestionRevision.number)
    ).all()
    numbers = [number for number, _ in found]
    published = stored.published_number or 0
    unread = {author for number, author in found if number > published and author is not None}
    kept: dict[str, Any] = {name: getattr(stored, column) for name, column in KEPT.items()}
    return Life(latest=max(numbers, default=0), authors=frozenset(unread), **kept)


def write(stored: StoredQuestion, life: Life) -> None:
    """Store where a question stands now."""
    for name, column in KEPT.items():
        setattr(stored, column, getattr(life, name))
    db.session.flush()


def enter(
    kind: StepKind,
    stored: StoredQuestion,
    *,
    number: int,
    actor: Actor,
    words: str = "",
    **detail: Any,
) -> None:
    """Enter a step in the question's own history and in the log."""
    db.session.add(
        QuestionStep(
            question_id=stored.id,
            number=number,
            kind=kind,
            words=words,
            by_id=actor.account_id,
            by_name=actor.name,
        )
    )
    db.session.flush()
    note(
        ACTS[kind],
        object_kind="question",
        object_id=stored.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        code=stored.code,
        revision=number,
        **(detail | ({"why": words} if words else {})),
    )


ACTS = {
    StepKind.PROPOSED: "question.propose",
    StepKind.CLAIMED: "question.claim",
    StepKind.RELEASED: "question.release",
    StepKind.COMMENTED: "question.comment",
    StepKind.RETURNED: "question.return",
    StepKind.APPROVED: "question.publish",
    StepKind.SUSPENDED: "question.suspend",
    StepKind.RESUMED: "question.resume",
    StepKind.RESTED: "question.rest",
    StepKind.WOKEN: "question.wake",
    StepKind.RETIRED: "question.retire",
    StepKind.MOVED: "question.move",
}
