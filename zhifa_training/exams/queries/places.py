"""Units an exam may be set at (考试所属单位)."""

from uuid import UUID

from sqlalchemy import func, select

from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.units.models import Unit, UnitClosure
from zhifa_training.units.rules import Parentage
from zhifa_training.units.scope import Actor, valid_on, within

DEEPEST = 2
"""Levels below one's own unit that a form offers: a province sees counties, a county its squads."""


def list_places(*, actor: Actor) -> list[tuple[UUID, str]]:
    """Return the units ``actor`` acts for and those shortly beneath, as (id, name) from the top."""
    depth = func.min(UnitClosure.depth)
    statement = (
        select(Unit.id, Unit.name, Unit.level, depth)
        .join(UnitClosure, UnitClosure.descendant_id == Unit.id)
        .where(
            UnitClosure.ancestor_id.in_(actor.scope),
            UnitClosure.kind == Parentage.REPORTING,
            UnitClosure.depth <= DEEPEST,
            valid_on(UnitClosure, clock.today()),
            Unit.closed_on.is_(None) | (Unit.closed_on > clock.today()),
        )
        .group_by(Unit.id, Unit.name, Unit.level, Unit.code)
        .order_by(depth, Unit.code)
    )
    return [(row.id, f"{row.name}（{row.level.label}）") for row in db.session.execute(statement)]


def get_place(unit_id: UUID, *, actor: Actor) -> Unit:
    """Return a unit within ``actor``'s units."""
    statement = select(Unit).where(Unit.id == unit_id, within(actor, Unit.id))
    unit = db.session.scalars(statement).one_or_none()
    if unit is None:
        raise NotVisibleError("没有找到该单位")
    return unit
