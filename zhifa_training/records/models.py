"""The training ledger (培训档案): every feature writes to it, the metrics read only it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from zhifa_training.core import clock
from zhifa_training.core.db import Base
from zhifa_training.core.ids import new_id
from zhifa_training.core.triggers import append_only
from zhifa_training.core.types import Json
from zhifa_training.core.words import Word


class Fact(Word):
    """What a ledger entry says happened (事实类型); indicators count these."""

    ROTATION_EXAM_SAT = "rotation_exam_sat", "参加轮训考试"
    """Indicator 4.2c."""
    ROTATION_EXAM_PASSED = "rotation_exam_passed", "轮训考试合格"
    """Indicator 4.2d."""
    OTHER_EXAM_SAT = "other_exam_sat", "参加其他考试"
    """An exam that no rotation indicator counts."""
    OTHER_EXAM_PASSED = "other_exam_passed", "其他考试合格"


class TrainingRecord(Base):
    """One fact about one officer (一条培训记录). A correction is an entry that voids an old one."""

    __tablename__ = "training_record"
    __table_args__ = (
        UniqueConstraint("officer_id", "fact", "source"),
        Index(None, "fact", "occurred_on", "officer_id"),
        Index(None, "officer_id", "occurred_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    """Where the officer served on that day."""
    fact: Mapped[Fact]
    occurred_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(80))
    """What it came from, such as ``attempt:…``. Crediting the same source twice is safe."""
    title: Mapped[str] = mapped_column(String(120))
    evidence: Mapped[dict[str, Any]] = mapped_column(Json)
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)


class RecordVoid(Base):
    """A correction (更正): the ledger entry that no longer counts, who said so and why."""

    __tablename__ = "record_void"

    record_id: Mapped[UUID] = mapped_column(ForeignKey("training_record.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    voided_by: Mapped[UUID | None]
    voided_at: Mapped[datetime] = mapped_column(default=clock.now)


append_only("training_record")
append_only("record_void")
