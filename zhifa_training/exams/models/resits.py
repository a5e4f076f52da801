"""Resits, absences and samples (补考、缺考与抽考)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import Base
from zhifa_training.core.triggers import append_only
from zhifa_training.core.types import Json
from zhifa_training.exams.rules.resits import AbsenceReason


class ResitCall(Base):
    """An officer's one place in a round of resits of an exam (补考名额), whichever the sitting."""

    __tablename__ = "resit_call"
    __table_args__ = (CheckConstraint("round BETWEEN 1 AND 3", name="round_in_range"),)

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), primary_key=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), unique=True)


class Absence(Base):
    """Why a candidate did not come (缺考原因)."""

    __tablename__ = "absence"

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    reason: Mapped[AbsenceReason]
    note: Mapped[str] = mapped_column(String(200), default="")
    recorded_at: Mapped[datetime] = mapped_column(default=DatabaseNow())
    recorded_by: Mapped[UUID | None]


class SampleDraw(Base):
    """A random sample (抽考名单) with all it takes to draw it again."""

    __tablename__ = "sample_draw"
    __table_args__ = (
        CheckConstraint("share BETWEEN 1 AND 100", name="share_in_range"),
        CheckConstraint("least BETWEEN 0 AND 50", name="least_in_range"),
    )

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    seed: Mapped[str] = mapped_column(String(64))
    share: Mapped[int]
    """Per cent of each unit."""
    least: Mapped[int]
    """Of each unit at least so many."""
    population: Mapped[list[list[Any]]] = mapped_column(Json)
    """``[unit id, officer id]`` of everyone who could have been drawn."""
    drawn_at: Mapped[datetime] = mapped_column(default=DatabaseNow())
    drawn_by: Mapped[UUID | None]
    drawn_by_name: Mapped[str] = mapped_column(String(40))


append_only("sample_draw")
