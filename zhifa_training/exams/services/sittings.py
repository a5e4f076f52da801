"""Arranging sittings and calling candidates (安排场次与考生)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from zhifa_training.audit.services import note
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db, lock, transactional
from zhifa_training.core.ids import new_id
from zhifa_training.core.inserts import insert_or_skip
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.models.expressions import has_time
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.queries.resits import count_rounds, list_callable
from zhifa_training.exams.queries.trials import list_untried
from zhifa_training.exams.rules.attempts import deadline
from zhifa_training.exams.rules.blueprints import StalePaperError, ensure_published
from zhifa_training.exams.rules.resits import FIRST_ROUND, ensure_round
from zhifa_training.exams.rules.roster import roster
from zhifa_training.exams.rules.sittings import (
    CandidateFaultError,
    ExtraTimeError,
    ensure_extra_minutes,
    ensure_stands,
    ensure_untouched,
    ensure_window,
    opening_day,
)
from zhifa_training.exams.rules.trial import ensure_tried
from zhifa_training.exams.rules.words import AttemptState
from zhifa_training.exams.services.deadlines import outlast
from zhifa_training.exams.services.resit_places import (
    ensure_due_again,
    give_up_place,
    take_place,
    take_places,
)
from zhifa_training.exams.services.sampling import ensure_not_sampled
from zhifa_training.questions.amendments.queries import list_unfit
from zhifa_training.questions.services.pools import hold_secret
from zhifa_training.units.models import Officer, Posting, Unit
from zhifa_training.units.scope import Actor, valid_on, within


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingPlan:
    """When, where and how long (场次安排)."""

    title: str
    place: str
    opens_at: datetime
    closes_at: datetime
    duration_minutes: int
    late_entry_minutes: int | None
    grace_seconds: int
    attempt_limit: int


@transactional
def create(
    *, exam: Exam, unit: Unit, plan: SittingPlan, actor: Actor, resit_round: int = FIRST_ROUND
) -> Sitting:
    """Arrange a sitting of a published exam, a resit where a round is named."""
    lock(exam)
    ensure_published(exam.published_at)
    ensure_tried(list_untried(exam.id, actor=actor))
    ensure_round(
        resit_round,
        limit=exam.resit_limit,
        rounds_held=count_rounds(exam.id, actor=actor),
        ended_at=exam.resits_ended_at,
    )
    _ensure_window(plan)
    _ensure_in_force(exam.id, plan, actor)
    _hold_questions(exam.id)
    sitting = Sitting(
        exam_id=exam.id,
        unit_id=unit.id,
        resit_round=resit_round,
        created_by=actor.account_id,
        **_columns(plan),
    )
    db.session.add(sitting)
    db.session.flush()
    _note("sitting.create", sitting, actor, resit_round=resit_round)
    return sitting


@transactional
def change(sitting: Sitting, *, plan: SittingPlan, actor: Actor) -> None:
    """Move or rename a sitting that nobody has begun."""
    _hold_untouched(sitting)
    _ensure_window(plan)
    if opening_day(plan.opens_at) != opening_day(sitting.opens_at):
        _ensure_in_force(sitting.exam_id, plan, actor)
    _hold_questions(sitting.exam_id)
    for name, value in _columns(plan).items():
        setattr(sitting, name, value)
    _note("sitting.change", sitting, actor)


@transactional
def cancel(sitting: Sitting, *, reason: str, actor: Actor) -> None:
    """Cancel a sitting that nobody has begun."""
    _hold_untouched(sitting)
    sitting.cancelled_at = _now()
    _note("sitting.cancel", sitting, actor, reason=reason)


@transactional
def call_roster(sitting: Sitting, *, actor: Actor) -> int:
    """Call everyone of the subtree who is due on the opening day, and return how many are new."""
    lock(sitting)
    ensure_stands(sitting.cancelled_at)
    ensure_not_sampled(sitting.id)
    called = roster(list_callable(sitting, actor=actor)).called
    if not called:
        raise CandidateFaultError("没有需要补充的应考人员：符合条件的都已在名单中")
    rows = [
        {"id": new_id(), "sitting_id": sitting.id, "officer_id": m.officer_id, "unit_id": m.unit_id}
        for m in called
    ]
    db.session.execute(insert_or_skip(Candidate, "sitting_id", "officer_id"), rows)
    kept = take_places(sitting, rows)
    _note("sitting.call_roster", sitting, actor, called=kept)
    return kept


@transactional
def call_officer(sitting: Sitting, *, badge_number: str, actor: Actor) -> Candidate:
    """Call one officer by badge number (加入考生); a withdrawn candidate comes back."""
    lock(sitting)
    ensure_stands(sitting.cancelled_at)
    found = (
        select(Officer.id, Posting.unit_id)
        .join(Posting, Posting.officer_id == Officer.id)
        .where(Officer.badge_number == badge_number, within(actor, Posting.unit_id))
        .where(valid_on(Posting, opening_day(sitting.opens_at)))
    )
    officer = db.session.execute(found).one_or_none()
    if officer is None:
        raise CandidateFaultError(
            f"没有找到执法证号为“{badge_number}”的在职人员，或其不在您的单位范围内"
        )
    held = select(Candidate).filter_by(sitting_id=sitting.id, officer_id=officer.id)
    candidate = db.session.scalars(held).one_or_none()
    if candidate is not None and candidate.withdrawn_at is None:
        raise CandidateFaultError("该人员已在本场名单中，不必重复添加")
    ensure_due_again(sitting, officer.id, actor=actor)
    if candidate is None:
        candidate = Candidate(sitting_id=sitting.id, officer_id=officer.id, unit_id=officer.unit_id)
        db.session.add(candidate)
    candidate.withdrawn_at = None
    db.session.flush()
    take_place(sitting, candidate)
    _note("candidate.call", sitting, actor, officer_id=str(officer.id))
    return candidate


@transactional
def withdraw(candidate: Candidate, *, reason: str, actor: Actor) -> None:
    """Take a candidate off the roster who has not begun (撤出名单)."""
    lock(candidate)
    begun = select(func.count(Attempt.id)).where(Attempt.candidate_id == candidate.id)
    if db.session.scalars(begun).one():
        raise CandidateFaultError("该考生已经进场，不能撤出名单")
    if candidate.withdrawn_at is None:
        candidate.withdrawn_at = _now()
        give_up_place(candidate)
        officer = str(candidate.officer_id)
        _note("candidate.withdraw", candidate.sitting, actor, officer_id=officer, reason=reason)


@transactional
def grant_extra_minutes(
    candidate: Candidate, *, minutes: int, reason: str, actor: Actor
) -> datetime | None:
    """Give one candidate ``minutes`` more in all (个别延时); return a live attempt's new deadline.

    Given again, the same minutes change nothing but make sure the live attempt has them.
    """
    lock(candidate)
    ensure_stands(candidate.sitting.cancelled_at)
    ensure_extra_minutes(minutes, given=candidate.extra_minutes)
    candidate.extra_minutes = minutes
    deadline_at = _extend_live(candidate)
    _note(
        "candidate.extra_minutes",
        candidate.sitting,
        actor,
        officer_id=str(candidate.officer_id),
        minutes=minutes,
        reason=reason,
    )
    return deadline_at


def _extend_live(candidate: Candidate) -> datetime | None:
    live = select(Attempt).filter_by(candidate_id=candidate.id, state=AttemptState.LIVE)
    attempt = db.session.scalars(live).one_or_none()
    if attempt is None:
        return None
    sitting = candidate.sitting
    deadline_at = deadline(
        started_at=attempt.started_at,
        duration_minutes=sitting.duration_minutes,
        extra_minutes=candidate.extra_minutes,
        closes_at=sitting.closes_at,
        paused_seconds=attempt.paused_seconds,
    )
    extended = db.session.execute(
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.state == AttemptState.LIVE)
        .where(has_time())
        .values(deadline_at=deadline_at)
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    )
    if extended.scalar_one_or_none() is None:
        raise ExtraTimeError("该考生的答卷已经截止或交卷，不能再延时")
    outlast([candidate.officer_id], deadline_at)
    return deadline_at


def _hold_untouched(sitting: Sitting) -> None:
    lock(sitting)
    ensure_stands(sitting.cancelled_at)
    begun = select(func.count(Attempt.id)).where(Attempt.sitting_id == sitting.id)
    ensure_untouched(attempts=db.session.scalars(begun).one())


def _ensure_window(plan: SittingPlan) -> None:
    ensure_window(
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        duration_minutes=plan.duration_minutes,
        now=_now(),
    )


def _ensure_in_force(exam_id: UUID, plan: SittingPlan, actor: Actor) -> None:
    """Refuse to open a paper on a day when an article it rests on no longer says so."""
    held = (
        select(PaperItem.revision_id)
        .join(Paper, Paper.id == PaperItem.paper_id)
        .where(Paper.exam_id == exam_id)
    )
    opens_on = opening_day(plan.opens_at)
    stale = list_unfit(db.session.scalars(held).all(), on=opens_on, actor=actor)
    if stale:
        raise StalePaperError([each.code for each in stale], opens_on)


def _now() -> datetime:
    return db.session.scalars(select(DatabaseNow())).one()


def _columns(plan: SittingPlan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in SittingPlan.__slots__}


def _hold_questions(exam_id: UUID) -> None:
    """Refuse a window for a paper whose questions have been given to practice since."""
    held = (
        select(PaperItem.revision_id)
        .join(Paper, Paper.id == PaperItem.paper_id)
        .where(Paper.exam_id == exam_id)
    )
    hold_secret(db.session.scalars(held).all())


def _note(action: str, sitting: Sitting, actor: Actor, **detail: Any) -> None:
    note(
        action,
        object_kind="sitting",
        object_id=sitting.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        title=sitting.title,
        **detail,
    )
