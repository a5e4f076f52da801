"""What officers were examined on that has changed since (曾考条文的修订)."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from zhifa_training.core import clock
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.papers import Exam, PaperItem
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.rules.words import ReleasePolicy
from zhifa_training.laws.expressions import in_force
from zhifa_training.laws.models import LawVersion
from zhifa_training.questions.amendments.what_changed import Asked, ChangedArticle, list_changed
from zhifa_training.questions.models import QuestionRevision
from zhifa_training.units.scope import Actor


def list_old_rules(*, attempt_id: UUID | None = None, actor: Actor) -> list[ChangedArticle]:
    """Return the articles of one's own released papers, or of one of them, that have changed."""
    today = clock.today()
    statement = (
        select(QuestionRevision.law_version_id, QuestionRevision.article)
        .join(PaperItem, PaperItem.revision_id == QuestionRevision.id)
        .join(Attempt, Attempt.paper_id == PaperItem.paper_id)
        .join(AttemptScore, (AttemptScore.attempt_id == Attempt.id) & AttemptScore.is_current)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Exam, Exam.id == Sitting.exam_id)
        .join(LawVersion, LawVersion.id == QuestionRevision.law_version_id)
        .where(
            Attempt.officer_id == actor.officer_id,
            or_(Exam.release_policy == ReleasePolicy.AT_ONCE, Sitting.released_at.is_not(None)),
            ~in_force(today),
            ~_is_still_sat(),
        )
        .distinct()
    )
    if attempt_id is not None:
        statement = statement.where(Attempt.id == attempt_id)
    asked = [Asked(version_id, article) for version_id, article in db.session.execute(statement)]
    return list_changed(asked, on=today, actor=actor) if asked else []


def _is_still_sat() -> ColumnElement[bool]:
    """Return the condition that others are yet to sit the paper and must not learn of it."""
    other = aliased(Sitting)
    return exists().where(
        other.exam_id == Exam.id, other.cancelled_at.is_(None), other.closes_at > DatabaseNow()
    )
