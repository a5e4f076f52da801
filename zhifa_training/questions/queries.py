"""Reading the bank (查阅题库). It is one bank for every unit, behind the right to see keys."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Row, String, func, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import contains_eager, joinedload

from question_bank.assembly import PoolItem
from question_bank.questions import Citation, QuestionType
from question_bank.syllabus import Difficulty, Field, Topic
from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.lists import Asked, contains, fetch, order_by
from zhifa_training.core.paging import Page
from zhifa_training.laws.models import Law, LawArticle, LawVersion
from zhifa_training.laws.rules import Validity, starts_on, validity
from zhifa_training.questions.amendments.queries import list_unfit
from zhifa_training.questions.conditions import is_latest, may_be_drawn, stands
from zhifa_training.questions.exposure import Met, is_met
from zhifa_training.questions.models import Pool, QuestionRevision, QuestionState, StoredQuestion
from zhifa_training.questions.rules import ReviewState, Stage
from zhifa_training.questions.rules import stage as stage_of
from zhifa_training.units.scope import Actor

ORDERS = {
    "code": StoredQuestion.code,
    "type": QuestionRevision.type,
    "topic": QuestionRevision.topic,
    "citation": Law.name,
    "difficulty": QuestionRevision.difficulty,
    "state": StoredQuestion.state,
}
LAW_ORDERS = {"law": Law.name, "adopted_on": LawVersion.adopted_on}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFilter:
    """What the question list is narrowed to (筛选条件); None means any."""

    law_id: UUID | None = None
    law_version_id: UUID | None = None
    article: int | None = None
    topic: Topic | None = None
    type: QuestionType | None = None
    difficulty: Difficulty | None = None
    field: Field | None = None
    state: Stage | None = None
    review: ReviewState | None = None
    pool: Pool | None = None
    met: Met | None = None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One line of the question list (试题一览)."""

    id: UUID
    code: str
    stem: str
    type: str
    topic: str
    citation: str
    difficulty: str
    fields: str
    state: Stage
    pool: Pool
    revision: int
    pending: str
    """Where a newer revision stands while an older one is in use; empty where there is none."""


@dataclass(frozen=True, slots=True)
class LawRow:
    """One version of a law and how many questions cite it (法规版本)."""

    id: UUID
    law_id: UUID
    law: str
    title: str
    adopted_on: date
    effective_on: date | None
    repealed_on: date | None
    standing: str
    articles: int
    questions: int
    is_confirmed: bool
    validity: Validity

    @property
    def state(self) -> str:
        """Return where the version stands today."""
        return self.validity.label


def list_questions(*, actor: Actor, asked: Asked, wanted: QuestionFilter) -> Page[QuestionRow]:
    """Return the questions in their latest wording."""
    statement = (
        select(StoredQuestion, QuestionRevision, LawVersion.adopted_on, Law.name)
        .join(StoredQuestion.revisions)
        .join(QuestionRevision.law_version)
        .join(LawVersion.law)
        .where(
            is_latest(), contains(QuestionRevision.stem, asked.text), *_conditions(wanted, actor)
        )
        .order_by(*order_by(ORDERS, asked.sort, "code", StoredQuestion.id))
    )
    return fetch(statement, asked.number, _question_row)


def get_question(question_id: UUID, *, actor: Actor) -> StoredQuestion:
    """Return a question with all its revisions and the laws they cite, newest revision last."""
    statement = (
        select(StoredQuestion)
        .join(StoredQuestion.revisions)
        .join(QuestionRevision.law_version)
        .join(LawVersion.law)
        .where(StoredQuestion.id == question_id)
        .order_by(QuestionRevision.number)
        .options(
            contains_eager(StoredQuestion.revisions)
            .contains_eager(QuestionRevision.law_version)
            .contains_eager(LawVersion.law)
        )
    )
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None:
        raise NotVisibleError("没有找到该试题")
    return found


def list_wordings(*, actor: Actor, state: QuestionState | None = None) -> list[QuestionRevision]:
    """Return the latest wording of every question, by code, the laws they cite loaded."""
    statement = (
        select(QuestionRevision)
        .join(QuestionRevision.question)
        .join(QuestionRevision.law_version)
        .join(LawVersion.law)
        .where(is_latest())
        .order_by(StoredQuestion.code)
        .options(
            contains_eager(QuestionRevision.question),
            contains_eager(QuestionRevision.law_version).contains_eager(LawVersion.law),
        )
    )
    if state is not None:
        statement = statement.where(StoredQuestion.state == state)
    return list(db.session.scalars(statement))


def list_pool(*, actor: Actor, on: date | None = None) -> list[PoolItem]:
    """Return what exam papers may be drawn from, by the id of the revision in use.

    What an amendment has made stale by the day the paper is to be sat is not among them.
    """
    unfit = {each.revision_id for each in list_unfit(on=on or clock.today(), actor=actor)}
    statement = (
        select(QuestionRevision, Law.name)
        .join(QuestionRevision.question)
        .join(QuestionRevision.law_version)
        .join(LawVersion.law)
        .where(may_be_drawn(on=on or clock.today()))
    )
    return [
        PoolItem(
            id=str(revision.id),
            type=revision.type,
            topic=revision.topic,
            law=law,
            difficulty=Difficulty(revision.difficulty),
            fields=frozenset(Field(field) for field in revision.fields),
        )
        for revision, law in db.session.execute(statement)
        if revision.id not in unfit
    ]


def list_laws(*, actor: Actor, asked: Asked) -> Page[LawRow]:
    """Return the versions of laws, each with the number of questions that cite it now."""
    citing = (
        select(func.count(QuestionRevision.id))
        .where(QuestionRevision.law_version_id == LawVersion.id, is_latest())
        .correlate(LawVersion)
        .scalar_subquery()
        .label("questions")
    )
    articles = (
        select(func.count(LawArticle.number))
        .where(LawArticle.version_id == LawVersion.id)
        .correlate(LawVersion)
        .scalar_subquery()
    )
    statement = (
        select(LawVersion, Law.name, Law.title, citing, articles)
        .join(LawVersion.law)
        .where(contains(Law.title, asked.text) | contains(Law.name, asked.text))
        .order_by(*order_by(LAW_ORDERS, asked.sort, "law", LawVersion.adopted_on.desc()))
    )
    return fetch(statement, asked.number, _law_row)


def list_law_names(*, actor: Actor) -> list[tuple[UUID, str]]:
    """Return every law as (id, short name)."""
    found = db.session.execute(select(Law.id, Law.name).order_by(Law.name))
    return [(law_id, name) for law_id, name in found]


def list_law_versions(*, actor: Actor) -> list[LawVersion]:
    """Return every version of every law, the laws loaded with them."""
    statement = (
        select(LawVersion)
        .join(LawVersion.law)
        .order_by(Law.name, LawVersion.adopted_on.desc())
        .options(joinedload(LawVersion.law))
    )
    return list(db.session.scalars(statement))


def _conditions(wanted: QuestionFilter, actor: Actor) -> list[ColumnElement[bool]]:
    exact = {
        LawVersion.law_id: wanted.law_id,
        QuestionRevision.law_version_id: wanted.law_version_id,
        QuestionRevision.article: wanted.article,
        QuestionRevision.topic: wanted.topic,
        QuestionRevision.type: wanted.type,
        QuestionRevision.difficulty: wanted.difficulty,
        StoredQuestion.review: wanted.review,
        StoredQuestion.pool: wanted.pool,
    }
    conditions = [column == value for column, value in exact.items() if value is not None]
    if wanted.state is not None:
        conditions.append(stands(wanted.state, on=clock.today()))
    if wanted.met is not None:
        conditions.append(is_met(wanted.met, now=clock.now(), actor=actor))
    if wanted.field is not None:
        listed = sql_cast(QuestionRevision.fields, String)
        conditions.append(listed.contains(f'"{wanted.field.value}"'))
    return conditions


def _question_row(found: Row[*tuple[StoredQuestion, QuestionRevision, date, str]]) -> QuestionRow:
    stored, revision, adopted_on, law = found
    citation = Citation(law, adopted_on, revision.article, revision.paragraph)
    return QuestionRow(
        id=stored.id,
        code=stored.code,
        stem=revision.stem,
        type=revision.type.label,
        topic=revision.topic.label,
        citation=citation.label,
        difficulty=Difficulty(revision.difficulty).label,
        fields="、".join(Field(field).label for field in revision.fields),
        state=stage_of(stored.state, stored.review, stored.resting_until, on=clock.today()),
        pool=stored.pool,
        revision=revision.number,
        pending=_pending(stored),
    )


def _pending(stored: StoredQuestion) -> str:
    is_in_use = stored.published_number is not None and stored.review is not ReviewState.SETTLED
    return stored.review.label if is_in_use else ""


def _law_row(found: Row[*tuple[LawVersion, str, str, int, int]]) -> LawRow:
    version, name, title, questions, articles = found
    return LawRow(
        id=version.id,
        law_id=version.law_id,
        law=name,
        title=title,
        adopted_on=version.adopted_on,
        effective_on=version.effective_on,
        repealed_on=version.repealed_on,
        standing=version.standing,
        articles=articles,
        questions=questions,
        is_confirmed=version.confirmed_at is not None,
        validity=validity(
            starts_on=starts_on(version.adopted_on, version.effective_on),
            ends_on=version.repealed_on,
            on=clock.today(),
        ),
    )
