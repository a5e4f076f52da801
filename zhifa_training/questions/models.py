"""Questions kept (题库): identities that last, revisions that never change."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from question_bank.questions import QuestionType
from question_bank.syllabus import Topic
from zhifa_training.core import clock
from zhifa_training.core.db import Base
from zhifa_training.core.ids import new_id
from zhifa_training.core.triggers import Trigger, append_only, declare
from zhifa_training.core.types import Json
from zhifa_training.laws.models import LawVersion
from zhifa_training.questions.rules import Pool as Pool
from zhifa_training.questions.rules import QuestionState as QuestionState
from zhifa_training.questions.rules import ReviewState, StepKind

_APPROVED = text("kind = 'approved'")


def _first_in_use(context: Any) -> int | None:
    """Return the revision that a question entered as published begins with."""
    state = context.get_current_parameters()["state"]
    return 1 if state == QuestionState.PUBLISHED else None


def _first_review(context: Any) -> ReviewState:
    """Return where the first revision of a new question stands."""
    state = context.get_current_parameters()["state"]
    return ReviewState.WAITING if state == QuestionState.DRAFT else ReviewState.SETTLED


class StoredQuestion(Base):
    """A question through all its revisions (试题)."""

    __tablename__ = "question"
    __table_args__ = (
        Index(None, "state", "pool"),
        Index(None, "review"),
        CheckConstraint(
            "state <> 'published' OR published_number IS NOT NULL", name="in_use_is_named"
        ),
        CheckConstraint(
            "state <> 'draft' OR (published_number IS NULL AND review <> 'settled')",
            name="draft_awaits_review",
        ),
        CheckConstraint("state <> 'retired' OR review = 'settled'", name="retired_is_settled"),
        CheckConstraint(
            "(review = 'in_review') = (claimed_at IS NOT NULL)", name="claimed_when_in_review"
        ),
        CheckConstraint("claimed_by IS NULL OR claimed_at IS NOT NULL", name="claim_is_dated"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[QuestionState]
    pool: Mapped[Pool]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_number: Mapped[int | None] = mapped_column(default=_first_in_use)
    """The revision exams use; a newer one takes its place only when approved."""
    review: Mapped[ReviewState] = mapped_column(default=_first_review)
    claimed_by: Mapped[UUID | None]
    claimed_at: Mapped[datetime | None]
    resting_until: Mapped[date | None]
    """The first day on which it may be drawn again; None: it does not rest."""

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


class QuestionStep(Base):
    """One thing that happened to a question (试题履历): what, to which revision, who and why."""

    __tablename__ = "question_step"
    __table_args__ = (
        Index(None, "question_id", "at"),
        Index(
            "uq_question_step_approved",
            "question_id",
            "number",
            unique=True,
            sqlite_where=_APPROVED,
            postgresql_where=_APPROVED,
        ),
        CheckConstraint(
            "kind NOT IN ('returned', 'suspended', 'retired', 'commented') OR length(words) > 0",
            name="reason_given",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"))
    number: Mapped[int]
    """The newest revision at that moment; for a decision, the one decided on."""
    kind: Mapped[StepKind]
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_id: Mapped[UUID | None]
    by_name: Mapped[str] = mapped_column(String(80))


class StoredMedium(Base):
    """A picture or film kept for questions (图像), named by the digest of what it holds."""

    __tablename__ = "medium"
    __table_args__ = (
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
        CheckConstraint("size > 0", name="not_empty"),
    )

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    type: Mapped[str] = mapped_column(String(32))
    """Such as image/png: found by looking inside, never taken from a name."""
    size: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    added_by: Mapped[UUID | None]


append_only("question_revision")
append_only("question_step")
append_only("medium")
declare(
    Trigger(
        "question_step_two_people",
        "question_step",
        "INSERT",
        "NEW.kind = 'approved' AND EXISTS (SELECT 1 FROM question_revision r "
        "JOIN question q ON q.id = r.question_id WHERE r.question_id = NEW.question_id "
        "AND r.created_by = NEW.by_id AND r.number > coalesce(q.published_number, 0))",
        "命题与审题须为两人",
    )
)
declare(
    Trigger(
        "question_step_newest_only",
        "question_step",
        "INSERT",
        "NEW.kind = 'approved' AND EXISTS (SELECT 1 FROM question_revision r "
        "WHERE r.question_id = NEW.question_id AND r.number > NEW.number)",
        "只能审核通过最新的修订",
    )
)
declare(
    Trigger(
        "question_only_approved_in_use",
        "question",
        "UPDATE",
        "NEW.published_number IS NOT NULL AND NEW.published_number <> "
        "coalesce(OLD.published_number, 0) AND NOT EXISTS (SELECT 1 FROM question_step s "
        "WHERE s.question_id = NEW.id AND s.number = NEW.published_number "
        "AND s.kind = 'approved')",
        "未经审核的修订不得启用",
    )
)
declare(
    Trigger(
        "question_retired_for_good",
        "question",
        "UPDATE",
        "OLD.state = 'retired' AND NEW.state <> 'retired'",
        "试题退役后不得恢复",
    )
)
