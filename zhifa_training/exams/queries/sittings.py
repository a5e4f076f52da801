"""Reading sittings, their rosters and how far they are (查阅场次、名单与进度)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, literal, select
from sqlalchemy.orm import joinedload

from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.lists import Asked, contains, fetch, order_by
from zhifa_training.core.paging import Page
from zhifa_training.core.types import UtcDateTime
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.expressions import has_time
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.roster import Member
from zhifa_training.exams.rules.sittings import (
    Stage,
    Standing,
    entry_closes_at,
    opening_day,
    standing,
)
from zhifa_training.exams.rules.words import AttemptState
from zhifa_training.units.models import Exclusion, Officer, Posting, Unit
from zhifa_training.units.rules import EXAM_DUTY_LIFTED_BY, Establishment
from zhifa_training.units.scope import Actor, beneath, valid_on, within

ORDERS = {
    "title": Sitting.title,
    "exam": Exam.title,
    "unit": Unit.name,
    "opens_at": Sitting.opens_at,
}
DEFAULT_SORT = "-opens_at"
CANDIDATE_ORDERS = {
    "name": Officer.name,
    "badge_number": Officer.badge_number,
    "unit": Unit.name,
    "extra_minutes": Candidate.extra_minutes,
}
ENTERED = exists().where(Attempt.candidate_id == Candidate.id)
ANSWERING = exists().where(
    Attempt.candidate_id == Candidate.id,
    Attempt.state == AttemptState.LIVE,
    has_time(),
)
SCORED = exists().where(
    Attempt.candidate_id == Candidate.id,
    AttemptScore.attempt_id == Attempt.id,
    AttemptScore.is_current,
)
CALLED = Candidate.withdrawn_at.is_(None)


@dataclass(frozen=True, slots=True)
class SittingRow:
    """One line of the sitting list (场次一览)."""

    id: UUID
    exam_id: UUID
    exam: str
    title: str
    unit: str
    place: str
    opens_at: datetime
    closes_at: datetime
    state: str
    due: int
    entered: int


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One candidate of a sitting and where they stand (考生进度)."""

    id: UUID
    officer_id: UUID
    name: str
    badge_number: str
    unit: str
    standing: Standing
    started_at: datetime | None
    closed_at: datetime | None
    extra_minutes: int


def list_sittings(*, actor: Actor, asked: Asked, exam_id: UUID | None = None) -> Page[SittingRow]:
    """Return the sittings of ``actor``'s units, of one exam where it is named."""
    statement = (
        select(Sitting, Exam.title, Unit.name, _count(CALLED), _count(CALLED & ENTERED))
        .add_columns(DatabaseNow().label("now"))
        .join(Sitting.exam)
        .join(Unit, Unit.id == Sitting.unit_id)
        .where(within(actor, Sitting.unit_id))
        .where(contains(Sitting.title, asked.text) | contains(Exam.title, asked.text))
        .order_by(*order_by(ORDERS, asked.sort, DEFAULT_SORT, Sitting.id))
    )
    if exam_id is not None:
        statement = statement.where(Sitting.exam_id == exam_id)
    return fetch(statement, asked.number, _sitting_row)


def get_sitting(sitting_id: UUID, *, actor: Actor) -> Sitting:
    """Return a sitting of ``actor``'s units with its exam and unit."""
    statement = (
        select(Sitting)
        .where(Sitting.id == sitting_id, within(actor, Sitting.unit_id))
        .options(joinedload(Sitting.exam), joinedload(Sitting.unit))
    )
    sitting = db.session.scalars(statement).one_or_none()
    if sitting is None:
        raise NotVisibleError("没有找到该场次")
    return sitting


def get_candidate(candidate_id: UUID, *, actor: Actor) -> Candidate:
    """Return a candidate of a sitting of ``actor``'s units."""
    statement = (
        select(Candidate)
        .join(Candidate.sitting)
        .where(Candidate.id == candidate_id, within(actor, Sitting.unit_id))
        .options(joinedload(Candidate.officer), joinedload(Candidate.sitting))
    )
    candidate = db.session.scalars(statement).one_or_none()
    if candidate is None:
        raise NotVisibleError("没有找到该考生")
    return candidate


def count_stages(sitting: Sitting, *, actor: Actor) -> dict[Stage, int]:
    """Return how many candidates have come how far, by the database's clock, in one statement."""
    columns = [func.count().filter(_at_stage(stage, sitting)).label(stage.value) for stage in Stage]
    statement = select(*columns).select_from(Candidate).where(Candidate.sitting_id == sitting.id)
    counts = db.session.execute(statement).one()
    return {stage: getattr(counts, stage.value) for stage in Stage}


def list_candidates(
    sitting: Sitting, *, actor: Actor, asked: Asked, stage: Stage = Stage.DUE
) -> Page[CandidateRow]:
    """Return the candidates at a stage: the very ones that ``count_stages`` counts."""
    statement = (
        select(Candidate, Officer.name, Officer.badge_number, Unit.name)
        .add_columns(ENTERED.label("is_entered"), ANSWERING.label("is_answering"))
        .add_columns(SCORED.label("is_scored"), _is_absent(sitting).label("is_absent"))
        .add_columns(_of_attempts(func.min(Attempt.started_at)))
        .add_columns(_of_attempts(func.max(Attempt.closed_at)))
        .join(Candidate.officer)
        .join(Unit, Unit.id == Candidate.unit_id)
        .where(Candidate.sitting_id == sitting.id, _at_stage(stage, sitting))
        .where(contains(Officer.name, asked.text) | contains(Officer.badge_number, asked.text))
        .order_by(*order_by(CANDIDATE_ORDERS, asked.sort, "unit", Candidate.id))
    )
    return fetch(statement, asked.number, _candidate_row)


def list_members(sitting: Sitting, *, actor: Actor) -> list[Member]:
    """Return everyone posted in the sitting's subtree on its opening day, for the roster."""
    day = opening_day(sitting.opens_at)
    within_sitting = Candidate.sitting_id == sitting.id
    statement = (
        select(Officer, Posting.unit_id, Unit.name, Posting.is_enforcing, _exclusion(day))
        .add_columns(Candidate.id, Candidate.withdrawn_at)
        .join(Posting, Posting.officer_id == Officer.id)
        .join(Unit, Unit.id == Posting.unit_id)
        .outerjoin(Candidate, and_(Candidate.officer_id == Officer.id, within_sitting))
        .where(
            Posting.unit_id.in_(beneath(frozenset({sitting.unit_id}), on=day)),
            valid_on(Posting, day),
        )
        .order_by(Unit.code, Officer.name, Officer.id)
    )
    return [_member(row) for row in db.session.execute(statement)]


def _exclusion(day: date) -> Any:
    standing_exclusion = (
        Exclusion.officer_id == Officer.id,
        Exclusion.reason.in_(EXAM_DUTY_LIFTED_BY),
        Exclusion.voided_at.is_(None),
        valid_on(Exclusion, day),
    )
    reason = select(func.min(Exclusion.reason)).where(*standing_exclusion)
    return reason.correlate(Officer).scalar_subquery()


def _member(row: Any) -> Member:
    officer, unit_id, unit, is_enforcing, exclusion, candidate_id, withdrawn_at = row
    return Member(
        officer_id=officer.id,
        badge_number=officer.badge_number,
        name=officer.name,
        unit_id=unit_id,
        unit=unit,
        status=officer.status,
        is_enforcing=is_enforcing,
        is_auxiliary=officer.establishment is Establishment.AUXILIARY,
        exclusion=exclusion,
        is_called=candidate_id is not None,
        is_withdrawn=withdrawn_at is not None,
    )


def _is_absent(sitting: Sitting) -> ColumnElement[bool]:
    closes_at = entry_closes_at(
        opens_at=sitting.opens_at,
        closes_at=sitting.closes_at,
        late_entry_minutes=sitting.late_entry_minutes,
    )
    return CALLED & ~ENTERED & (DatabaseNow() > literal(closes_at, UtcDateTime()))


def _at_stage(stage: Stage, sitting: Sitting) -> ColumnElement[bool]:
    conditions: dict[Stage, ColumnElement[bool]] = {
        Stage.DUE: CALLED,
        Stage.ENTERED: CALLED & ENTERED,
        Stage.HANDED_IN: CALLED & ENTERED & ~ANSWERING,
        Stage.ABSENT: _is_absent(sitting),
        Stage.SCORED: CALLED & SCORED,
        Stage.WITHDRAWN: ~CALLED,
    }
    return conditions[stage]


def _count(condition: Any) -> Any:
    counted = select(func.count(Candidate.id)).where(Candidate.sitting_id == Sitting.id, condition)
    return counted.correlate(Sitting).scalar_subquery()


def _of_attempts(expression: Any) -> Any:
    attempts = select(expression).where(Attempt.candidate_id == Candidate.id)
    return attempts.correlate(Candidate).scalar_subquery()


def _candidate_row(row: Any) -> CandidateRow:
    candidate, name, badge_number, unit, *flags, started_at, closed_at = row
    is_entered, is_answering, is_scored, is_absent = flags
    return CandidateRow(
        id=candidate.id,
        officer_id=candidate.officer_id,
        name=name,
        badge_number=badge_number,
        unit=unit,
        standing=standing(
            is_withdrawn=candidate.withdrawn_at is not None,
            is_entered=is_entered,
            is_closed=is_entered and not is_answering,
            is_scored=is_scored,
            is_absent=is_absent,
        ),
        started_at=started_at,
        closed_at=closed_at,
        extra_minutes=candidate.extra_minutes,
    )


def _sitting_row(row: Any) -> SittingRow:
    sitting, exam, unit, due, entered, now = row
    steps = (
        (sitting.cancelled_at is not None, "已取消"),
        (now < sitting.opens_at, "未开始"),
        (now <= sitting.closes_at, "进行中"),
    )
    return SittingRow(
        id=sitting.id,
        exam_id=sitting.exam_id,
        exam=exam,
        title=sitting.title,
        unit=unit,
        place=sitting.place,
        opens_at=sitting.opens_at,
        closes_at=sitting.closes_at,
        state=next((label for holds, label in steps if holds), "已结束"),
        due=due,
        entered=entered,
    )
