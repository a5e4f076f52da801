"""Corrections of keys (答案更正), what a second person decided, and the editions they make."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import Base
from zhifa_training.core.ids import new_id
from zhifa_training.core.triggers import Trigger, append_only, declare
from zhifa_training.core.types import Json
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.rules.corrections import Verdict
from zhifa_training.questions.models import QuestionRevision


class KeyCorrection(Base):
    """What one question of an exam is to be marked by instead of its frozen key (答案更正)."""

    __tablename__ = "key_correction"
    __table_args__ = (UniqueConstraint("id", "proposed_by"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), index=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("question_revision.id"), index=True)
    accepts: Mapped[list[list[str]]] = mapped_column(Json)
    """The keys accepted from then on, the best of them counting; none: the question is void."""
    reason: Mapped[str] = mapped_column(String(400))
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    proposed_name: Mapped[str] = mapped_column(String(40))
    proposed_at: Mapped[datetime] = mapped_column(default=DatabaseNow())

    exam: Mapped[Exam] = relationship()
    revision: Mapped[QuestionRevision] = relationship()


class CorrectionDecision(Base):
    """What became of a proposed correction (更正决定): another approves or declines it."""

    __tablename__ = "correction_decision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["correction_id", "proposed_by"], ["key_correction.id", "key_correction.proposed_by"]
        ),
        CheckConstraint("(verdict = 'withdrawn') = (decided_by = proposed_by)", name="two_people"),
    )

    correction_id: Mapped[UUID] = mapped_column(primary_key=True)
    proposed_by: Mapped[UUID]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    decided_name: Mapped[str] = mapped_column(String(40))
    verdict: Mapped[Verdict]
    words: Mapped[str] = mapped_column(String(400), default="")
    decided_at: Mapped[datetime] = mapped_column(default=DatabaseNow())


class PaperEdition(Base):
    """A form from one approved correction on (答案版次); the frozen keys are edition 0."""

    __tablename__ = "paper_edition"
    __table_args__ = (
        UniqueConstraint("correction_id", "paper_id"),
        CheckConstraint("edition >= 1", name="counted_from_one"),
    )

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    edition: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    correction_id: Mapped[UUID] = mapped_column(ForeignKey("correction_decision.correction_id"))


append_only("key_correction")
append_only("correction_decision")
append_only("paper_edition")
declare(
    Trigger(
        "paper_edition_only_approved",
        "paper_edition",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM correction_decision d "
        "WHERE d.correction_id = NEW.correction_id AND d.verdict = 'approved')",
        "未经他人批准的更正不得用于判分",
    )
)


def edition_of(paper_id: Any) -> sa.ScalarSelect[Any]:
    """Select the edition of the keys that a form is marked by now."""
    latest = sa.func.coalesce(sa.func.max(PaperEdition.edition), 0)
    return sa.select(latest).where(PaperEdition.paper_id == paper_id).scalar_subquery()


def accepts_of(paper_id: Any, revision_id: Any) -> sa.ScalarSelect[Any]:
    """Select what the latest correction accepts for a question of a form; NULL if there is none."""
    return (
        sa.select(KeyCorrection.accepts)
        .join(PaperEdition, PaperEdition.correction_id == KeyCorrection.id)
        .where(PaperEdition.paper_id == paper_id, KeyCorrection.revision_id == revision_id)
        .order_by(PaperEdition.edition.desc())
        .limit(1)
        .scalar_subquery()
    )
