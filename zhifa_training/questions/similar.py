"""Questions that say nearly the same (近似试题)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from question_bank.questions import Question
from zhifa_training.core.db import db
from zhifa_training.core.lazy import heavy
from zhifa_training.laws.models import LawVersion
from zhifa_training.questions.conditions import is_latest
from zhifa_training.questions.models import QuestionRevision, QuestionState, StoredQuestion
from zhifa_training.questions.wording import as_question
from zhifa_training.units.scope import Actor


@dataclass(frozen=True, slots=True)
class Similar:
    """A question whose words are nearly those of another (近似试题)."""

    id: UUID
    code: str
    stem: str
    reason: str


def find_similar(question: Question, *, actor: Actor) -> list[Similar]:
    """Return the questions not retired that nearly repeat ``question``."""
    statement = (
        select(QuestionRevision)
        .join(QuestionRevision.question)
        .join(QuestionRevision.law_version)
        .join(LawVersion.law)
        .where(
            is_latest(),
            StoredQuestion.state != QuestionState.RETIRED,
            StoredQuestion.code != question.id,
            QuestionRevision.type == question.type,
        )
        .options(
            contains_eager(QuestionRevision.question),
            contains_eager(QuestionRevision.law_version).contains_eager(LawVersion.law),
        )
        .order_by(StoredQuestion.code)
    )
    revisions = list(db.session.scalars(statement))
    if not revisions:
        return []
    texts = [_words(as_question(revision)) for revision in revisions]
    index = heavy("question_bank.near_duplicates").TextIndex(texts)
    return [
        _similar(revisions[place], likeness) for place, likeness in index.like(_words(question))
    ]


def _words(question: Question) -> str:
    return question.stem + "".join(question.key_texts)


def _similar(revision: QuestionRevision, likeness: float) -> Similar:
    reason = f"两题文字相似度 {likeness:.0%}。"
    return Similar(revision.question_id, revision.question.code, revision.stem, reason)
