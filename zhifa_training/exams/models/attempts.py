"""Attempts, the answers given in them, and their scores (答卷、作答与成绩)."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import Base
from zhifa_training.core.ids import new_id
from zhifa_training.core.triggers import Trigger, append_only, declare
from zhifa_training.core.types import Json
from zhifa_training.exams.models.papers import Paper
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.words import AttemptState, CloseReason, LateReason, Stop
from zhifa_training.units.models import Officer

_LIVE = text("state = 'live'")
_CURRENT = text("is_current")
_AWAITING = text("awaits_marker")


class Attempt(Base):
    """One officer's answering of one paper (答卷). State only moves forward."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("sitting_id", "officer_id", "number"),
        CheckConstraint("number BETWEEN 1 AND number_limit", name="within_limit"),
        CheckConstraint("(state = 'live') = (closed_at IS NULL)", name="closed_when_not_live"),
        CheckConstraint("state = 'closed' OR NOT awaits_marker", name="awaits_marker_when_closed"),
        CheckConstraint("paused_at IS NULL OR state = 'live'", name="paused_at_while_live"),
        CheckConstraint("paused_seconds >= 0", name="paused_seconds_not_negative"),
        Index(
            "uq_attempt_live",
            "sitting_id",
            "officer_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(
            "ix_attempt_live_deadline", "deadline_at", sqlite_where=_LIVE, postgresql_where=_LIVE
        ),
        Index(None, "state"),
        Index(
            "ix_attempt_awaiting",
            "sitting_id",
            sqlite_where=_AWAITING,
            postgresql_where=_AWAITING,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"), index=True)
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"))
    number: Mapped[int]
    number_limit: Mapped[int]
    state: Mapped[AttemptState]
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    """min(start + duration, close of the window) + extension + pauses: data, whoever looks."""
    grace_seconds: Mapped[int]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[CloseReason | None]
    lease_epoch: Mapped[int] = mapped_column(default=1)
    lease_device: Mapped[str] = mapped_column(String(64))
    """Digest of the device cookie that may answer; another device must take over first."""
    layout: Mapped[list[list[Any]]] = mapped_column(Json)
    """Materialised order: ``[item id, [option ids]]`` each."""
    receipt: Mapped[str | None] = mapped_column(String(16), unique=True)
    paused_at: Mapped[datetime | None]
    """Since when the invigilator has stopped this attempt's clock (暂停)."""
    paused_seconds: Mapped[int] = mapped_column(default=0)
    """How long it has been stopped before, which the deadline has been given back."""
    stop: Mapped[Stop | None]
    """How an invigilator ended it, if one did."""
    awaits_marker: Mapped[bool] = mapped_column(default=False)
    """Closed, and holding answers that people have still to mark."""

    @property
    def ending(self) -> str:
        """Return how the attempt ended in words (收卷方式)."""
        if self.stop is not None:
            return self.stop.label
        return self.close_reason.label if self.close_reason else ""

    sitting: Mapped[Sitting] = relationship()
    candidate: Mapped[Candidate] = relationship()
    officer: Mapped[Officer] = relationship()
    paper: Mapped[Paper] = relationship()


class AnswerEvent(Base):
    """One answer as it was given (作答事件); the current answer is the latest of its item."""

    __tablename__ = "answer_event"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    client_event_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID]
    value: Mapped[str] = mapped_column(Text)
    """The answer's tokens as ``question_bank.responses.stored`` writes them; empty when cleared."""
    client_seq: Mapped[int]
    lease_epoch: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(default=DatabaseNow())


class LateAnswer(Base):
    """An answer too late, or from a device without the lease (迟到作答): kept, not scored."""

    __tablename__ = "late_answer"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    client_event_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID]
    value: Mapped[str] = mapped_column(Text)
    client_seq: Mapped[int]
    lease_epoch: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(default=DatabaseNow())
    reason: Mapped[LateReason]


class AttemptScore(Base):
    """One scoring run (判分): a later run stands beside the earlier, and one is current."""

    __tablename__ = "attempt_score"
    __table_args__ = (
        UniqueConstraint("attempt_id", "run"),
        CheckConstraint("score BETWEEN 0 AND full_score", name="score_in_range"),
        CheckConstraint("key_edition >= 0", name="key_edition_not_negative"),
        Index(
            "uq_attempt_score_current",
            "attempt_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"))
    run: Mapped[int] = mapped_column(default=1)
    scorer_version: Mapped[str] = mapped_column(String(16))
    answers_digest: Mapped[str] = mapped_column(String(64))
    score: Mapped[Decimal]
    full_score: Mapped[Decimal]
    is_passed: Mapped[bool]
    item_scores: Mapped[dict[str, str]] = mapped_column(Json)
    key_edition: Mapped[int] = mapped_column(default=0)
    """Which edition of the paper's keys it was marked by."""
    is_current: Mapped[bool] = mapped_column(default=True)
    scored_at: Mapped[datetime] = mapped_column(default=DatabaseNow())

    attempt: Mapped[Attempt] = relationship()


append_only("answer_event")
append_only("late_answer")
declare(
    Trigger(
        "answer_event_only_while_live",
        "answer_event",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM attempt a WHERE a.id = NEW.attempt_id AND a.state = 'live')",
        "答卷已关闭，不再接收作答",
    )
)
_RANK = "CASE {0}.state WHEN 'live' THEN 0 WHEN 'closed' THEN 1 WHEN 'scored' THEN 2 ELSE 3 END"
declare(
    Trigger(
        "attempt_state_only_forward",
        "attempt",
        "UPDATE",
        f"{_RANK.format('NEW')} < {_RANK.format('OLD')}",
        "答卷状态只能向前",
    )
)
declare(Trigger("attempt_no_delete", "attempt", "DELETE", "1 = 1", "答卷不得删除"))
_SCORED = ("id", "attempt_id", "run", "scorer_version", "answers_digest", "score", "full_score")
_KEPT = (*_SCORED, "is_passed", "item_scores", "key_edition", "scored_at")
declare(
    Trigger(
        "attempt_score_only_superseded",
        "attempt_score",
        "UPDATE",
        "NOT (OLD.is_current AND NOT NEW.is_current AND "
        + " AND ".join(f"NEW.{name} = OLD.{name}" for name in _KEPT)
        + ")",
        "判分只增不改，只可由新的一次判分取代",
    )
)
declare(Trigger("attempt_score_no_delete", "attempt_score", "DELETE", "1 = 1", "判分不得删除"))
