"""Making blueprints (编制组卷方案)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from question_bank.assembly import Cell
from zhifa_training.audit.services import note
from zhifa_training.core import clock
from zhifa_training.core.db import db, lock, transactional
from zhifa_training.exams.cells import stored_cells
from zhifa_training.exams.models.papers import Blueprint
from zhifa_training.exams.rules.blueprints import BlueprintFaultError, ensure_usable, total
from zhifa_training.laws.models import Law
from zhifa_training.units.models import Unit
from zhifa_training.units.scope import Actor


@transactional
def create(*, title: str, unit: Unit, cells: Sequence[Cell], actor: Actor) -> Blueprint:
    """Keep a new blueprint; the pool may still be short of it."""
    ensure_usable(cells)
    blueprint = Blueprint(unit_id=unit.id, title=title, created_by=actor.account_id)
    blueprint.cells = stored_cells(cells, _law_ids(cells))
    db.session.add(blueprint)
    db.session.flush()
    _note("blueprint.create", blueprint, actor, full_score=str(total(cells)))
    return blueprint


@transactional
def change(blueprint: Blueprint, *, title: str, cells: Sequence[Cell], actor: Actor) -> None:
    """Change a blueprint; papers drawn from it before stay as they are."""
    ensure_usable(cells)
    lock(blueprint)
    _ensure_open(blueprint)
    blueprint.title = title
    blueprint.cells.clear()
    db.session.flush()
    blueprint.cells.extend(stored_cells(cells, _law_ids(cells)))
    _note("blueprint.change", blueprint, actor, full_score=str(total(cells)))


@transactional
def end(blueprint: Blueprint, *, actor: Actor) -> None:
    """Take a blueprint out of use (停用); ending it again changes nothing."""
    lock(blueprint)
    if blueprint.ended_at is None:
        blueprint.ended_at = clock.now()
        _note("blueprint.end", blueprint, actor)


def _ensure_open(blueprint: Blueprint) -> None:
    if blueprint.ended_at is not None:
        raise BlueprintFaultError("该组卷方案已停用，请另建一个方案")


def _law_ids(cells: Sequence[Cell]) -> dict[str, UUID]:
    names = {cell.law for cell in cells if cell.law}
    found = db.session.execute(select(Law.name, Law.id).where(Law.name.in_(names)))
    known = {row.name: row.id for row in found}
    if unknown := sorted(names - set(known)):
        raise BlueprintFaultError(f"法规库中没有“{'、'.join(unknown)}”，请重新选择法规")
    return known


def _note(action: str, blueprint: Blueprint, actor: Actor, **detail: str) -> None:
    note(
        action,
        object_kind="blueprint",
        object_id=blueprint.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        title=blueprint.title,
        **detail,  # type: ignore[arg-type]
    )
