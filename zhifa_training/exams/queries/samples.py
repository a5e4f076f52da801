"""Reading samples (查阅抽考名单), with everything it takes to draw them again."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from zhifa_training.core.db import db
from zhifa_training.exams.models.resits import SampleDraw
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.rules.sampling import draw, lot
from zhifa_training.units.models import Officer, Unit
from zhifa_training.units.scope import Actor, within


@dataclass(frozen=True, slots=True)
class Lot:
    """One officer who could be drawn, with the lot that decided (签号)."""

    unit: str
    name: str
    badge_number: str
    lot: str
    is_drawn: bool

    @property
    def outcome(self) -> str:
        """Return whether the officer was drawn."""
        return "抽中" if self.is_drawn else "未抽中"


def get_sample(sitting_id: UUID, *, actor: Actor) -> SampleDraw | None:
    """Return the draw of a sitting of ``actor``'s units, if there was one."""
    statement = (
        select(SampleDraw)
        .join(Sitting, Sitting.id == SampleDraw.sitting_id)
        .where(Sitting.id == sitting_id, within(actor, Sitting.unit_id))
    )
    return db.session.scalars(statement).one_or_none()


def list_lots(sitting_id: UUID, *, actor: Actor) -> list[Lot]:
    """Return everyone who could be drawn, unit by unit in the order of their lots."""
    sample = get_sample(sitting_id, actor=actor)
    if sample is None:
        return []
    population = [(UUID(unit_id), UUID(officer_id)) for unit_id, officer_id in sample.population]
    drawn = draw(population, seed=sample.seed, share=sample.share, least=sample.least)
    named = select(Unit.id, Unit.name).where(Unit.id.in_({unit for unit, _ in population}))
    units = {row.id: row.name for row in db.session.execute(named)}
    officers = {
        row.id: row
        for row in db.session.execute(
            select(Officer.id, Officer.name, Officer.badge_number).where(
                Officer.id.in_([officer for _, officer in population])
            )
        )
    }
    lots = [
        Lot(
            unit=units[unit_id],
            name=officers[officer_id].name,
            badge_number=officers[officer_id].badge_number,
            lot=lot(sample.seed, officer_id),
            is_drawn=officer_id in drawn,
        )
        for unit_id, officer_id in population
    ]
    return sorted(lots, key=lambda each: (each.unit, each.lot))
