"""What tells a rehearsal's records from real ones (演练标记): the unit that everything hangs on."""

import sqlalchemy as sa

from zhifa_training.exams.models.papers import Exam
from zhifa_training.units.models import Unit

UNIT_PREFIX = "YANLIAN-"
QUESTION_PREFIX = "YANLIAN-"


def is_rehearsed() -> sa.ColumnElement[bool]:
    """Return the condition that an exam is a rehearsal's."""
    units = sa.select(Unit.id).where(Unit.code.startswith(UNIT_PREFIX))
    return Exam.unit_id.in_(units)
