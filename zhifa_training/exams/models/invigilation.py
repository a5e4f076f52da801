"""What invigilators did in a room, and what the browser saw (监考记录与离开记录)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import Base
from zhifa_training.core.ids import new_id
from zhifa_training.core.triggers import append_only
from zhifa_training.exams.rules.invigilation import Act
from zhifa_training.exams.rules.leaving import IncidentKind


class InvigilatorAct(Base):
    """One act of an invigilator (监考操作), on one attempt or, without one, on the whole room."""

    __tablename__ = "invigilator_act"
    __table_args__ = (
        CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 480", name="minutes_in_range"),
        Index(None, "sitting_id", "happened_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempt.id"), index=True)
    act: Mapped[Act]
    words: Mapped[str] = mapped_column(String(200))
    """The message, or the reason."""
    minutes: Mapped[int | None]
    happened_at: Mapped[datetime] = mapped_column(default=DatabaseNow())
    by_id: Mapped[UUID | None]
    by_name: Mapped[str] = mapped_column(String(40))


class SeatPin(Base):
    """A code by which a candidate may go on with an attempt elsewhere, once (换机码)."""

    __tablename__ = "seat_pin"
    __table_args__ = (CheckConstraint("tries BETWEEN 0 AND 5", name="tries_in_range"),)

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    """Made with the key ring: six digits alone would be found by trying them all."""
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class AttemptIncident(Base):
    """Something the browser saw during an attempt (考场异常): evidence, never a verdict."""

    __tablename__ = "attempt_incident"
    __table_args__ = (CheckConstraint("amount BETWEEN 0 AND 86400", name="amount_in_range"),)

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    client_event_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[IncidentKind]
    amount: Mapped[int]
    """Seconds away, or characters pasted."""
    number: Mapped[int | None]
    """The question that was shown, by its number."""
    received_at: Mapped[datetime] = mapped_column(default=DatabaseNow())


append_only("invigilator_act")
append_only("attempt_incident")
