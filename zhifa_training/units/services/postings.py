"""Where officers serve, and when they are not required (调动与不计入)."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from zhifa_training.audit.services import note
from zhifa_training.core import clock
from zhifa_training.core.db import db, lock, transactional
from zhifa_training.units.entries import PostingDetails
from zhifa_training.units.models import Exclusion, Leadership, Officer, Posting, Unit
from zhifa_training.units.rules import (
    ExclusionReason,
    LeaderRole,
    OfficerDatesError,
    OfficerStatus,
    Span,
    ensure_posting_dates,
)
from zhifa_training.units.scope import Actor
from zhifa_training.units.services.refusals import explained


@transactional
def post_officer(officer: Officer, details: PostingDetails, *, actor: Actor) -> Posting:
    """Post ``officer`` to a unit from a day on (调动); what went before ends on that day."""
    lock(officer)
    unit = db.session.get_one(Unit, details.unit_id)
    ensure_posting_dates(details.starts_on, details.ends_on, unit.opened_on, unit.closed_on)
    posting = Posting(
        officer_id=officer.id,
        unit_id=unit.id,
        post=details.post,
        is_enforcing=details.is_enforcing,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
    )
    with explained():
        end_present(officer.id, details.starts_on)
        db.session.add(posting)
    note(
        "officer.post",
        object_kind="officer",
        object_id=officer.id,
        **_by(actor),
        unit=str(unit.id),
        starts_on=details.starts_on.isoformat(),
    )
    return posting


@transactional
def end_posting(officer: Officer, *, on: date, status: OfficerStatus, actor: Actor) -> None:
    """End an officer's service (离岗、退休、调出): the day ``on`` is the first without a post."""
    lock(officer)
    if not end_present(officer.id, on):
        raise OfficerDatesError(f"{officer.name}目前没有任职，无需办理离岗")
    officer.status = status
    note(
        "officer.leave",
        object_kind="officer",
        object_id=officer.id,
        **_by(actor),
        status=status.value,
        on=on.isoformat(),
    )


@transactional
def seat_leader(
    officer: Officer, *, unit: Unit, role: LeaderRole, starts_on: date, actor: Actor
) -> Leadership:
    """Give an officer a seat in a unit's leadership (任班子职务)."""
    lock(officer)
    end_seats(officer.id, starts_on)
    seat = Leadership(officer_id=officer.id, unit_id=unit.id, role=role, starts_on=starts_on)
    db.session.add(seat)
    note(
        "officer.seat",
        object_kind="officer",
        object_id=officer.id,
        **_by(actor),
        unit=str(unit.id),
        role=role.value,
    )
    return seat


@transactional
def exclude(
    officer: Officer,
    *,
    reason: ExclusionReason,
    evidence: str,
    starts_on: date,
    ends_on: date | None,
    actor: Actor,
    recorded_by: UUID | None = None,
) -> Exclusion:
    """Leave ``officer`` out of the required for a time, with evidence (不计入应训人员)."""
    lock(officer)
    if ends_on is not None and ends_on <= starts_on:
        raise OfficerDatesError("结束日期须晚于开始日期；结束日期当天起恢复计入")
    if not evidence.strip():
        raise OfficerDatesError("请写明依据材料的名称或文号")
    _ensure_not_yet_excluded(officer, Span(starts_on, ends_on))
    exclusion = Exclusion(
        officer_id=officer.id,
        reason=reason,
        evidence=evidence.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_by=recorded_by or actor.account_id or UUID(int=0),
    )
    db.session.add(exclusion)
    note(
        "officer.exclude",
        object_kind="officer",
        object_id=officer.id,
        **_by(actor),
        reason=reason.value,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat() if ends_on else "",
    )
    return exclusion


@transactional
def void_exclusion(exclusion: Exclusion, *, actor: Actor) -> None:
    """Void an exclusion that should not have been (作废); the record of it stays."""
    lock(exclusion)
    if exclusion.voided_at is not None:
        raise OfficerDatesError("该记录已经作废，无需再次作废")
    exclusion.voided_at, exclusion.voided_by = clock.now(), actor.account_id
    note(
        "officer.void_exclusion",
        object_kind="officer",
        object_id=exclusion.officer_id,
        **_by(actor),
        exclusion=str(exclusion.id),
    )


def end_present(officer_id: UUID, on: date) -> bool:
    """End the open posting on a day, and say whether there was one; its first day is kept."""
    present = db.session.scalars(
        select(Posting).filter_by(officer_id=officer_id, ends_on=None)
    ).one_or_none()
    if present is None:
        return False
    if on <= present.starts_on:
        raise OfficerDatesError(
            f"日期须晚于现任职的起始日期 {present.starts_on}；如该任职录入有误，请先更正"
        )
    present.ends_on = on
    end_seats(officer_id, on)
    db.session.flush()
    return True


def end_seats(officer_id: UUID, on: date) -> None:
    """End the seats in the leadership held on a day; one begun that day or later is removed."""
    for seat in db.session.scalars(select(Leadership).filter_by(officer_id=officer_id)):
        if seat.starts_on >= on:
            db.session.delete(seat)
        elif seat.ends_on is None or seat.ends_on > on:
            seat.ends_on = on


def _by(actor: Actor) -> dict[str, Any]:
    return {"actor_id": actor.account_id, "actor_name": actor.name}


def _ensure_not_yet_excluded(officer: Officer, span: Span) -> None:
    standing = select(Exclusion).filter_by(officer_id=officer.id, voided_at=None)
    for other in db.session.scalars(standing):
        if Span(other.starts_on, other.ends_on).meet(span):
            raise OfficerDatesError(
                f"{officer.name}在 {other.starts_on} 起已有“{other.reason.label}”的记录，"
                "时间重叠；请先作废或调整日期"
            )
