"""When versions are in force, said in SQL (施行区间)."""

from datetime import date

from sqlalchemy import ColumnElement, case, or_

from zhifa_training.laws.models import LawVersion

BEGINS = case(
    (LawVersion.effective_on > LawVersion.adopted_on, LawVersion.effective_on),
    else_=LawVersion.adopted_on,
)
"""The first day a version is in force, as ``rules.starts_on`` has it."""


def in_force(on: date) -> ColumnElement[bool]:
    """Return the condition that a version is in force on a day."""
    return (on >= BEGINS) & or_(LawVersion.repealed_on.is_(None), LawVersion.repealed_on > on)
