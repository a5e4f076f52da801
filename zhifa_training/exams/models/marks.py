"""What people gave for answers no rule can mark (人工阅卷)."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import Base
from zhifa_training.core.triggers import append_only
from zhifa_training.core.types import Json
from zhifa_training.exams.models.attempts import Attempt


class ItemMark(Base):
    """What a marker gave for one answer (评分); given once, never changed."""

    __tablename__ = "item_mark"
    __table_args__ = (CheckConstraint("score >= 0", name="not_negative"),)

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    score: Mapped[Decimal]
    awarded: Mapped[list[list[str]]] = mapped_column(Json)
    """What each point of the guide earned, by written part."""
    marked_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    marked_at: Mapped[datetime] = mapped_column(default=DatabaseNow())

    attempt: Mapped[Attempt] = relationship()


append_only("item_mark")
