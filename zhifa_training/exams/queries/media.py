"""Who may see a picture or film (图像授权): never a candidate before the start (EX-1)."""

from typing import Any

from sqlalchemy import ColumnElement, String, cast, exists, select
from sqlalchemy.orm import defer

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.actor import Actor
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.expressions import is_over
from zhifa_training.exams.models.papers import Exam, Paper
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.attempts import Phase, compute_state
from zhifa_training.exams.rules.release import is_released, showing
from zhifa_training.exams.secrecy import is_held
from zhifa_training.questions.models import (
    Pool,
    QuestionRevision,
    QuestionState,
    StoredMedium,
    StoredQuestion,
)
from zhifa_training.units.scope import within


def get_medium(digest: str, *, actor: Actor) -> StoredMedium:
    """Return a medium the person may see now: by a right, or for an attempt of their own."""
    medium = db.session.get(StoredMedium, digest)
    if medium is not None and (
        actor.may(Permission.QUESTION_VIEW)
        or _is_met(digest, actor)
        or _is_looked_after(digest, actor)
        or _is_practised(digest, actor)
    ):
        return medium
    raise NotVisibleError("没有找到该图像，或现在不能查看")


def _holds(digest: str) -> ColumnElement[bool]:
    return cast(Paper.content, String).contains(digest)


def _is_met(digest: str, actor: Actor) -> bool:
    """Tell whether an attempt of theirs shows it: under way, or open to looking back."""
    if actor.officer_id is None:
        return False
    statement = (
        select(Attempt, Exam, Sitting, AttemptScore.id.label("score"))
        .add_columns(is_over().label("is_over"), DatabaseNow().label("now"))
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Exam, Exam.id == Sitting.exam_id)
        .join(Paper, Paper.id == Attempt.paper_id)
        .outerjoin(AttemptScore, (AttemptScore.attempt_id == Attempt.id) & AttemptScore.is_current)
        .where(Attempt.officer_id == actor.officer_id, _holds(digest))
        .options(defer(Attempt.layout))
    )
    return any(_is_open(row) for row in db.session.execute(statement))


def _is_open(row: Any) -> bool:
    phase = compute_state(row.Attempt, row.now)
    if phase is Phase.ANSWERING:
        return True
    return showing(
        is_closed=phase is Phase.CLOSED,
        is_scored=row.score is not None,
        is_out=is_released(row.Exam.release_policy, row.Sitting.released_at),
        is_over=row.is_over,
        review_mode=row.Exam.review_mode,
    ).has_keys


def _is_looked_after(digest: str, actor: Actor) -> bool:
    """Tell whether an exam they may see holds it, one they are not called to themselves."""
    if not actor.may(Permission.EXAM_VIEW):
        return False
    viewer = actor.acting(Permission.EXAM_VIEW)
    is_called = exists().where(
        Candidate.sitting_id == Sitting.id,
        Sitting.exam_id == Exam.id,
        Candidate.officer_id == actor.officer_id,
        Candidate.withdrawn_at.is_(None),
    )
    statement = (
        select(Exam.id)
        .join(Paper, Paper.exam_id == Exam.id)
        .where(within(viewer, Exam.unit_id), _holds(digest), ~is_called)
        .limit(1)
    )
    return db.session.scalars(statement).first() is not None


def _is_practised(digest: str, actor: Actor) -> bool:
    """Tell whether a question open to practice shows it."""
    if not actor.may(Permission.PRACTISE):
        return False
    statement = (
        select(StoredQuestion.id)
        .join(StoredQuestion.revisions)
        .where(
            QuestionRevision.number == StoredQuestion.published_number,
            StoredQuestion.state == QuestionState.PUBLISHED,
            StoredQuestion.pool == Pool.PRACTICE,
            ~is_held(),
            cast(QuestionRevision.body, String).contains(digest),
        )
        .limit(1)
    )
    return db.session.scalars(statement).first() is not None
