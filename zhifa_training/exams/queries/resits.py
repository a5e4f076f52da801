"""Reading resits (查阅补考): who is due again, and how an exam ended for each officer."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select

from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.models.resits import Absence, ResitCall
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.queries.sittings import ENTERED, list_members
from zhifa_training.exams.rules.resits import (
    AbsenceReason,
    Facts,
    Outcome,
    Turn,
    outcome,
    turn,
    why_not,
)
from zhifa_training.exams.rules.roster import Member
from zhifa_training.exams.rules.sittings import entry_closes_at
from zhifa_training.exams.rules.words import ReleasePolicy
from zhifa_training.units.models import Officer, Unit
from zhifa_training.units.scope import Actor, within

_UNSCORED = exists().where(
    Attempt.candidate_id == Candidate.id,
    ~exists().where(AttemptScore.attempt_id == Attempt.id, AttemptScore.is_current),
)
_PASSED = exists().where(
    Attempt.candidate_id == Candidate.id,
    AttemptScore.attempt_id == Attempt.id,
    AttemptScore.is_current,
    AttemptScore.is_passed,
)
_OUT = or_(Exam.release_policy == ReleasePolicy.AT_ONCE, Sitting.released_at.is_not(None))


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """How an exam ended for one officer (考试结果)."""

    officer_id: UUID
    name: str
    badge_number: str
    unit: str
    outcome: Outcome
    rounds: int
    """How many times they were called."""
    reason: AbsenceReason | None
    """Why they were last absent, where it was recorded."""


@dataclass(frozen=True, slots=True)
class AbsentCandidate:
    """A candidate with what decides whether a reason may be recorded (缺考考生)."""

    candidate: Candidate
    has_entered: bool
    is_entry_over: bool
    absence: Absence | None


def list_resit_members(sitting: Sitting, *, actor: Actor) -> list[Member]:
    """Return who was called to an earlier round and serves in the subtree, for a resit's roster."""
    earlier = _facts_by_officer(sitting.exam_id, before=sitting.resit_round)
    elsewhere = _called_elsewhere(sitting)
    takes = sitting.exam.takes_unexcused
    return [
        replace(
            member,
            is_called_elsewhere=member.officer_id in elsewhere,
            kept_by=why_not(map(turn, earlier[member.officer_id]), takes_unexcused=takes),
        )
        for member in list_members(sitting, actor=actor)
        if member.officer_id in earlier
    ]


def list_callable(sitting: Sitting, *, actor: Actor) -> list[Member]:
    """Return whom the roster of a sitting is made from, a first one or a resit."""
    if sitting.resit_round:
        return list_resit_members(sitting, actor=actor)
    return list_members(sitting, actor=actor)


def list_turns(sitting: Sitting, officer_id: UUID, *, actor: Actor) -> list[Turn]:
    """Return how the rounds before a resit turned out for an officer."""
    held = _called(sitting.exam_id).where(
        Sitting.resit_round < sitting.resit_round,
        Candidate.officer_id == officer_id,
        within(actor, Exam.unit_id),
    )
    return [turn(_facts(row)) for row in db.session.execute(held)]


def list_outcomes(exam: Exam, *, actor: Actor) -> list[OutcomeRow]:
    """Return how the exam ended for every officer called to it from ``actor``'s units."""
    statement = (
        _called(exam.id)
        .add_columns(Officer.name, Officer.badge_number, Unit.name.label("unit"))
        .join(Officer, Officer.id == Candidate.officer_id)
        .join(Unit, Unit.id == Candidate.unit_id)
        .where(within(actor, Candidate.unit_id))
        .order_by(Unit.code, Officer.name, Officer.id, Sitting.resit_round)
    )
    rows: dict[UUID, list[Any]] = defaultdict(list)
    for row in db.session.execute(statement):
        rows[row.officer_id].append(row)
    return [_outcome(held) for held in rows.values()]


def count_rounds(exam_id: UUID, *, actor: Actor) -> int:
    """Return how many rounds of an exam have a standing sitting: the number of the next one."""
    latest = select(func.max(Sitting.resit_round)).where(
        Sitting.exam_id == exam_id, Sitting.cancelled_at.is_(None), within(actor, Sitting.unit_id)
    )
    found = db.session.scalar(latest)
    return 0 if found is None else found + 1


def get_absent(candidate_id: UUID, *, actor: Actor) -> AbsentCandidate:
    """Return a candidate of ``actor``'s sittings with what is known of their absence."""
    statement = (
        select(
            Candidate, Sitting, ENTERED.label("has_entered"), Absence, DatabaseNow().label("now")
        )
        .join(Candidate.sitting)
        .outerjoin(Absence, Absence.candidate_id == Candidate.id)
        .where(Candidate.id == candidate_id, within(actor, Sitting.unit_id))
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotVisibleError("没有找到该考生")
    over = _is_entry_over(row.Sitting, row.now)
    return AbsentCandidate(row.Candidate, row.has_entered, over, row.Absence)


def _called(exam_id: UUID) -> Any:
    return (
        select(
            Candidate.officer_id,
            Sitting.resit_round,
            Sitting.opens_at,
            Sitting.closes_at,
            Sitting.late_entry_minutes,
            ENTERED.label("has_entered"),
            _UNSCORED.label("is_unscored"),
            _PASSED.label("is_passed"),
            _OUT.label("is_out"),
            Absence.reason,
            DatabaseNow().label("now"),
        )
        .join(Sitting, Sitting.id == Candidate.sitting_id)
        .join(Exam, Exam.id == Sitting.exam_id)
        .outerjoin(Absence, Absence.candidate_id == Candidate.id)
        .where(
            Exam.id == exam_id,
            Sitting.cancelled_at.is_(None),
            Candidate.withdrawn_at.is_(None),
        )
    )


def _facts_by_officer(exam_id: UUID, *, before: int) -> dict[UUID, list[Facts]]:
    found: dict[UUID, list[Facts]] = defaultdict(list)
    for row in db.session.execute(_called(exam_id).where(Sitting.resit_round < before)):
        found[row.officer_id].append(_facts(row))
    return found


def _called_elsewhere(sitting: Sitting) -> set[UUID]:
    statement = (
        select(ResitCall.officer_id)
        .join(Candidate, Candidate.id == ResitCall.candidate_id)
        .where(
            and_(ResitCall.exam_id == sitting.exam_id, ResitCall.round == sitting.resit_round),
            Candidate.sitting_id != sitting.id,
        )
    )
    return set(db.session.scalars(statement))


def _facts(row: Any) -> Facts:
    return Facts(
        round=row.resit_round,
        is_entry_over=_is_entry_over(row, row.now),
        has_entered=row.has_entered,
        is_scored=row.is_out and not row.is_unscored,
        is_passed=row.is_passed,
        reason=row.reason,
    )


def _is_entry_over(window: Any, now: datetime) -> bool:
    return now > entry_closes_at(
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        late_entry_minutes=window.late_entry_minutes,
    )


def _outcome(rows: list[Any]) -> OutcomeRow:
    last = rows[-1]
    reasons = [row.reason for row in rows if row.reason is not None]
    return OutcomeRow(
        officer_id=last.officer_id,
        name=last.name,
        badge_number=last.badge_number,
        unit=last.unit,
        outcome=outcome([_facts(row) for row in rows]),
        rounds=len(rows),
        reason=reasons[-1] if reasons else None,
    )
