"""Errors made in exams whose results and keys are out (已公布的考试错题)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import defer

from question_bank.responses import stored
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.expressions import events_of, is_over
from zhifa_training.exams.models.papers import Exam, PaperItem
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.rules.answers import current_answers, kept
from zhifa_training.exams.rules.attempts import Phase, compute_state
from zhifa_training.exams.rules.release import is_released, showing
from zhifa_training.practice.models import ExamTaken
from zhifa_training.questions.models import QuestionRevision
from zhifa_training.units.scope import Actor


@dataclass(frozen=True, slots=True)
class ExamError:
    """One question of one attempt that did not earn everything."""

    attempt_id: UUID
    question_id: UUID
    revision_id: UUID
    value: str
    at: datetime


def list_attempts_to_take(*, actor: Actor) -> Sequence[UUID]:
    """Return one's attempts with released keys whose errors are not in the book yet."""
    statement = (
        select(Attempt, Exam, Sitting)
        .add_columns(is_over().label("is_over"), DatabaseNow().label("now"))
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Exam, Exam.id == Sitting.exam_id)
        .join(AttemptScore, (AttemptScore.attempt_id == Attempt.id) & AttemptScore.is_current)
        .where(
            Attempt.officer_id == actor.officer_id,
            ~exists().where(ExamTaken.attempt_id == Attempt.id),
        )
        .order_by(Attempt.started_at)
        .options(defer(Attempt.layout))
    )
    return [row.Attempt.id for row in db.session.execute(statement) if _has_keys(row)]


def list_errors(attempt_id: UUID, *, actor: Actor) -> Sequence[ExamError]:
    """Return what was answered wrongly in one's own attempt."""
    statement = (
        select(Attempt.closed_at, AttemptScore.item_scores, AttemptScore.scored_at)
        .add_columns(Attempt.paper_id, events_of(Attempt.id).label("events"))
        .join(AttemptScore, (AttemptScore.attempt_id == Attempt.id) & AttemptScore.is_current)
        .where(Attempt.id == attempt_id, Attempt.officer_id == actor.officer_id)
    )
    row = db.session.execute(statement).one()
    answers = current_answers(kept(row.events))
    items = db.session.execute(
        select(PaperItem.revision_id, PaperItem.worth, QuestionRevision.question_id)
        .join(QuestionRevision, QuestionRevision.id == PaperItem.revision_id)
        .where(PaperItem.paper_id == row.paper_id)
        .order_by(PaperItem.position)
    )
    return [
        ExamError(
            attempt_id,
            question_id,
            revision_id,
            stored(answers.get(str(revision_id), frozenset())),
            row.closed_at or row.scored_at,
        )
        for revision_id, worth, question_id in items
        if Decimal(row.item_scores.get(str(revision_id), "0")) < worth
    ]


def _has_keys(row: Any) -> bool:
    return showing(
        is_closed=compute_state(row.Attempt, row.now) is Phase.CLOSED,
        is_scored=True,
        is_out=is_released(row.Exam.release_policy, row.Sitting.released_at),
        is_over=row.is_over,
        review_mode=row.Exam.review_mode,
    ).has_keys
