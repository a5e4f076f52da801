"""Practice of officers (练习): private, and apart from everything that counts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import Base
from zhifa_training.core.ids import new_id
from zhifa_training.core.triggers import append_only
from zhifa_training.core.types import Json
from zhifa_training.core.words import Word
from zhifa_training.practice.rules.modes import LONGEST_SUBJECT, Mode
from zhifa_training.practice.rules.spacing import Standing

_OPEN = text("ended_at IS NULL")


class Leaving(Word):
    """Why a question left the wrong-answer book (移出原因)."""

    MASTERED = "mastered", "已掌握"
    BY_HAND = "by_hand", "自己移出"


class PracticeRun(Base):
    """One going through of some questions (一轮练习); of each mode and subject one is open."""

    __tablename__ = "practice_run"
    __table_args__ = (
        Index(
            "uq_practice_run_open",
            "officer_id",
            "mode",
            "subject",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"))
    mode: Mapped[Mode]
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT), default="")
    queue: Mapped[list[str]] = mapped_column(Json)
    """Ids of questions, in turn."""
    started_at: Mapped[datetime] = mapped_column(default=DatabaseNow())
    ended_at: Mapped[datetime | None]


class PracticeAnswer(Base):
    """What was answered at one place of a run (练习作答): once, however often it was sent."""

    __tablename__ = "practice_answer"
    __table_args__ = (
        CheckConstraint("place >= 1", name="place_from_one"),
        Index(None, "officer_id", "question_id"),
        Index(None, "officer_id", "answered_on"),
    )

    run_id: Mapped[UUID] = mapped_column(ForeignKey("practice_run.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"))
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"))
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("question_revision.id"))
    value: Mapped[str] = mapped_column(Text)
    is_right: Mapped[bool | None]
    """None where only a person could tell."""
    answered_at: Mapped[datetime] = mapped_column(default=DatabaseNow())
    answered_on: Mapped[date]


class WrongEntry(Base):
    """A question one has answered wrongly (错题), and how far it has been won back."""

    __tablename__ = "practice_wrong"
    __table_args__ = (
        CheckConstraint("wrong_count >= 0 AND streak BETWEEN 0 AND 3", name="counts_in_range"),
        CheckConstraint("(left_at IS NULL) = (leaving IS NULL)", name="leaves_for_a_reason"),
    )

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"), primary_key=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("question_revision.id"))
    """The wording last answered wrongly."""
    last_value: Mapped[str] = mapped_column(Text)
    last_wrong_at: Mapped[datetime]
    wrong_count: Mapped[int]
    streak: Mapped[int]
    due_on: Mapped[date]
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempt.id"))
    """The exam it was last answered wrongly in, if it was one."""
    left_at: Mapped[datetime | None]
    leaving: Mapped[Leaving | None]

    @property
    def standing(self) -> Standing:
        """Return how far it has been won back."""
        return Standing(self.wrong_count, self.streak, self.due_on)

    @standing.setter
    def standing(self, standing: Standing) -> None:
        self.wrong_count, self.streak = standing.wrong, standing.streak
        self.due_on = standing.due_on


class ExamTaken(Base):
    """An attempt whose errors went into the wrong-answer book (已收入错题的答卷), once."""

    __tablename__ = "practice_exam_taken"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(default=DatabaseNow())


class Favourite(Base):
    """A question one keeps at hand (收藏)."""

    __tablename__ = "practice_favourite"

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"), primary_key=True)
    added_at: Mapped[datetime] = mapped_column(default=DatabaseNow())


append_only("practice_answer")
