"""Which units a person sees (数据范围): where they hold the right, and everything beneath."""

from datetime import date
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from zhifa_training.core import clock
from zhifa_training.units.models import Posting, UnitClosure
from zhifa_training.units.rules import Parentage


class Actor(Protocol):
    """Anyone who asks or acts, with the units where the present request's right is held."""

    @property
    def account_id(self) -> UUID | None:
        """The account, or None for the system itself."""

    @property
    def officer_id(self) -> UUID | None:
        """The officer this person is, if they are one."""

    @property
    def name(self) -> str:
        """The name the log shows."""

    @property
    def scope(self) -> frozenset[UUID]:
        """Roots of the subtrees the present request may touch."""


def valid_on(row: Any, on: date) -> ColumnElement[bool]:
    """Return the condition that a dated row holds on a day (half-open)."""
    return (row.starts_on <= on) & or_(row.ends_on.is_(None), row.ends_on > on)


def beneath(
    roots: frozenset[UUID], *, on: date, kind: Parentage = Parentage.REPORTING
) -> Select[UUID]:
    """Select the ids of ``roots`` and of all units beneath them on a day."""
    return select(UnitClosure.descendant_id).where(
        UnitClosure.ancestor_id.in_(roots),
        UnitClosure.kind == kind,
        valid_on(UnitClosure, on),
    )


def within(actor: Actor, unit_id: Any) -> ColumnElement[bool]:
    """Return the condition that keeps ``unit_id`` inside ``actor``'s subtree, as of today."""
    return unit_id.in_(beneath(actor.scope, on=clock.today()))


def latest_posting(on: date) -> ColumnElement[bool]:
    """Return the condition that a posting is its officer's latest begun by a day."""
    other = aliased(Posting)
    latest = (
        select(func.max(other.starts_on))
        .where(other.officer_id == Posting.officer_id, other.starts_on <= on)
        .scalar_subquery()
    )
    return Posting.starts_on == latest
