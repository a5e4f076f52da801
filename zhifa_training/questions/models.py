"""Questions kept (题库): identities that last, revisions that never change."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from question_bank.questions import QuestionType
from question_bank.syllabus import Topic
from zhifa_training.core import clock
from zhifa_training.core.db import Base
from zhifa_training.core.ids import new_id
from zhifa_training.core.triggers import append_only
from zhifa_training.core.types import Json
from zhifa_training.core.words import Word
from zhifa_training.laws.models import LawVersion


class QuestionState(Word):
    """Where a question stands in its life (试题状态)."""

    DRAFT = "draft", "待审"
    PUBLISHED = "published", "已发布"
    SUSPENDED = "suspended", "已停用"
    RETIRED = "retired", "已退役"


class Pool(Word):
    """What a question may be used for (用途): practice and exam never mix."""

    EXAM = "exam", "考试"
    PRACTICE = "practice", "练习"


class StoredQuestion(Base):
    """A question through all its revisions (试题)."""

    __tablename__ = "question"
    __table_args__ = (Index(None, "state", "pool"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[QuestionState]
    pool: Mapped[Pool]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    revisions: Mapped[list["QuestionRevision"]] = relationship(
        back_populates="question", order_by="QuestionRevision.number"
    )


class QuestionRevision(Base):
    """One wording of a question (试题修订), immutable; papers and attempts point here."""

    __tablename__ = "question_revision"
    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        UniqueConstraint("question_id", "content_digest"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("difficulty BETWEEN 1 AND 3", name="difficulty_in_range"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"))
    number: Mapped[int]
    type: Mapped[QuestionType]
    stem: Mapped[str] = mapped_column(Text)
    options: Mapped[list[dict[str, str]]] = mapped_column(Json)
    """``{id, text}`` each, in the author's order; ids say nothing."""
    key: Mapped[list[str]] = mapped_column(Json)
    """Tokens of a right answer, as ``question_bank.responses`` defines them."""
    body: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """What the type has beyond these, as ``question_bank.storage`` writes it."""
    explanation: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)
    law_version_id: Mapped[UUID] = mapped_column(ForeignKey("law_version.id"), index=True)
    article: Mapped[int]
    paragraph: Mapped[int | None]
    topic: Mapped[Topic]
    fields: Mapped[list[str]] = mapped_column(Json)
    difficulty: Mapped[int]
    content_digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[UUID | None]
    why: Mapped[str] = mapped_column(String(200), default="")

    question: Mapped[StoredQuestion] = relationship(back_populates="revisions")
    law_version: Mapped[LawVersion] = relationship()


append_only("question_revision")
