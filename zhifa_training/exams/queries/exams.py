"""Reading exams and their papers (查阅考试与试卷)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.actor import Actor as Person
from zhifa_training.core import clock
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotAllowedError, NotVisibleError
from zhifa_training.core.lists import Asked, contains, fetch, order_by
from zhifa_training.core.paging import Page
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.forms import FIRST_FORM
from zhifa_training.exams.rules.words import ExamKind
from zhifa_training.laws.models import LawVersion
from zhifa_training.questions.amendments.papers import PaperAhead
from zhifa_training.questions.models import QuestionRevision
from zhifa_training.questions.uses import Use
from zhifa_training.units.models import Unit
from zhifa_training.units.scope import Actor, within

ORDERS = {
    "title": Exam.title,
    "kind": Exam.kind,
    "unit": Unit.name,
    "created_at": Exam.created_at,
}
DEFAULT_SORT = "-created_at"
WITH_WORDING = (
    joinedload(PaperItem.revision).options(
        joinedload(QuestionRevision.question),
        joinedload(QuestionRevision.law_version).joinedload(LawVersion.law),
    ),
)
"""Load with a paper's items all that says what they ask and rest on."""


@dataclass(frozen=True, slots=True)
class ExamRow:
    """One line of the exam list (考试一览)."""

    id: UUID
    title: str
    kind: ExamKind
    unit: str
    duration_minutes: int
    pass_score: Decimal
    full_score: Decimal | None
    sittings: int
    created_at: datetime
    is_published: bool

    @property
    def state(self) -> str:
        """Return whether the paper is frozen."""
        return "已发布" if self.is_published else "草稿"


def list_exams(*, actor: Actor, asked: Asked, kind: ExamKind | None = None) -> Page[ExamRow]:
    """Return the exams of ``actor``'s units."""
    sittings = (
        select(func.count(Sitting.id))
        .where(Sitting.exam_id == Exam.id, Sitting.cancelled_at.is_(None))
        .correlate(Exam)
        .scalar_subquery()
    )
    statement = (
        select(Exam, Unit.name, Paper.full_score, sittings)
        .join(Exam.unit)
        .outerjoin(Paper, (Paper.exam_id == Exam.id) & (Paper.form == FIRST_FORM))
        .where(within(actor, Exam.unit_id), contains(Exam.title, asked.text))
        .order_by(*order_by(ORDERS, asked.sort, DEFAULT_SORT, Exam.id))
    )
    if kind is not None:
        statement = statement.where(Exam.kind == kind)
    return fetch(statement, asked.number, _row)


def get_exam(exam_id: UUID, *, actor: Actor) -> Exam:
    """Return an exam of ``actor``'s units with its unit, blueprint and paper."""
    statement = (
        select(Exam)
        .where(Exam.id == exam_id, within(actor, Exam.unit_id))
        .options(joinedload(Exam.unit), joinedload(Exam.blueprint), selectinload(Exam.papers))
    )
    exam = db.session.scalars(statement).one_or_none()
    if exam is None:
        raise NotVisibleError("没有找到该考试")
    return exam


def list_paper_items(exam: Exam, form: str, *, actor: Actor) -> list[PaperItem]:
    """Return a form of the frozen paper; nobody sees it who is called to sit it."""
    called = (
        select(Candidate.id)
        .join(Candidate.sitting)
        .where(
            Sitting.exam_id == exam.id,
            Candidate.officer_id == actor.officer_id,
            Candidate.withdrawn_at.is_(None),
        )
    )
    if actor.officer_id is not None and db.session.scalars(called.limit(1)).first():
        raise NotAllowedError("您是这场考试的考生，不能查看试卷")
    statement = (
        select(PaperItem)
        .join(Paper, Paper.id == PaperItem.paper_id)
        .where(Paper.exam_id == exam.id, Paper.form == form)
        .order_by(PaperItem.position)
        .options(*WITH_WORDING)
    )
    return list(db.session.scalars(statement))


def find_uses(question_id: UUID, *, actor: Person) -> list[Use]:
    """Return the papers that hold a question, among the exams this person may see."""
    viewer = actor.acting(Permission.EXAM_VIEW)
    statement = (
        select(Exam.id, Exam.title, QuestionRevision.number, Paper.built_at)
        .distinct()
        .join(Paper, Paper.exam_id == Exam.id)
        .join(PaperItem, PaperItem.paper_id == Paper.id)
        .join(QuestionRevision, QuestionRevision.id == PaperItem.revision_id)
        .where(QuestionRevision.question_id == question_id, within(viewer, Exam.unit_id))
    )
    return [
        Use(title, number, built_at, url_for("exams.show", exam_id=exam_id))
        for exam_id, title, number, built_at in db.session.execute(statement)
    ]


def find_papers_ahead(
    revision_ids: Collection[UUID], *, since: date, actor: Person
) -> list[PaperAhead]:
    """Return the sittings this person may see that end on or after a day, and not yet.

    Only those whose frozen paper holds some of the wordings, with how many.
    """
    viewer = actor.acting(Permission.EXAM_VIEW)
    first_moment = clock.from_beijing(datetime.combine(since, time()))
    statement = (
        select(Exam.id, Exam.title, Sitting, func.count(PaperItem.revision_id))
        .join(Paper, Paper.exam_id == Exam.id)
        .join(PaperItem, PaperItem.paper_id == Paper.id)
        .join(Sitting, Sitting.exam_id == Exam.id)
        .where(
            PaperItem.revision_id.in_(revision_ids),
            Sitting.cancelled_at.is_(None),
            Sitting.closes_at > first_moment,
            Sitting.closes_at > DatabaseNow(),
            within(viewer, Sitting.unit_id),
        )
        .group_by(Exam.id, Exam.title, Sitting.id)
    )
    return [
        PaperAhead(
            title=title,
            sitting=sitting.title,
            opens_at=sitting.opens_at,
            closes_at=sitting.closes_at,
            questions=questions,
            url=url_for("exams.show", exam_id=exam_id),
        )
        for exam_id, title, sitting, questions in db.session.execute(statement)
    ]


def _row(found: Any) -> ExamRow:
    exam, unit, full_score, sittings = found
    return ExamRow(
        id=exam.id,
        title=exam.title,
        kind=exam.kind,
        unit=unit,
        duration_minutes=exam.duration_minutes,
        pass_score=exam.pass_score,
        full_score=full_score,
        sittings=sittings,
        created_at=exam.created_at,
        is_published=exam.published_at is not None,
    )
