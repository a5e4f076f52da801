"""Keeping the closure true to the parents (维护上下级闭包): computed whole, stored as a change."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, text

from zhifa_training.core.db import db, is_postgresql, transactional
from zhifa_training.core.ids import new_id
from zhifa_training.units.models import Unit, UnitClosure, UnitParent
from zhifa_training.units.rules import Link, Parentage, Span, ancestries

CHUNK = 500


def lock_tree() -> None:
    """Let one change of the tree happen at a time, until the unit of work ends.

    SQLite has already taken its one write lock.
    """
    if is_postgresql():
        db.session.execute(text("LOCK TABLE unit_parent IN SHARE ROW EXCLUSIVE MODE"))


@transactional
def rebuild_closure() -> None:
    """Make the closure of the whole tree what the parents say."""
    lock_tree()
    refresh_closure(None)


def refresh_closure(units: Iterable[UUID] | None) -> None:
    """Make the closure above ``units`` (None means every unit) what the parents say."""
    db.session.flush()
    wanted = None if units is None else set(units)
    opened = {
        unit_id: Span(starts_on, ends_on)
        for unit_id, starts_on, ends_on in db.session.execute(
            select(Unit.id, Unit.opened_on, Unit.closed_on)
        )
    }
    for kind in Parentage:
        parents: dict[UUID, list[Link]] = {}
        for unit_id, parent_id, starts_on, ends_on in db.session.execute(
            select(
                UnitParent.unit_id, UnitParent.parent_id, UnitParent.starts_on, UnitParent.ends_on
            ).where(UnitParent.kind == kind)
        ):
            parents.setdefault(unit_id, []).append(Link(parent_id, Span(starts_on, ends_on)))
        _store(kind, wanted, ancestries(opened, parents, wanted))


def _store(kind: Parentage, wanted: set[UUID] | None, above: dict[UUID, Any]) -> None:
    desired: set[Any] = {
        (rung.ancestor_id, unit_id, rung.depth, rung.span.starts_on, rung.span.ends_on)
        for unit_id, rungs in above.items()
        for rung in rungs
    }
    statement = select(
        UnitClosure.id,
        UnitClosure.ancestor_id,
        UnitClosure.descendant_id,
        UnitClosure.depth,
        UnitClosure.starts_on,
        UnitClosure.ends_on,
    ).where(UnitClosure.kind == kind)
    if wanted is not None and len(wanted) <= CHUNK:
        statement = statement.where(UnitClosure.descendant_id.in_(wanted))
    stale = []
    for row_id, *key in db.session.execute(statement).all():
        if wanted is not None and key[1] not in wanted:
            continue
        if tuple(key) in desired:
            desired.discard(tuple(key))
        else:
            stale.append(row_id)
    for start in range(0, len(stale), CHUNK):
        db.session.execute(
            delete(UnitClosure).where(UnitClosure.id.in_(stale[start : start + CHUNK]))
        )
    _insert(kind, desired)


def _insert(kind: Parentage, rows: set[Any]) -> None:
    if rows:
        db.session.execute(
            insert(UnitClosure),
            [
                {
                    "id": new_id(),
                    "kind": kind,
                    "ancestor_id": ancestor_id,
                    "descendant_id": descendant_id,
                    "depth": depth,
                    "starts_on": starts_on,
                    "ends_on": ends_on,
                }
                for ancestor_id, descendant_id, depth, starts_on, ends_on in rows
            ],
        )


def ever_beneath(unit_id: UUID) -> set[UUID]:
    """Return the units that stood beneath ``unit_id`` on any day, itself included."""
    statement = select(UnitClosure.descendant_id).where(UnitClosure.ancestor_id == unit_id)
    return set(db.session.scalars(statement))
