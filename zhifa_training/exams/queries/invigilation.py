"""Reading a room as its invigilator sees it (监考台), and the news for its candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.types import UtcDateTime
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt, LateAnswer
from zhifa_training.exams.models.expressions import SecondsAfter, SecondsBetween
from zhifa_training.exams.models.invigilation import AttemptIncident, InvigilatorAct
from zhifa_training.exams.models.papers import PaperItem
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.attempts import Phase, compute_state
from zhifa_training.exams.rules.invigilation import (
    LEAST_GAP_SECONDS,
    LEAST_IN_GAP,
    Act,
    Gap,
    Seat,
    seat,
)
from zhifa_training.exams.rules.leaving import IncidentKind, Leaves
from zhifa_training.exams.rules.sittings import entry_closes_at
from zhifa_training.exams.rules.words import AttemptState, Stop
from zhifa_training.units.models import Officer, Unit
from zhifa_training.units.scope import Actor, within

MOST_GAPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """One candidate in the room (座位)."""

    candidate_id: UUID
    attempt_id: UUID | None
    name: str
    badge_number: str
    unit: str
    seat: Seat
    answered: int
    total: int
    heard_at: datetime | None
    """When an answer last arrived."""
    deadline_at: datetime | None
    extra_minutes: int
    devices: int
    """How many devices the attempt has been on."""
    late: int
    """Answers kept but not scored."""
    leaves: Leaves
    pastes: int

    @property
    def remarks(self) -> list[str]:
        """Return what is out of the ordinary, in words."""
        remarks = (
            (self.extra_minutes, f"已延时 {self.extra_minutes} 分钟"),
            (self.devices > 1, f"换过 {self.devices - 1} 次设备"),
            (self.late, f"{self.late} 条作答未计分"),
            (self.leaves.count, self.leaves.words),
            (self.pastes, f"粘贴 {self.pastes} 次"),
        )
        return [words for holds, words in remarks if holds]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What an exam page is told between saves (考场通知)."""

    now: datetime
    deadline_at: datetime
    is_paused: bool
    is_closed: bool
    messages: tuple[tuple[UUID, str, datetime], ...]


def list_seats(sitting_id: UUID, *, actor: Actor) -> list[SeatRow]:
    """Return every candidate called to a sitting of ``actor``'s units, in one statement."""
    latest = (
        sa.select(sa.func.max(Attempt.number))
        .where(Attempt.candidate_id == Candidate.id)
        .correlate(Candidate)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            Candidate.id.label("candidate_id"),
            Candidate.extra_minutes,
            Officer.name,
            Officer.badge_number,
            Unit.name.label("unit"),
            Sitting.opens_at,
            Sitting.closes_at,
            Sitting.late_entry_minutes,
            Attempt.id.label("attempt_id"),
            Attempt.state,
            Attempt.stop,
            Attempt.paused_at,
            Attempt.started_at,
            Attempt.deadline_at,
            Attempt.grace_seconds,
            Attempt.lease_epoch,
            _answered().label("answered"),
            _of_attempt(PaperItem.paper_id == Attempt.paper_id).label("total"),
            _of_attempt(LateAnswer.attempt_id == Attempt.id).label("late"),
            _incidents(sa.func.count(), IncidentKind.AWAY).label("leaves"),
            _incidents(sa.func.sum(AttemptIncident.amount), IncidentKind.AWAY).label("away"),
            _incidents(sa.func.count(), IncidentKind.PASTE).label("pastes"),
            sa.select(sa.func.max(AnswerEvent.received_at))
            .where(AnswerEvent.attempt_id == Attempt.id)
            .correlate(Attempt)
            .scalar_subquery()
            .label("saved_at"),
            DatabaseNow().label("now"),
        )
        .join(Sitting, Sitting.id == Candidate.sitting_id)
        .join(Officer, Officer.id == Candidate.officer_id)
        .join(Unit, Unit.id == Candidate.unit_id)
        .outerjoin(Attempt, (Attempt.candidate_id == Candidate.id) & (Attempt.number == latest))
        .where(
            Sitting.id == sitting_id,
            within(actor, Sitting.unit_id),
            Candidate.withdrawn_at.is_(None),
        )
        .order_by(Unit.code, Officer.name, Officer.id)
    )
    return [_seat_row(row) for row in db.session.execute(statement)]


def list_gaps(sitting_id: UUID, *, actor: Actor) -> list[Gap]:
    """Return when nothing arrived from a room of ``actor``'s units, the longest first."""
    received = AnswerEvent.received_at
    before = sa.func.lag(received).over(order_by=received).label("since")
    arrivals = (
        sa.select(received.label("until"), before)
        .join(Attempt, Attempt.id == AnswerEvent.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Sitting.id == sitting_id, within(actor, Sitting.unit_id))
        .subquery()
    )
    since, until = (sa.type_coerce(arrivals.c[name], UtcDateTime()) for name in ("since", "until"))
    answering = (
        sa.select(sa.func.count(Attempt.id))
        .where(Attempt.sitting_id == sitting_id, Attempt.started_at <= since)
        .where(sa.func.coalesce(Attempt.closed_at, until) >= until)
        .correlate(arrivals)
        .scalar_subquery()
    )
    statement = (
        sa.select(since.label("since"), until.label("until"), answering.label("answering"))
        .where(since.is_not(None), SecondsAfter(since, LEAST_GAP_SECONDS) <= until)
        .order_by(SecondsBetween(since, until).desc(), until)
        .limit(MOST_GAPS)
    )
    found = [Gap(row.since, row.until, row.answering) for row in db.session.execute(statement)]
    return [gap for gap in found if gap.answering >= LEAST_IN_GAP]


def get_attempt(attempt_id: UUID, *, actor: Actor) -> Attempt:
    """Return an attempt at a sitting of ``actor``'s units."""
    statement = (
        sa.select(Attempt)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Attempt.id == attempt_id, within(actor, Sitting.unit_id))
    )
    attempt = db.session.scalars(statement).one_or_none()
    if attempt is None:
        raise NotVisibleError("没有找到这份答卷")
    return attempt


def list_acts(sitting_id: UUID, *, actor: Actor) -> Sequence[InvigilatorAct]:
    """Return what was done in a sitting of ``actor``'s units, the latest first."""
    statement = (
        sa.select(InvigilatorAct)
        .join(Sitting, Sitting.id == InvigilatorAct.sitting_id)
        .where(Sitting.id == sitting_id, within(actor, Sitting.unit_id))
        .order_by(InvigilatorAct.happened_at.desc(), InvigilatorAct.id.desc())
    )
    return db.session.scalars(statement).all()


def get_news(attempt_id: UUID, *, actor: Actor) -> News:
    """Return what the candidate of an attempt is to know, in one statement."""
    act = InvigilatorAct
    is_for_them = (act.attempt_id == Attempt.id) | (
        act.attempt_id.is_(None) & (act.happened_at >= Attempt.started_at)
    )
    statement = (
        sa.select(
            Attempt.state,
            Attempt.deadline_at,
            Attempt.grace_seconds,
            Attempt.paused_at,
            DatabaseNow().label("now"),
            act.id,
            act.words,
            act.happened_at,
        )
        .outerjoin(
            act,
            (act.sitting_id == Attempt.sitting_id) & (act.act == Act.MESSAGE) & is_for_them,
        )
        .where(Attempt.id == attempt_id, Attempt.officer_id == actor.officer_id)
        .order_by(act.happened_at, act.id)
    )
    rows = db.session.execute(statement).all()
    if not rows:
        raise NotVisibleError("没有找到这份答卷，或它不属于您")
    first = rows[0]
    return News(
        now=first.now,
        deadline_at=first.deadline_at,
        is_paused=first.state is AttemptState.LIVE and first.paused_at is not None,
        is_closed=compute_state(first, first.now) is Phase.CLOSED,
        messages=tuple((row.id, row.words, row.happened_at) for row in rows if row.id),
    )


def _answered() -> Any:
    """Count the items whose latest answer is not a cleared one."""
    rank = (
        sa.func.row_number()
        .over(
            partition_by=AnswerEvent.item_id,
            order_by=(
                AnswerEvent.lease_epoch.desc(),
                AnswerEvent.client_seq.desc(),
                AnswerEvent.client_event_id.desc(),
            ),
        )
        .label("rank")
    )
    mine = (
        sa.select(AnswerEvent.value, rank)
        .where(AnswerEvent.attempt_id == Attempt.id)
        .correlate(Attempt)
        .subquery()
    )
    counted = sa.select(sa.func.count()).select_from(mine)
    return counted.where(mine.c.rank == 1, mine.c.value != "").scalar_subquery()


def _incidents(counted: Any, kind: IncidentKind) -> Any:
    of_kind = (AttemptIncident.attempt_id == Attempt.id) & (AttemptIncident.kind == kind)
    return sa.select(counted).where(of_kind).correlate(Attempt).scalar_subquery()


def list_incidents(attempt_id: UUID, *, actor: Actor) -> Sequence[AttemptIncident]:
    """Return what the browser saw during an attempt of ``actor``'s sittings, in its order."""
    statement = (
        sa.select(AttemptIncident)
        .join(Attempt, Attempt.id == AttemptIncident.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Attempt.id == attempt_id, within(actor, Sitting.unit_id))
        .order_by(AttemptIncident.received_at, AttemptIncident.client_event_id)
    )
    return db.session.scalars(statement).all()


def _of_attempt(condition: Any) -> Any:
    return sa.select(sa.func.count()).where(condition).correlate(Attempt).scalar_subquery()


def _seat_row(row: Any) -> SeatRow:
    has_entered = row.attempt_id is not None
    heard_at = row.saved_at or row.started_at
    entry_over = row.now > entry_closes_at(
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        late_entry_minutes=row.late_entry_minutes,
    )
    return SeatRow(
        candidate_id=row.candidate_id,
        attempt_id=row.attempt_id,
        name=row.name,
        badge_number=row.badge_number,
        unit=row.unit,
        seat=seat(
            has_entered=has_entered,
            is_entry_over=entry_over,
            is_closed=has_entered and compute_state(row, row.now) is Phase.CLOSED,
            is_terminated=row.stop is Stop.TERMINATED,
            is_paused=row.paused_at is not None,
            heard_at=heard_at,
            now=row.now,
        ),
        answered=row.answered if has_entered else 0,
        total=row.total if has_entered else 0,
        heard_at=heard_at,
        deadline_at=row.deadline_at,
        extra_minutes=row.extra_minutes,
        devices=row.lease_epoch or 0,
        late=row.late if has_entered else 0,
        leaves=Leaves(row.leaves or 0, row.away or 0),
        pastes=row.pastes or 0,
    )
