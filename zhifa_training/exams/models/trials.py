"""Test runs of papers (试考记录)."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import Base
from zhifa_training.core.ids import new_id
from zhifa_training.core.triggers import append_only


class PaperTrial(Base):
    """Somebody answered a form as a candidate would, and saw how it is marked (试考)."""

    __tablename__ = "paper_trial"
    __table_args__ = (
        CheckConstraint("answered >= 1", name="something_answered"),
        CheckConstraint("score BETWEEN 0 AND full_score", name="score_in_range"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"), index=True)
    tried_at: Mapped[datetime] = mapped_column(default=DatabaseNow())
    by_id: Mapped[UUID | None]
    by_name: Mapped[str] = mapped_column(String(40))
    answered: Mapped[int]
    score: Mapped[Decimal]
    """By rule alone: what people would have to mark counts nothing."""
    full_score: Mapped[Decimal]


append_only("paper_trial")
