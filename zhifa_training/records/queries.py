"""Reading the training ledger (查阅培训档案)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.lists import AnySelect, Asked, contains, fetch, order_by
from zhifa_training.core.paging import Page
from zhifa_training.records.models import Fact, RecordVoid, TrainingRecord
from zhifa_training.units.models import Officer, Posting, Unit
from zhifa_training.units.scope import Actor, valid_on, within

ORDERS = {
    "occurred_on": TrainingRecord.occurred_on,
    "fact": TrainingRecord.fact,
    "title": TrainingRecord.title,
}
NEWEST_FIRST = "-occurred_on"


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One line of the ledger (一条培训记录)."""

    id: UUID
    occurred_on: date
    fact: Fact
    title: str
    unit: str
    source: str
    evidence: Mapping[str, Any]
    void_reason: str | None

    @property
    def standing(self) -> str:
        """Return whether the entry counts, and if not, why."""
        return "计入" if self.void_reason is None else f"已更正：{self.void_reason}"


def list_my_records(*, actor: Actor, asked: Asked) -> Page[RecordRow]:
    """Return what is recorded of the person who asks."""
    return fetch(_records(actor.officer_id, asked), asked.number, _row)


def list_records(officer_id: UUID, *, actor: Actor, asked: Asked) -> Page[RecordRow]:
    """Return what is recorded of an officer who serves within ``actor``'s units."""
    officer = get_officer(officer_id, actor=actor)
    return fetch(_records(officer.id, asked), asked.number, _row)


def get_officer(officer_id: UUID, *, actor: Actor) -> Officer:
    """Return the officer whose present or latest unit lies within ``actor``'s units."""
    latest = (
        select(Posting.unit_id)
        .where(Posting.officer_id == officer_id, Posting.starts_on <= clock.today())
        .order_by(valid_on(Posting, clock.today()).desc(), Posting.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    seen = select(Officer).where(Officer.id == officer_id, within(actor, latest))
    officer = db.session.scalars(seen).one_or_none()
    if officer is None:
        raise NotVisibleError("没有找到该执法人员")
    return officer


def _records(officer_id: UUID | None, asked: Asked) -> AnySelect:
    statement = (
        select(TrainingRecord, Unit.name, RecordVoid.reason)
        .join(Unit, Unit.id == TrainingRecord.unit_id)
        .outerjoin(RecordVoid, RecordVoid.record_id == TrainingRecord.id)
        .where(TrainingRecord.officer_id == officer_id)
        .order_by(*order_by(ORDERS, asked.sort, NEWEST_FIRST, TrainingRecord.id))
    )
    return statement.where(contains(TrainingRecord.title, asked.text))


def _row(found: Any) -> RecordRow:
    record, unit, void_reason = found
    return RecordRow(
        id=record.id,
        occurred_on=record.occurred_on,
        fact=record.fact,
        title=record.title,
        unit=unit,
        source=record.source,
        evidence=record.evidence,
        void_reason=void_reason,
    )
