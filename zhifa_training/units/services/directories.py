"""Reading the whole tree as a directory (机构名录), for matching names, shown to nobody."""

from sqlalchemy import select

from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.units.directory import Directory, Place
from zhifa_training.units.models import Unit, UnitParent
from zhifa_training.units.rules import Parentage


def read_directory() -> Directory:
    """Return the directory of every unit that is open today."""
    statement = (
        select(
            Unit.id,
            Unit.code,
            Unit.name,
            Unit.short_name,
            Unit.level,
            Unit.opened_on,
            UnitParent.parent_id,
        )
        .outerjoin(
            UnitParent,
            (UnitParent.unit_id == Unit.id)
            & (UnitParent.kind == Parentage.REPORTING)
            & UnitParent.ends_on.is_(None),
        )
        .where((Unit.closed_on.is_(None)) | (Unit.closed_on > clock.today()))
    )
    return Directory.of(Place(*row) for row in db.session.execute(statement))
