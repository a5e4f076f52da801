"""Changing the unit tree (机构管理): open, move, close; the closure follows in the same work."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import exists, insert, select

from zhifa_training.audit.services import note
from zhifa_training.core import clock
from zhifa_training.core.db import db, lock, transactional
from zhifa_training.core.ids import new_id
from zhifa_training.units.entries import UnitEntry
from zhifa_training.units.models import Posting, Unit, UnitClosure, UnitParent
from zhifa_training.units.rules import (
    Parentage,
    UnitDatesError,
    UnitInUseError,
    ensure_no_cycle,
    ensure_parent_above,
)
from zhifa_training.units.scope import Actor, valid_on
from zhifa_training.units.services.closure import ever_beneath, lock_tree, refresh_closure
from zhifa_training.units.services.refusals import explained


@transactional
def open_unit(
    entry: UnitEntry, *, parent: Unit | None, actor: Actor, geographic_parent: Unit | None = None
) -> Unit:
    """Open a unit beneath ``parent`` (设立机构); ``entry`` need not repeat the parents' codes."""
    lock_tree()
    if entry.opened_on > clock.today():
        raise UnitDatesError("成立日期不能晚于今天，请核对成立日期")
    if parent is not None:
        ensure_parent_above(level=entry.level, parent_level=parent.level, parent_name=parent.name)
        entry = replace(entry, parent_code=parent.code)
    if geographic_parent is not None:
        entry = replace(entry, geographic_parent_code=geographic_parent.code)
    with explained():
        opened = _insert_units([entry])[entry.code]
    refresh_closure([opened])
    note("unit.open", object_kind="unit", object_id=opened, **_by(actor), code=entry.code)
    unit = db.session.get(Unit, opened)
    assert unit is not None  # noqa: S101 - inserted above
    return unit


@transactional
def open_units(entries: Sequence[UnitEntry], *, actor: Actor) -> dict[str, Any]:
    """Open many units, parents before children or not, and return their ids by code."""
    lock_tree()
    with explained():
        opened = _insert_units(entries)
    refresh_closure(opened.values())
    note(
        "unit.open_many",
        object_kind="unit",
        object_id="",
        **_by(actor),
        count=len(opened),
    )
    return opened


@transactional
def move_unit(
    unit: Unit,
    *,
    parent: Unit,
    on: date,
    actor: Actor,
    kind: Parentage = Parentage.REPORTING,
) -> None:
    """Put ``unit`` beneath ``parent`` from the day ``on`` (调整上级); the past stays as it was."""
    lock_tree()
    db.session.refresh(unit)
    ensure_parent_above(level=unit.level, parent_level=parent.level, parent_name=parent.name)
    ensure_no_cycle(unit_name=unit.name, is_beneath=_is_beneath(parent, unit, kind, on))
    last = db.session.scalars(
        select(UnitParent).filter_by(unit_id=unit.id, kind=kind, ends_on=None)
    ).one_or_none()
    _ensure_later(unit, parent, last, on)
    before = last.parent_id if last else None
    if last is not None and last.starts_on == on:
        last.parent_id = parent.id
    else:
        if last is not None:
            last.ends_on = on
            db.session.flush()
        db.session.add(UnitParent(unit_id=unit.id, parent_id=parent.id, kind=kind, starts_on=on))
    refresh_closure(ever_beneath(unit.id))
    note(
        "unit.move",
        object_kind="unit",
        object_id=unit.id,
        **_by(actor),
        kind=kind.value,
        before=str(before or ""),
        after=str(parent.id),
        on=on.isoformat(),
    )


@transactional
def close_unit(unit: Unit, *, on: date, actor: Actor) -> None:
    """Close ``unit`` (撤销机构): the day ``on`` is the first on which it is no more."""
    lock_tree()
    lock(unit)
    if unit.closed_on is not None:
        raise UnitDatesError(f"{unit.name}已于 {unit.closed_on} 撤销")
    if on <= unit.opened_on or on > clock.today():
        raise UnitDatesError("撤销日期须在成立日期之后，且不晚于今天")
    _ensure_empty(unit, on)
    unit.closed_on = on
    for parent in db.session.scalars(select(UnitParent).filter_by(unit_id=unit.id, ends_on=None)):
        parent.ends_on = on
    refresh_closure([unit.id])
    note("unit.close", object_kind="unit", object_id=unit.id, **_by(actor), on=on.isoformat())


@transactional
def rename_unit(unit: Unit, *, name: str, short_name: str, actor: Actor) -> None:
    """Give ``unit`` another name (更名)."""
    lock(unit)
    before = unit.name
    unit.name, unit.short_name = name, short_name
    note(
        "unit.rename",
        object_kind="unit",
        object_id=unit.id,
        **_by(actor),
        before=before,
        after=name,
    )


def _by(actor: Actor) -> dict[str, Any]:
    return {"actor_id": actor.account_id, "actor_name": actor.name}


def _insert_units(entries: Sequence[UnitEntry]) -> dict[str, Any]:
    ids = {entry.code: new_id() for entry in entries}
    db.session.execute(
        insert(Unit),
        [
            {
                "id": ids[entry.code],
                "code": entry.code,
                "name": entry.name,
                "short_name": entry.short_name,
                "level": entry.level,
                "opened_on": entry.opened_on,
            }
            for entry in entries
        ],
    )
    known = ids | _known_codes(entries)
    links = [
        {
            "id": new_id(),
            "unit_id": ids[entry.code],
            "parent_id": known[code],
            "kind": kind,
            "starts_on": entry.opened_on,
        }
        for entry in entries
        for kind, code in _parents(entry)
    ]
    if links:
        db.session.execute(insert(UnitParent), links)
    return ids


def _parents(entry: UnitEntry) -> list[tuple[Parentage, str]]:
    if entry.parent_code is None:
        return []
    return [
        (Parentage.REPORTING, entry.parent_code),
        (Parentage.GEOGRAPHIC, entry.geographic_parent_code or entry.parent_code),
    ]


def _known_codes(entries: Sequence[UnitEntry]) -> dict[str, Any]:
    codes = {code for entry in entries for _, code in _parents(entry)}
    statement = select(Unit.code, Unit.id).where(Unit.code.in_(codes))
    return dict(db.session.execute(statement).all())


def _is_beneath(unit: Unit, above: Unit, kind: Parentage, on: date) -> bool:
    """Tell whether ``unit`` is ``above`` or stands beneath it on ``on`` or any later day."""
    statement = exists().where(
        UnitClosure.ancestor_id == above.id,
        UnitClosure.descendant_id == unit.id,
        UnitClosure.kind == kind,
        (UnitClosure.ends_on.is_(None)) | (UnitClosure.ends_on > on),
    )
    return bool(db.session.scalar(select(statement)))


def _ensure_later(unit: Unit, parent: Unit, last: UnitParent | None, on: date) -> None:
    earliest = max(unit.opened_on, parent.opened_on, last.starts_on if last else unit.opened_on)
    if on < earliest:
        raise UnitDatesError(f"调整日期不能早于 {earliest}（机构成立或上次调整的日期）")
    if on > clock.today():
        raise UnitDatesError("调整日期不能晚于今天")
    if unit.closed_on is not None or parent.closed_on is not None:
        raise UnitDatesError("已撤销的机构不能再调整上下级")


def _ensure_empty(unit: Unit, on: date) -> None:
    serving = exists().where(
        Posting.unit_id == unit.id, (Posting.ends_on.is_(None)) | (Posting.ends_on > on)
    )
    if db.session.scalar(select(serving)):
        raise UnitInUseError(f"{unit.name}尚有在职人员，请先办理调动后再撤销")
    children = exists().where(UnitParent.parent_id == unit.id, valid_on(UnitParent, on))
    if db.session.scalar(select(children)):
        raise UnitInUseError(f"{unit.name}尚有下级机构，请先调整或撤销下级机构")
