"""What queries over revisions share (修订条件)."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from zhifa_training.questions.models import QuestionRevision


def is_latest() -> ColumnElement[bool]:
    """Return the condition that a revision is the latest of its question."""
    later = aliased(QuestionRevision)
    latest = (
        select(func.max(later.number))
        .where(later.question_id == QuestionRevision.question_id)
        .correlate(QuestionRevision)
        .scalar_subquery()
    )
    return QuestionRevision.number == latest
