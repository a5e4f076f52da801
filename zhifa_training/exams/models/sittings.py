"""Sittings and who is called to them (场次与考生)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhifa_training.core import clock
from zhifa_training.core.db import Base
from zhifa_training.core.ids import new_id
from zhifa_training.exams.models.papers import Exam
from zhifa_training.units.models import Officer, Unit


class Sitting(Base):
    """One window in which an exam is sat (场次)."""

    __tablename__ = "sitting"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("duration_minutes BETWEEN 1 AND 480", name="duration_in_range"),
        CheckConstraint("grace_seconds BETWEEN 0 AND 600", name="grace_in_range"),
        CheckConstraint("resit_round BETWEEN 0 AND 3", name="resit_round_in_range"),
        CheckConstraint("attempt_limit BETWEEN 1 AND 10", name="attempt_limit_in_range"),
        CheckConstraint(
            "late_entry_minutes IS NULL OR late_entry_minutes >= 0", name="late_entry_not_negative"
        ),
        Index(None, "closes_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), index=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    """Root of the subtree the roster was drawn from."""
    resit_round: Mapped[int] = mapped_column(default=0)
    """Which resit this is (补考轮次); 0: the first sitting (首考). Never changed."""
    title: Mapped[str] = mapped_column(String(80))
    place: Mapped[str] = mapped_column(String(80), default="")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    duration_minutes: Mapped[int]
    late_entry_minutes: Mapped[int | None]
    """Minutes after opening in which one may still begin; None: until it closes."""
    grace_seconds: Mapped[int] = mapped_column(default=30)
    """How long answers already under way at the deadline are still taken."""
    attempt_limit: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[UUID | None]
    cancelled_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    released_by: Mapped[UUID | None]

    exam: Mapped[Exam] = relationship()
    unit: Mapped[Unit] = relationship()


class Candidate(Base):
    """An officer called to a sitting (考生)."""

    __tablename__ = "candidate"
    __table_args__ = (
        UniqueConstraint("sitting_id", "officer_id"),
        CheckConstraint("extra_minutes BETWEEN 0 AND 480", name="extra_minutes_in_range"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"), index=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    """Where the officer served when called."""
    extra_minutes: Mapped[int] = mapped_column(default=0)
    withdrawn_at: Mapped[datetime | None]

    sitting: Mapped[Sitting] = relationship()
    officer: Mapped[Officer] = relationship()
    unit: Mapped[Unit] = relationship()
