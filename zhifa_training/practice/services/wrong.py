"""Keeping the wrong-answer book (错题本)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from zhifa_training.core import clock
from zhifa_training.core.db import database_now, db, lock, transactional
from zhifa_training.core.inserts import insert_or_skip
from zhifa_training.practice.models import ExamTaken, Leaving, WrongEntry
from zhifa_training.practice.queries.exam_errors import (
    ExamError,
    list_attempts_to_take,
    list_errors,
)
from zhifa_training.practice.rules.spacing import unmet
from zhifa_training.questions.models import QuestionRevision
from zhifa_training.units.scope import Actor


@transactional
def learn(
    revision: QuestionRevision,
    value: str,
    *,
    is_right: bool,
    on: date,
    at: datetime,
    actor: Actor,
) -> None:
    """Enter an answer: an error opens an entry, right answers win it back."""
    if not is_right:
        _open(actor, revision.question_id, revision.id, on=on, at=at)
    entry = _held(actor, revision.question_id)
    if entry is None:
        return
    entry.standing = entry.standing.after(is_right=is_right, on=on)
    if not is_right:
        entry.revision_id, entry.last_value, entry.attempt_id = revision.id, value, None
        entry.last_wrong_at, entry.left_at, entry.leaving = at, None, None
    elif entry.standing.is_mastered and entry.left_at is None:
        entry.left_at, entry.leaving = at, Leaving.MASTERED


@transactional
def take_exam_errors(*, actor: Actor) -> int:
    """Enter the errors of one's exams whose keys are out; each attempt goes in once."""
    taken = 0
    for attempt_id in list_attempts_to_take(actor=actor):
        inserted = db.session.execute(
            insert_or_skip(ExamTaken, "attempt_id")
            .values(attempt_id=attempt_id, taken_at=database_now())
            .returning(ExamTaken.attempt_id)
        ).first()
        if inserted is None:
            continue
        errors = list_errors(attempt_id, actor=actor)
        for error in errors:
            _enter(error, actor)
        taken += len(errors)
    return taken


@transactional
def drop(entry: WrongEntry, *, actor: Actor) -> None:
    """Take an entry out of the book by hand (移出)."""
    lock(entry)
    if entry.left_at is None:
        entry.left_at, entry.leaving = database_now(), Leaving.BY_HAND


@transactional
def restore(entry: WrongEntry, *, actor: Actor) -> None:
    """Put an entry back, to be won back from the beginning (放回错题本)."""
    lock(entry)
    if entry.left_at is not None:
        entry.left_at, entry.leaving = None, None
        entry.standing = entry.standing.again(on=clock.today())


def _enter(error: ExamError, actor: Actor) -> None:
    on = clock.in_beijing(error.at).date()
    _open(actor, error.question_id, error.revision_id, on=on, at=error.at)
    entry = _held(actor, error.question_id)
    if entry is None:
        return
    standing = entry.standing
    entry.standing = standing.after(is_right=False, on=max(on, standing.due_on))
    entry.revision_id, entry.last_value = error.revision_id, error.value
    entry.last_wrong_at, entry.attempt_id = error.at, error.attempt_id
    entry.left_at, entry.leaving = None, None


def _open(actor: Actor, question_id: UUID, revision_id: UUID, *, on: date, at: datetime) -> None:
    fresh = unmet(on)
    db.session.execute(
        insert_or_skip(WrongEntry, "officer_id", "question_id").values(
            officer_id=actor.officer_id,
            question_id=question_id,
            revision_id=revision_id,
            last_value="",
            last_wrong_at=at,
            wrong_count=fresh.wrong,
            streak=fresh.streak,
            due_on=fresh.due_on,
        )
    )


def _held(actor: Actor, question_id: UUID) -> WrongEntry | None:
    """Return the entry as it stands now, held until the unit of work ends."""
    statement = (
        select(WrongEntry)
        .filter_by(officer_id=actor.officer_id, question_id=question_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).one_or_none()
