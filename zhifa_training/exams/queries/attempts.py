"""What candidates see of their own sittings and attempts (考生视图): never a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased, defer

from question_bank.marking import PartialCredit, answers_digest
from zhifa_training.accounts.actor import Actor
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.hot import HotStatement
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.expressions import events_of
from zhifa_training.exams.models.papers import Exam, Paper
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.answers import answered, current_answers, kept, next_seq
from zhifa_training.exams.rules.attempts import (
    Entry,
    EntryState,
    Phase,
    compute_state,
    entry_state,
)
from zhifa_training.exams.rules.delivery import DeliveredPaper, choices_by_attempt, papers
from zhifa_training.exams.rules.forms import FIRST_FORM, form_label
from zhifa_training.exams.rules.leaving import LeavePolicy, policy_in_words
from zhifa_training.exams.rules.release import is_released
from zhifa_training.exams.rules.words import AttemptState, ReleasePolicy, Stop
from zhifa_training.units.models import Officer, Unit
from zhifa_training.units.rules import mask_badge_number

NO_ATTEMPT = "没有找到这份答卷，或它不属于您"
NO_SITTING = "没有找到这场考试，或您不在考生名单中"


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingRow:
    """A sitting as its candidate meets it (我的考试), with the attempt of theirs that matters."""

    sitting_id: UUID
    title: str
    sitting_title: str
    place: str
    opens_at: datetime
    closes_at: datetime
    duration_minutes: int
    extra_minutes: int
    late_entry_minutes: int | None
    attempt_limit: int
    attempts_made: int
    pass_score: Decimal
    full_score: Decimal
    minimum_minutes: int
    partial_credit: PartialCredit
    release_policy: ReleasePolicy
    candidate_name: str
    unit_name: str
    badge_number: str
    """Masked: others may look over the shoulder (执法证号)."""
    leave_rule: str
    """What is made of leaving the exam page."""
    entry: EntryState
    attempt_id: UUID | None
    phase: Phase | None
    is_released: bool
    now: datetime

    @property
    def label(self) -> str:
        """Return the word on the chip."""
        if self.phase is not None and self.entry is not EntryState.OPEN:
            return "已出分" if self.is_released else self.phase.label
        return self.phase.label if self.phase is Phase.ANSWERING else self.entry.label

    @property
    def tone(self) -> str:
        """Return the tone of the chip."""
        if self.phase is Phase.ANSWERING:
            return "warning"
        if self.is_released:
            return "success"
        return "info" if self.entry in (EntryState.OPEN, EntryState.WAITING) else "neutral"


def list_sittings(*, actor: Actor) -> Sequence[SittingRow]:
    """List the sittings the candidate is called to, the ones that need them first."""
    rows = [_sitting_row(row) for row in db.session.execute(_sittings(actor))]
    return sorted(rows, key=lambda row: (row.closes_at < row.now, abs(row.opens_at - row.now)))


def get_sitting(sitting_id: UUID, *, actor: Actor) -> SittingRow:
    """Return one sitting the candidate is called to."""
    row = db.session.execute(_sittings(actor).where(Sitting.id == sitting_id)).one_or_none()
    if row is None:
        raise NotVisibleError(NO_SITTING)
    return _sitting_row(row)


def _sittings(actor: Actor) -> Any:
    mine = (Attempt.sitting_id == Sitting.id) & (Attempt.officer_id == actor.officer_id)
    other = aliased(Attempt)
    latest = (
        sa.select(sa.func.max(other.number))
        .where(other.sitting_id == Sitting.id, other.officer_id == actor.officer_id)
        .correlate(Sitting)
        .scalar_subquery()
    )
    return (
        sa.select(
            Sitting,
            Exam,
            Candidate.extra_minutes,
            Paper.full_score,
            Officer.name,
            Officer.badge_number,
            Unit.name.label("unit_name"),
            Attempt,
            AttemptScore.id.label("score_id"),
            DatabaseNow().label("now"),
        )
        .join(Candidate, Candidate.sitting_id == Sitting.id)
        .join(Exam, Sitting.exam_id == Exam.id)
        .join(Paper, (Paper.exam_id == Exam.id) & (Paper.form == FIRST_FORM))
        .join(Officer, Candidate.officer_id == Officer.id)
        .join(Unit, Candidate.unit_id == Unit.id)
        .outerjoin(Attempt, mine & (Attempt.number == latest))
        .outerjoin(AttemptScore, (AttemptScore.attempt_id == Attempt.id) & AttemptScore.is_current)
        .where(Candidate.officer_id == actor.officer_id, Candidate.withdrawn_at.is_(None))
        .options(defer(Attempt.layout))
    )


def _sitting_row(row: sa.Row[Any]) -> SittingRow:
    sitting, exam, attempt = row.Sitting, row.Exam, row.Attempt
    made = attempt.number if attempt else 0
    entry = Entry(
        opens_at=sitting.opens_at,
        closes_at=sitting.closes_at,
        late_entry_minutes=sitting.late_entry_minutes,
        is_cancelled=bool(sitting.cancelled_at or exam.cancelled_at),
        attempts_made=made,
        attempt_limit=sitting.attempt_limit,
    )
    return SittingRow(
        sitting_id=sitting.id,
        title=exam.title,
        sitting_title=sitting.title,
        place=sitting.place,
        opens_at=sitting.opens_at,
        closes_at=sitting.closes_at,
        duration_minutes=sitting.duration_minutes,
        extra_minutes=row.extra_minutes,
        late_entry_minutes=sitting.late_entry_minutes,
        attempt_limit=sitting.attempt_limit,
        attempts_made=made,
        pass_score=exam.pass_score,
        full_score=row.full_score,
        candidate_name=row.name,
        unit_name=row.unit_name,
        badge_number=mask_badge_number(row.badge_number),
        minimum_minutes=exam.minimum_minutes,
        partial_credit=exam.partial_credit,
        release_policy=exam.release_policy,
        leave_rule=policy_in_words(exam.leave_policy, exam.leave_limit),
        entry=entry_state(entry, row.now),
        attempt_id=attempt.id if attempt else None,
        phase=compute_state(attempt, row.now) if attempt else None,
        is_released=row.score_id is not None
        and is_released(exam.release_policy, sitting.released_at),
        now=row.now,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """An attempt as its candidate sees it (考试页面)."""

    attempt_id: UUID
    sitting_id: UUID
    title: str
    form_label: str
    candidate_name: str
    unit_name: str
    phase: Phase
    is_this_device: bool
    epoch: int
    now: datetime
    started_at: datetime
    deadline_at: datetime
    paused_at: datetime | None
    minimum_minutes: int
    leave_policy: LeavePolicy
    leave_limit: int
    partial_credit: PartialCredit
    paper_id: UUID
    paper: DeliveredPaper
    layout: list[list[Any]]
    """In the candidate's order: ``[item id, [what it offers]]`` each."""
    answers: dict[str, list[str]]
    next_seq: int

    @property
    def hand_in_from(self) -> datetime:
        """Return the moment from which the candidate may hand in."""
        return self.started_at + timedelta(minutes=self.minimum_minutes)


def get_room(attempt_id: UUID, *, actor: Actor, device: str) -> Room:
    """Return the candidate's own attempt, questions and current answers, in one statement."""
    statement = _ROOM if choices_by_attempt.find(attempt_id) else _ROOM_WITH_PAPER
    rows = statement.all({"attempt_id": attempt_id, "officer_id": actor.officer_id})
    if not rows:
        raise NotVisibleError(NO_ATTEMPT)
    (row,) = rows
    paper = papers.find(row.paper_id) or _delivered(row)
    choices_by_attempt.keep(attempt_id, paper.choices)
    events = kept(row.events)
    return Room(
        attempt_id=attempt_id,
        sitting_id=row.sitting_id,
        title=row.title,
        form_label=form_label(row.form, row.form_count),
        candidate_name=row.name,
        unit_name=row.short_name,
        phase=compute_state(row, row.now),
        is_this_device=row.lease_device == device,
        epoch=row.lease_epoch,
        now=row.now,
        started_at=row.started_at,
        deadline_at=row.deadline_at,
        paused_at=row.paused_at,
        minimum_minutes=row.minimum_minutes,
        leave_policy=row.leave_policy,
        leave_limit=row.leave_limit,
        partial_credit=row.partial_credit,
        paper_id=row.paper_id,
        paper=paper,
        layout=row.layout,
        answers={item: sorted(chosen) for item, chosen in current_answers(events).items()},
        next_seq=next_seq(events),
    )


def _delivered(row: Any) -> DeliveredPaper:
    """Return the paper of a row, read with it or, where this worker has forgotten it, by itself."""
    content = getattr(row, "content", None)
    if content is None:
        content = db.session.scalars(sa.select(Paper.content).where(Paper.id == row.paper_id)).one()
    return papers.keep(row.paper_id, DeliveredPaper.of(content))


def _room(*more: Any) -> sa.Select[Any]:
    return (
        sa.select(
            Attempt.sitting_id,
            Attempt.paper_id,
            Attempt.state,
            Attempt.started_at,
            Attempt.deadline_at,
            Attempt.grace_seconds,
            Attempt.paused_at,
            Attempt.lease_epoch,
            Attempt.lease_device,
            Attempt.layout,
            Paper.form,
            Exam.title,
            Exam.form_count,
            Exam.partial_credit,
            Exam.minimum_minutes,
            Exam.leave_policy,
            Exam.leave_limit,
            Officer.name,
            Unit.short_name,
            events_of(Attempt.id).label("events"),
            DatabaseNow().label("now"),
            *more,
        )
        .join(Paper, Attempt.paper_id == Paper.id)
        .join(Exam, Paper.exam_id == Exam.id)
        .join(Candidate, Attempt.candidate_id == Candidate.id)
        .join(Officer, Attempt.officer_id == Officer.id)
        .join(Unit, Candidate.unit_id == Unit.id)
        .where(
            Attempt.id == sa.bindparam("attempt_id", type_=sa.Uuid()),
            Attempt.officer_id == sa.bindparam("officer_id", type_=sa.Uuid()),
        )
    )


_ROOM = HotStatement(_room())
_ROOM_WITH_PAPER = HotStatement(_room(Paper.content))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRow:
    """What the candidate is told after the end (回执); no score is in it."""

    attempt_id: UUID
    title: str
    form_label: str
    phase: Phase
    number: str | None
    """None while nobody has closed the expired attempt yet."""
    closed_at: datetime
    is_expired: bool
    stop: Stop | None
    """How an invigilator ended it, if one did."""
    answered: int
    total: int
    digest: str
    release_policy: ReleasePolicy
    is_released: bool


def get_receipt(attempt_id: UUID, *, actor: Actor) -> ReceiptRow:
    """Return the receipt of the candidate's own attempt."""
    found = (
        sa.select(
            Attempt,
            Exam,
            Sitting,
            Paper.form,
            events_of(Attempt.id).label("events"),
            DatabaseNow().label("now"),
        )
        .join(Sitting, Attempt.sitting_id == Sitting.id)
        .join(Exam, Sitting.exam_id == Exam.id)
        .join(Paper, Attempt.paper_id == Paper.id)
        .where(Attempt.id == attempt_id, Attempt.officer_id == actor.officer_id)
    )
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise NotVisibleError(NO_ATTEMPT)
    attempt = row.Attempt
    answers = answered(row.events)
    is_scored = attempt.state in (AttemptState.SCORED, AttemptState.FINAL)
    return ReceiptRow(
        attempt_id=attempt_id,
        title=row.Exam.title,
        form_label=form_label(row.form, row.Exam.form_count),
        phase=compute_state(attempt, row.now),
        number=attempt.receipt,
        closed_at=attempt.closed_at or attempt.deadline_at,
        is_expired=(attempt.closed_at or attempt.deadline_at) >= attempt.deadline_at,
        stop=attempt.stop,
        answered=len(answers),
        total=len(attempt.layout),
        digest=answers_digest(answers),
        release_policy=row.Exam.release_policy,
        is_released=is_scored and is_released(row.Exam.release_policy, row.Sitting.released_at),
    )
