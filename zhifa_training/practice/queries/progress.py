"""Reading how far one has come (练习进度): only one's own, for oneself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.laws.models import Law, LawVersion
from zhifa_training.practice.models import PracticeAnswer
from zhifa_training.practice.queries.pool import is_seen, list_outdated, may_be_practised
from zhifa_training.practice.rules.progress import ArticleTally
from zhifa_training.questions.models import QuestionRevision, StoredQuestion
from zhifa_training.units.scope import Actor

DAYS_LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class LawProgress:
    """How many questions of a law one has answered (各法进度)."""

    law_id: UUID
    law: str
    total: int
    seen: int


def list_laws(*, actor: Actor) -> Sequence[LawProgress]:
    """Return one's progress law by law, over what may be practised today."""
    statement = (
        select(
            Law.id,
            Law.name,
            func.count(StoredQuestion.id),
            func.count(StoredQuestion.id).filter(is_seen(actor=actor)),
        )
        .select_from(QuestionRevision)
        .join(QuestionRevision.question)
        .join(QuestionRevision.law_version)
        .join(LawVersion.law)
        .where(
            may_be_practised(on=clock.today(), actor=actor),
            QuestionRevision.id.not_in(list_outdated(actor=actor)),
        )
        .group_by(Law.id, Law.name)
        .order_by(Law.name)
    )
    return [LawProgress(*row) for row in db.session.execute(statement)]


def list_articles(*, actor: Actor) -> Sequence[ArticleTally]:
    """Return one's marked answers article by article; none to what was amended since."""
    answer = PracticeAnswer
    statement = (
        select(
            Law.id,
            Law.name,
            QuestionRevision.article,
            func.count(),
            func.count().filter(answer.is_right.is_(True)),
        )
        .select_from(answer)
        .join(QuestionRevision, QuestionRevision.id == answer.revision_id)
        .join(QuestionRevision.law_version)
        .join(LawVersion.law)
        .where(
            answer.officer_id == actor.officer_id,
            answer.is_right.is_not(None),
            QuestionRevision.id.not_in(list_outdated(actor=actor)),
        )
        .group_by(Law.id, Law.name, QuestionRevision.article)
        .order_by(Law.name, QuestionRevision.article)
    )
    return [ArticleTally(*row) for row in db.session.execute(statement)]


def list_days(*, actor: Actor) -> Sequence[date]:
    """Return the latest days on which one practised."""
    statement = (
        select(PracticeAnswer.answered_on)
        .where(PracticeAnswer.officer_id == actor.officer_id)
        .group_by(PracticeAnswer.answered_on)
        .order_by(PracticeAnswer.answered_on.desc())
        .limit(DAYS_LOOKED_AT)
    )
    return db.session.scalars(statement).all()
