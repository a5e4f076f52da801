"""The shipped bank in the demo (演示题库): loaded as anyone would, then read for drawing papers."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from question_bank.assembly import PoolItem
from question_bank.content import load_bank as shipped_bank
from question_bank.questions import QuestionType
from question_bank.syllabus import Difficulty, Field
from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.demo.draws import Keys, repeatable_rows
from zhifa_training.laws.models import Law, LawVersion
from zhifa_training.questions.conditions import may_be_drawn
from zhifa_training.questions.models import QuestionRevision, StoredQuestion
from zhifa_training.questions.services.bank import load_bank
from zhifa_training.units.scope import Actor


@dataclass(frozen=True, slots=True)
class DemoQuestion:
    """One published question that exams may draw."""

    id: str
    type: QuestionType
    stem: str
    options: tuple[dict[str, str], ...]
    option_ids: tuple[str, ...]
    """In the author's order."""
    key: frozenset[str]
    pool_item: PoolItem
    revision_id: UUID


def load(*, keys: Keys, moment: datetime, actor: Actor) -> dict[str, DemoQuestion]:
    """Load the bank and return its questions for exams by the id of their revision."""
    with repeatable_rows(keys, moment):
        load_bank(shipped_bank(), actor=actor)
        db.session.flush()
    return read_pool(on=clock.in_beijing(moment).date())


def read_pool(*, on: date, law: str | None = None) -> dict[str, DemoQuestion]:
    """Return the questions for exams, of one law where it is named, by their revision's id."""
    statement = (
        select(QuestionRevision, Law.name)
        .join(StoredQuestion, StoredQuestion.id == QuestionRevision.question_id)
        .join(LawVersion, LawVersion.id == QuestionRevision.law_version_id)
        .join(Law, Law.id == LawVersion.law_id)
        .where(may_be_drawn(on=on))
        .order_by(StoredQuestion.code)
    )
    if law is not None:
        statement = statement.where(Law.name == law)
    found = (_question(revision, name) for revision, name in db.session.execute(statement))
    return {question.id: question for question in found}


def _question(revision: QuestionRevision, law: str) -> DemoQuestion:
    identity = str(revision.id)
    return DemoQuestion(
        id=identity,
        type=revision.type,
        stem=revision.stem,
        options=tuple(revision.options),
        option_ids=tuple(option["id"] for option in revision.options),
        key=frozenset(revision.key),
        pool_item=PoolItem(
            id=identity,
            type=revision.type,
            topic=revision.topic,
            law=law,
            difficulty=Difficulty(revision.difficulty),
            fields=frozenset(Field(name) for name in revision.fields),
        ),
        revision_id=revision.id,
    )
