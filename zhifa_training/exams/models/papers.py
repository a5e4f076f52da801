"""Blueprints and the papers frozen from them (组卷方案与试卷)."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from question_bank.marking import PartialCredit
from question_bank.questions import QuestionType
from question_bank.syllabus import Field, Topic
from zhifa_training.core import clock
from zhifa_training.core.db import Base
from zhifa_training.core.ids import new_id
from zhifa_training.core.triggers import append_only
from zhifa_training.core.types import Json
from zhifa_training.exams.rules.forms import DEFAULT_AVOIDS_LAST, FIRST_FORM
from zhifa_training.exams.rules.leaving import DEFAULT_LIMIT, LeavePolicy
from zhifa_training.exams.rules.words import ExamKind, ReleasePolicy, ReviewMode
from zhifa_training.laws.models import Law
from zhifa_training.questions.models import QuestionRevision
from zhifa_training.units.models import Unit


class Blueprint(Base):
    """What a paper is made of (组卷方案)."""

    __tablename__ = "blueprint"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
    cells: Mapped[list["BlueprintCell"]] = relationship(
        order_by="BlueprintCell.position", cascade="all, delete-orphan"
    )


class BlueprintCell(Base):
    """So many questions of one description, worth so much each (组卷单元)."""

    __tablename__ = "blueprint_cell"
    __table_args__ = (
        UniqueConstraint("blueprint_id", "position"),
        CheckConstraint("count >= 1", name="at_least_one"),
        CheckConstraint("worth > 0", name="worth_something"),
        CheckConstraint(
            "difficulty IS NULL OR difficulty BETWEEN 1 AND 3", name="difficulty_in_range"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    blueprint_id: Mapped[UUID] = mapped_column(ForeignKey("blueprint.id"))
    position: Mapped[int]
    type: Mapped[QuestionType]
    count: Mapped[int]
    worth: Mapped[Decimal]
    topic: Mapped[Topic | None]
    law_id: Mapped[UUID | None] = mapped_column(ForeignKey("law.id"))
    difficulty: Mapped[int | None]
    field: Mapped[Field | None]

    law: Mapped[Law | None] = relationship()


class Exam(Base):
    """An exam (考试): rules that hold for all its sittings, and the paper once published."""

    __tablename__ = "exam"
    __table_args__ = (
        CheckConstraint("form_count BETWEEN 1 AND 3", name="form_count_in_range"),
        CheckConstraint("avoids_last BETWEEN 0 AND 5", name="avoids_last_in_range"),
        CheckConstraint("leave_limit BETWEEN 1 AND 20", name="leave_limit_in_range"),
        CheckConstraint("resit_limit BETWEEN 0 AND 3", name="resit_limit_in_range"),
        CheckConstraint("minimum_minutes BETWEEN 0 AND 480", name="minimum_minutes_in_range"),
        CheckConstraint("duration_minutes BETWEEN 1 AND 480", name="duration_in_range"),
        CheckConstraint("pass_score > 0", name="pass_score_positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    blueprint_id: Mapped[UUID] = mapped_column(ForeignKey("blueprint.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    kind: Mapped[ExamKind]
    duration_minutes: Mapped[int]
    pass_score: Mapped[Decimal]
    partial_credit: Mapped[PartialCredit]
    shuffles_items: Mapped[bool]
    shuffles_options: Mapped[bool]
    release_policy: Mapped[ReleasePolicy]
    review_mode: Mapped[ReviewMode]
    form_count: Mapped[int] = mapped_column(default=1)
    """How many parallel forms are drawn (卷数)."""
    minimum_minutes: Mapped[int] = mapped_column(default=0)
    """Nobody hands in earlier than this after beginning (最短交卷时间); 0: at any time."""
    avoids_last: Mapped[int] = mapped_column(default=DEFAULT_AVOIDS_LAST)
    """Questions of how many of the latest exams are left out where the pool allows."""
    leave_policy: Mapped[LeavePolicy] = mapped_column(default=LeavePolicy.RECORD)
    """What is made of leaving the exam page (离开页面的处理)."""
    leave_limit: Mapped[int] = mapped_column(default=DEFAULT_LIMIT)
    resit_limit: Mapped[int] = mapped_column(default=0)
    """How often one may sit again (补考次数); 0: never."""
    takes_unexcused: Mapped[bool] = mapped_column(default=False)
    """Whether who stayed away without a good reason may sit again."""
    resits_ended_at: Mapped[datetime | None]
    """From when no resit comes any more, so that the questions may be shown."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[UUID | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]
    cancelled_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
    blueprint: Mapped[Blueprint] = relationship()
    papers: Mapped[list["Paper"]] = relationship(back_populates="exam", order_by="Paper.form")

    @property
    def paper(self) -> "Paper | None":
        """Return the first form, which has all that the forms share; None before publication."""
        return self.papers[0] if self.papers else None


class Paper(Base):
    """A frozen form of an exam (试卷): what candidates are shown, without keys. Never changed."""

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("exam_id", "form"),
        CheckConstraint("form IN ('A', 'B', 'C')", name="form_is_letter"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"))
    form: Mapped[str] = mapped_column(String(1), default=FIRST_FORM)
    """The letter of the form (卷别)."""
    content: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """What ``question_bank.storage.shown`` lets through, with the revision's id and the worth."""
    content_digest: Mapped[str] = mapped_column(String(64))
    full_score: Mapped[Decimal]
    expected_score: Mapped[Decimal]
    """What was to be expected of the candidates when it was drawn (预计得分)."""
    built_at: Mapped[datetime] = mapped_column(default=clock.now)

    exam: Mapped[Exam] = relationship(back_populates="papers")
    items: Mapped[list["PaperItem"]] = relationship(order_by="PaperItem.position")


class PaperItem(Base):
    """One question of a paper (试卷题目), by its immutable revision."""

    __tablename__ = "paper_item"
    __table_args__ = (UniqueConstraint("paper_id", "revision_id"),)

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("question_revision.id"))
    worth: Mapped[Decimal]
    key: Mapped[list[Any]] = mapped_column(Json)
    """What this paper is marked by, frozen with it: tokens, or the parts of a case set."""

    revision: Mapped[QuestionRevision] = relationship()


append_only("paper")
append_only("paper_item")
