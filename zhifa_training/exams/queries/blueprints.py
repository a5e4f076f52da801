"""Reading blueprints (查阅组卷方案)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, type_coerce
from sqlalchemy.orm import joinedload, selectinload

from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.lists import Asked, contains, fetch, order_by
from zhifa_training.core.paging import Page
from zhifa_training.core.types import Score
from zhifa_training.exams.models.papers import Blueprint, BlueprintCell
from zhifa_training.units.models import Unit
from zhifa_training.units.scope import Actor, within

ORDERS = {"title": Blueprint.title, "unit": Unit.name, "created_at": Blueprint.created_at}
DEFAULT_SORT = "-created_at"


@dataclass(frozen=True, slots=True)
class BlueprintRow:
    """One line of the blueprint list (组卷方案一览)."""

    id: UUID
    title: str
    unit: str
    questions: int
    full_score: Decimal
    created_at: datetime
    is_ended: bool

    @property
    def state(self) -> str:
        """Return whether it may still be used."""
        return "已停用" if self.is_ended else "可用"


def list_blueprints(*, actor: Actor, asked: Asked) -> Page[BlueprintRow]:
    """Return the blueprints of ``actor``'s units with their size and full score."""
    cell = BlueprintCell
    questions = _sum(func.coalesce(func.sum(cell.count), 0))
    full_score = _sum(func.coalesce(func.sum(cell.count * type_coerce(cell.worth, Score.impl)), 0))
    statement = (
        select(Blueprint, Unit.name, questions, type_coerce(full_score, Score()))
        .join(Blueprint.unit)
        .where(within(actor, Blueprint.unit_id), contains(Blueprint.title, asked.text))
        .order_by(*order_by(ORDERS, asked.sort, DEFAULT_SORT, Blueprint.id))
    )
    return fetch(statement, asked.number, _row)


def list_usable(*, actor: Actor) -> list[tuple[UUID, str]]:
    """Return the blueprints an exam may be made from, as (id, title)."""
    statement = (
        select(Blueprint.id, Blueprint.title)
        .where(within(actor, Blueprint.unit_id), Blueprint.ended_at.is_(None))
        .order_by(Blueprint.created_at.desc(), Blueprint.id)
    )
    return [(blueprint_id, title) for blueprint_id, title in db.session.execute(statement)]


def get_blueprint(blueprint_id: UUID, *, actor: Actor) -> Blueprint:
    """Return a blueprint of ``actor``'s units with its cells and their laws."""
    statement = (
        select(Blueprint)
        .where(Blueprint.id == blueprint_id, within(actor, Blueprint.unit_id))
        .options(
            joinedload(Blueprint.unit),
            selectinload(Blueprint.cells).joinedload(BlueprintCell.law),
        )
    )
    blueprint = db.session.scalars(statement).one_or_none()
    if blueprint is None:
        raise NotVisibleError("没有找到该组卷方案")
    return blueprint


def _sum(expression: Any) -> Any:
    cells = select(expression).where(BlueprintCell.blueprint_id == Blueprint.id)
    return cells.correlate(Blueprint).scalar_subquery()


def _row(found: Any) -> BlueprintRow:
    blueprint, unit, questions, full_score = found
    return BlueprintRow(
        id=blueprint.id,
        title=blueprint.title,
        unit=unit,
        questions=questions,
        full_score=full_score,
        created_at=blueprint.created_at,
        is_ended=blueprint.ended_at is not None,
    )
