"""Reading the unit tree (机构): every query is told who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.units.models import Posting, Unit, UnitClosure, UnitParent
from zhifa_training.units.rules import Level, Parentage
from zhifa_training.units.scope import Actor, valid_on, within


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of the tree (机构一览)."""

    id: UUID
    code: str
    name: str
    short_name: str
    level: Level
    depth: int
    own: int
    """People of the unit itself."""
    total: int
    """People of the unit and of all beneath it."""
    path: str


@dataclass(frozen=True, slots=True)
class ParentRow:
    """Whose unit it was, and when (沿革)."""

    kind: Parentage
    parent: str
    parent_id: UUID | None
    """None where the caller cannot open it."""
    starts_on: date
    ends_on: date | None


def get_unit(unit_id: UUID, *, actor: Actor) -> Unit:
    """Return the unit, if ``actor`` can see it."""
    statement = select(Unit).where(Unit.id == unit_id, within(actor, Unit.id))
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotVisibleError("没有找到该机构，或它不在您的单位范围内")
    return found


def list_units(*, actor: Actor, on: date | None = None) -> list[UnitRow]:
    """Return the units ``actor`` sees, each after its parent, with head-counts on a day."""
    day = on or clock.today()
    statement = (
        select(
            Unit.id,
            Unit.code,
            Unit.name,
            Unit.short_name,
            Unit.level,
            UnitParent.parent_id,
        )
        .outerjoin(
            UnitParent,
            and_(
                UnitParent.unit_id == Unit.id,
                UnitParent.kind == Parentage.REPORTING,
                valid_on(UnitParent, day),
            ),
        )
        .where(within(actor, Unit.id))
        .order_by(Unit.code)
    )
    rows = db.session.execute(statement).all()
    return _in_order(rows, _counts(day, actor), _totals(day, actor))


def list_children(unit: Unit, *, actor: Actor, on: date) -> list[UnitRow]:
    """Return the units right beneath ``unit`` on a day."""
    beneath = select(UnitParent.unit_id).where(
        UnitParent.parent_id == unit.id,
        UnitParent.kind == Parentage.REPORTING,
        valid_on(UnitParent, on),
    )
    ids = set(db.session.scalars(beneath))
    return [row for row in list_units(actor=actor, on=on) if row.id in ids]


def list_parents(unit: Unit, *, actor: Actor) -> list[ParentRow]:
    """Return the parents ``unit`` has had, the latest first."""
    parent = aliased(Unit)
    statement = (
        select(
            UnitParent.kind,
            parent.name,
            parent.id,
            UnitParent.starts_on,
            UnitParent.ends_on,
            within(actor, parent.id),
        )
        .join(parent, parent.id == UnitParent.parent_id)
        .where(UnitParent.unit_id == unit.id, within(actor, UnitParent.unit_id))
        .order_by(UnitParent.starts_on.desc(), UnitParent.kind)
    )
    return [
        ParentRow(kind, name, parent_id if is_seen else None, starts_on, ends_on)
        for kind, name, parent_id, starts_on, ends_on, is_seen in db.session.execute(statement)
    ]


def list_choices(*, actor: Actor) -> list[tuple[str, str]]:
    """Return the units ``actor`` sees as (id, indented name), for a select."""
    return [(str(row.id), f"{'　' * row.depth}{row.name}") for row in list_units(actor=actor)]


def headcount(unit: Unit, *, actor: Actor, on: date) -> int:
    """Return how many people served in ``unit`` and beneath it on a day."""
    return _totals(on, actor).get(unit.id, 0)


def _counts(on: date, actor: Actor) -> dict[UUID, int]:
    statement = (
        select(Posting.unit_id, func.count())
        .where(valid_on(Posting, on), within(actor, Posting.unit_id))
        .group_by(Posting.unit_id)
    )
    return dict(db.session.execute(statement).all())


def _totals(on: date, actor: Actor) -> dict[UUID, int]:
    statement = (
        select(UnitClosure.ancestor_id, func.count())
        .join(Posting, Posting.unit_id == UnitClosure.descendant_id)
        .where(
            UnitClosure.kind == Parentage.REPORTING,
            valid_on(UnitClosure, on),
            valid_on(Posting, on),
            within(actor, UnitClosure.ancestor_id),
        )
        .group_by(UnitClosure.ancestor_id)
    )
    return dict(db.session.execute(statement).all())


def _in_order(rows: Sequence[Any], own: dict[UUID, int], totals: dict[UUID, int]) -> list[UnitRow]:
    """Return the rows as a walk from the tops down."""
    seen = {row.id for row in rows}
    beneath: dict[UUID | None, list[Any]] = {}
    for row in rows:
        beneath.setdefault(row.parent_id if row.parent_id in seen else None, []).append(row)
    ordered: list[UnitRow] = []

    def walk(row: Any, depth: int, path: str) -> None:
        path = f"{path}/{row.name}" if path else row.name
        ordered.append(
            UnitRow(
                row.id,
                row.code,
                row.name,
                row.short_name,
                row.level,
                depth,
                own.get(row.id, 0),
                totals.get(row.id, 0),
                path,
            )
        )
        for child in beneath.get(row.id, ()):
            walk(child, depth + 1, path)

    for top in beneath.get(None, ()):
        walk(top, 0, "")
    return ordered
