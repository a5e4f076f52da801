"""What one's home page shows (首页): a few statements, the same number however much there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.actor import Actor
from zhifa_training.core import clock
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.words import ReleasePolicy
from zhifa_training.metrics import queries as metrics
from zhifa_training.metrics.rules import Tally, Window, total
from zhifa_training.records.models import Fact, RecordVoid, TrainingRecord
from zhifa_training.units.models import Certificate, Officer, Posting, Unit
from zhifa_training.units.scope import within

RESULTS_SHOWN = 5
TASKS_SHOWN = 40
COMING = timedelta(days=7)
FURTHEST_BEHIND = 6


@dataclass(frozen=True, slots=True)
class Result:
    """One's own released result (成绩)."""

    attempt_id: UUID
    title: str
    closed_at: datetime
    score: Decimal
    full_score: Decimal
    is_passed: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """One's own file in short (我的档案)."""

    badge_number: str
    unit: str | None
    valid_until: date | None
    sat: int
    passed: int
    sat_now: int
    passed_now: int


@dataclass(frozen=True, slots=True)
class Task:
    """An exam to publish, or a sitting to look after (待办)."""

    exam_id: UUID
    sitting_id: UUID | None
    title: str
    unit: str
    created_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    called: int
    entered: int
    now: datetime

    @property
    def is_draft(self) -> bool:
        """Tell whether the exam has no paper yet."""
        return self.sitting_id is None

    @property
    def is_over(self) -> bool:
        """Tell whether the window has closed, so that results wait for release."""
        return self.closes_at is not None and self.closes_at <= self.now

    @property
    def is_open(self) -> bool:
        """Tell whether candidates may be answering now."""
        return self.opens_at is not None and self.opens_at <= self.now and not self.is_over


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """One's unit and those beneath it that are furthest behind (单位完成情况)."""

    unit: Unit
    tally: Tally
    behind: Sequence[metrics.UnitRow]
    parts: int


def list_results(*, actor: Actor) -> list[Result]:
    """Return one's own latest results that are released."""
    statement = (
        select(
            Attempt.id,
            Exam.title,
            func.coalesce(Attempt.closed_at, Attempt.deadline_at),
            AttemptScore.score,
            AttemptScore.full_score,
            AttemptScore.is_passed,
        )
        .join(AttemptScore, (AttemptScore.attempt_id == Attempt.id) & AttemptScore.is_current)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Exam, Exam.id == Sitting.exam_id)
        .where(
            Attempt.officer_id == actor.officer_id,
            or_(Exam.release_policy == ReleasePolicy.AT_ONCE, Sitting.released_at.is_not(None)),
        )
        .order_by(Attempt.closed_at.desc())
        .limit(RESULTS_SHOWN)
    )
    return [Result(*row) for row in db.session.execute(statement)]


def find_summary(*, window: Window, actor: Actor) -> Summary | None:
    """Return one's own file in short; None for someone who is no officer."""
    held = select(func.max(Certificate.valid_until)).where(Certificate.officer_id == Officer.id)
    serving = (
        select(Unit.name)
        .join(Posting, Posting.unit_id == Unit.id)
        .where(Posting.officer_id == Officer.id, Posting.ends_on.is_(None))
    )
    statement = select(
        Officer.badge_number,
        serving.scalar_subquery(),
        held.scalar_subquery(),
        _count(Fact.ROTATION_EXAM_SAT),
        _count(Fact.ROTATION_EXAM_PASSED),
        _count(Fact.ROTATION_EXAM_SAT, window),
        _count(Fact.ROTATION_EXAM_PASSED, window),
    ).where(Officer.id == actor.officer_id)
    row = db.session.execute(statement).one_or_none()
    return Summary(*row) if row else None


def _count(fact: Fact, window: Window | None = None) -> Any:
    counted = select(func.count()).where(
        TrainingRecord.officer_id == Officer.id,
        TrainingRecord.fact == fact,
        ~exists().where(RecordVoid.record_id == TrainingRecord.id),
    )
    if window:
        counted = counted.where(TrainingRecord.occurred_on.between(window.since, window.until))
    return counted.correlate(Officer).scalar_subquery()


def list_tasks(*, actor: Actor) -> list[Task]:
    """Return the exams to publish, the sittings of this week, and the results to release.

    Each kind only where the person holds the right for it.
    """
    rows = db.session.execute(_tasks(actor).limit(TASKS_SHOWN))
    return [Task(*row) for row in rows]


def _tasks(actor: Actor) -> Select[Any]:
    managing = actor.acting(Permission.EXAM_MANAGE)
    releasing = actor.acting(Permission.RESULT_RELEASE)
    watching = actor.acting(Permission.EXAM_VIEW)
    now = DatabaseNow()
    owner = aliased(Unit)
    is_draft = and_(Exam.published_at.is_(None), within(managing, Exam.unit_id))
    is_near = and_(
        Sitting.closes_at > now,
        Sitting.opens_at <= _soon(),
        within(watching, Sitting.unit_id),
    )
    awaits_release = and_(
        Sitting.closes_at <= now,
        Sitting.released_at.is_(None),
        Exam.release_policy == ReleasePolicy.TOGETHER,
        within(releasing, Sitting.unit_id),
    )
    called = select(func.count(Candidate.id)).where(
        Candidate.sitting_id == Sitting.id, Candidate.withdrawn_at.is_(None)
    )
    entered = select(func.count(Attempt.officer_id.distinct())).where(
        Attempt.sitting_id == Sitting.id
    )
    return (
        select(
            Exam.id,
            Sitting.id,
            Exam.title,
            owner.short_name,
            Exam.created_at,
            Sitting.opens_at,
            Sitting.closes_at,
            called.correlate(Sitting).scalar_subquery(),
            entered.correlate(Sitting).scalar_subquery(),
            now,
        )
        .outerjoin(Sitting, (Sitting.exam_id == Exam.id) & Sitting.cancelled_at.is_(None))
        .join(owner, owner.id == func.coalesce(Sitting.unit_id, Exam.unit_id))
        .where(Exam.cancelled_at.is_(None), or_(is_draft, is_near, awaits_release))
        .order_by(Sitting.closes_at, Exam.created_at)
    )


def _soon() -> datetime:
    return clock.now() + COMING


def find_unit_standing(*, window: Window, on: date, actor: Actor) -> UnitStanding | None:
    """Return the rates of one's highest unit and its parts that are furthest behind."""
    viewer = actor.acting(Permission.METRIC_VIEW)
    roots = metrics.list_roots(actor=viewer)
    if not roots:
        return None
    rows = metrics.list_unit_rows(roots[0], window, on=on, actor=viewer)
    behind = [row for row in rows if row.tally.sat < row.tally.due]
    behind.sort(key=lambda row: (row.tally.sat / row.tally.due, -row.tally.due))
    return UnitStanding(
        roots[0], total(row.tally for row in rows), behind[:FURTHEST_BEHIND], len(rows)
    )
