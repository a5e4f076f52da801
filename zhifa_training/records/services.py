"""Writing to the training ledger (记入培训档案)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from zhifa_training.audit.services import note
from zhifa_training.core import clock
from zhifa_training.core.db import db, transactional
from zhifa_training.core.errors import DomainError, NotVisibleError
from zhifa_training.core.ids import new_id
from zhifa_training.core.inserts import insert_or_skip
from zhifa_training.records.models import Fact, RecordVoid, TrainingRecord
from zhifa_training.units.scope import Actor, within


class ReasonMissingError(DomainError):
    """A correction must say why (更正须写明原因)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A fact to be entered (待入档事实)."""

    officer_id: UUID
    unit_id: UUID
    fact: Fact
    occurred_on: date
    source: str
    title: str
    evidence: dict[str, Any]


@transactional
def credit(
    *,
    officer_id: UUID,
    unit_id: UUID,
    fact: Fact,
    occurred_on: date,
    source: str,
    title: str,
    evidence: dict[str, Any],
) -> bool:
    """Enter a fact once; return whether this call entered it.

    The same officer, fact and source again changes nothing, from however many workers at once.
    """
    entry = Entry(
        officer_id=officer_id,
        unit_id=unit_id,
        fact=fact,
        occurred_on=occurred_on,
        source=source,
        title=title,
        evidence=evidence,
    )
    entered = db.session.execute(_insertion().returning(TrainingRecord.id), _row(entry))
    return entered.scalar_one_or_none() is not None


@transactional
def credit_all(entries: Iterable[Entry]) -> None:
    """Enter many facts at once, each only once."""
    rows = [_row(entry) for entry in entries]
    if rows:
        db.session.execute(_insertion(), rows)


@transactional
def void(record_id: UUID, *, reason: str, actor: Actor) -> None:
    """Enter that a record no longer counts (更正); voiding it again changes nothing."""
    seen = within(actor, TrainingRecord.unit_id)
    found = select(TrainingRecord).where(TrainingRecord.id == record_id, seen)
    record = db.session.scalars(found).one_or_none()
    if record is None:
        raise NotVisibleError("没有找到这条培训记录")
    if not reason.strip():
        raise ReasonMissingError("请写明更正原因，不能为空")
    values = {"record_id": record_id, "reason": reason.strip(), "voided_by": actor.account_id}
    insert = insert_or_skip(RecordVoid, "record_id").values(voided_at=clock.now(), **values)
    done = db.session.execute(insert.returning(RecordVoid.record_id))
    if done.scalar_one_or_none() is None:
        return
    note(
        "record.void",
        object_kind="training_record",
        object_id=record_id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        reason=reason.strip(),
        source=record.source,
    )


@transactional
def correct(
    source: str,
    *,
    entries: Iterable[Entry],
    officer_id: UUID,
    reason: str,
    by_id: UUID,
    by_name: str,
) -> None:
    """Void what stands of a source and its earlier corrections, and enter what holds instead."""
    record = TrainingRecord
    is_of_source = (record.source == source) | record.source.startswith(f"{source}:")
    is_void = exists().where(RecordVoid.record_id == record.id)
    standing = select(record.id).where(record.officer_id == officer_id, is_of_source, ~is_void)
    voided = list(db.session.scalars(standing))
    for record_id in voided:
        void = RecordVoid(record_id=record_id, reason=reason, voided_by=by_id)
        db.session.add(void)
    credit_all(entries)
    note(
        "record.correct",
        object_kind="officer",
        object_id=officer_id,
        actor_id=by_id,
        actor_name=by_name,
        source=source,
        reason=reason,
        voided=len(voided),
    )


def _insertion() -> Any:
    return insert_or_skip(TrainingRecord, "officer_id", "fact", "source")


def _row(entry: Entry) -> dict[str, Any]:
    values = {name: getattr(entry, name) for name in Entry.__slots__}
    return {"id": new_id(), "recorded_at": clock.now(), **values}
