"""Taking imported drafts in, and back out (导入草稿)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from question_bank.questions import Question
from zhifa_training.core.db import db, transactional
from zhifa_training.questions.models import Pool, QuestionRevision, QuestionState, StoredQuestion
from zhifa_training.questions.rules import ReviewState, is_for_practice
from zhifa_training.questions.wording import revision_values
from zhifa_training.units.scope import Actor

WHY = "批量导入"
CHUNK = 500


@transactional
def add_draft(question: Question, *, law_version_id: UUID, actor: Actor) -> UUID:
    """Store a question nobody has reviewed yet."""
    pool = Pool.PRACTICE if is_for_practice(question.id) else Pool.EXAM
    stored = StoredQuestion(code=question.id, state=QuestionState.DRAFT, pool=pool)
    db.session.add(stored)
    db.session.flush()
    revision = QuestionRevision(
        question_id=stored.id,
        number=1,
        why=WHY,
        created_by=actor.account_id,
        **revision_values(question, law_version_id=law_version_id),
    )
    db.session.add(revision)
    return stored.id


@transactional
def retire_drafts(ids: Sequence[UUID], *, actor: Actor) -> list[str]:
    """Retire untouched drafts (撤销导入), whose wordings stay; or return the codes of the used."""
    found: list[StoredQuestion] = []
    for start in range(0, len(ids), CHUNK):
        chunk = select(StoredQuestion).where(StoredQuestion.id.in_(ids[start : start + CHUNK]))
        found.extend(db.session.scalars(chunk.order_by(StoredQuestion.id).with_for_update()))
    revised = _revised(ids)
    used = [one.code for one in found if one.id in revised or not _is_untouched(one)]
    if not used:
        for stored in found:
            stored.state, stored.review = QuestionState.RETIRED, ReviewState.SETTLED
    return used


def _is_untouched(stored: StoredQuestion) -> bool:
    """Tell whether nobody has begun to review a draft."""
    return stored.state is QuestionState.DRAFT and stored.review is ReviewState.WAITING


def _revised(ids: Sequence[UUID]) -> set[UUID]:
    revised: set[UUID] = set()
    for start in range(0, len(ids), CHUNK):
        statement = (
            select(QuestionRevision.question_id)
            .where(QuestionRevision.question_id.in_(ids[start : start + CHUNK]))
            .group_by(QuestionRevision.question_id)
            .having(func.count() > 1)
        )
        revised.update(db.session.scalars(statement))
    return revised
