"""What may be asked of questions in SQL (试题条件): the same words in every statement."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from zhifa_training.questions.models import Pool, QuestionRevision, QuestionState, StoredQuestion
from zhifa_training.questions.rules import ReviewState, Stage

_UNPUBLISHED = {
    Stage.DRAFT: ReviewState.WAITING,
    Stage.IN_REVIEW: ReviewState.IN_REVIEW,
    Stage.RETURNED: ReviewState.RETURNED,
}


def is_latest() -> ColumnElement[bool]:
    """Return the condition that a revision is its question's newest."""
    later = aliased(QuestionRevision)
    latest = (
        select(func.max(later.number))
        .where(later.question_id == QuestionRevision.question_id)
        .correlate(QuestionRevision)
        .scalar_subquery()
    )
    return QuestionRevision.number == latest


def is_awake(*, on: date) -> ColumnElement[bool]:
    """Return the condition that a question does not rest on a day."""
    return or_(StoredQuestion.resting_until.is_(None), StoredQuestion.resting_until <= on)


def may_be_drawn(*, on: date) -> ColumnElement[bool]:
    """Return the condition that a revision may go into a new exam paper on a day.

    It must be the one approved last, of a question that is published, for exams and not resting.
    """
    return and_(
        QuestionRevision.number == StoredQuestion.published_number,
        StoredQuestion.state == QuestionState.PUBLISHED,
        StoredQuestion.pool == Pool.EXAM,
        is_awake(on=on),
    )


def stands(stage: Stage, *, on: date) -> ColumnElement[bool]:
    """Return the condition that a question stands in a stage on a day, as ``rules.stage`` tells."""
    state: Any = StoredQuestion.state
    if stage in _UNPUBLISHED:
        return and_(state == QuestionState.DRAFT, StoredQuestion.review == _UNPUBLISHED[stage])
    if stage is Stage.RESTING:
        return and_(state == QuestionState.PUBLISHED, ~is_awake(on=on))
    if stage is Stage.PUBLISHED:
        return and_(state == QuestionState.PUBLISHED, is_awake(on=on))
    return state == QuestionState(stage.value)
