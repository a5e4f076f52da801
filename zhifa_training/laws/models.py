"""Laws, their versions and the articles of each (法规库)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from question_bank.amendments.changes import Change
from zhifa_training.core import clock
from zhifa_training.core.db import Base
from zhifa_training.core.ids import new_id
from zhifa_training.core.triggers import Trigger, append_only, declare
from zhifa_training.core.types import Json
from zhifa_training.laws.rules import DraftState

_OPEN = text("repealed_on IS NULL")
_STAGED = text("state = 'staged'")


class Law(Base):
    """A law, regulation or rule (法律、法规、规章)."""

    __tablename__ = "law"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    """Short name, as citations use it."""
    title: Mapped[str] = mapped_column(String(160))

    versions: Mapped[list["LawVersion"]] = relationship(back_populates="law")


class LawVersion(Base):
    """One text of a law, by the day it was adopted or last amended (法规版本).

    In force from the later of ``adopted_on`` and ``effective_on`` until ``repealed_on``, which the
    next version sets; the versions of a law never overlap.
    """

    __tablename__ = "law_version"
    __table_args__ = (
        UniqueConstraint("law_id", "adopted_on"),
        CheckConstraint("repealed_on IS NULL OR repealed_on >= adopted_on", name="repealed_after"),
        Index(
            "uq_law_version_open",
            "law_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    law_id: Mapped[UUID] = mapped_column(ForeignKey("law.id"), index=True)
    adopted_on: Mapped[date]
    effective_on: Mapped[date | None]
    repealed_on: Mapped[date | None]
    standing: Mapped[str] = mapped_column(String(200), default="")
    """A caveat reviewers must see, such as a text to be checked for later amendments."""
    source: Mapped[str | None] = mapped_column(String(200))
    """Where the text and its dates were taken from, such as an order's number."""
    text_digest: Mapped[str | None] = mapped_column(String(64))
    proposed_by: Mapped[UUID | None]
    confirmed_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    """When a second person confirmed text and dates; from then on neither changes."""

    law: Mapped[Law] = relationship(back_populates="versions")


class LawArticle(Base):
    """One article of a version (条文), immutable."""

    __tablename__ = "law_article"
    __table_args__ = (CheckConstraint("number >= 1", name="number_from_one"),)

    version_id: Mapped[UUID] = mapped_column(ForeignKey("law_version.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chapter: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)


class ArticleChange(Base):
    """What became of one article from an earlier to a later version (条文变动)."""

    __tablename__ = "article_change"
    __table_args__ = (
        CheckConstraint("older_id <> newer_id", name="two_versions"),
        CheckConstraint(
            "(old_number IS NULL) = (change = 'added') AND"
            " (new_number IS NULL) = (change = 'deleted')",
            name="numbers_fit_the_change",
        ),
        Index(None, "newer_id"),
    )

    older_id: Mapped[UUID] = mapped_column(ForeignKey("law_version.id"), primary_key=True)
    newer_id: Mapped[UUID] = mapped_column(ForeignKey("law_version.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change: Mapped[Change]
    old_number: Mapped[int | None]
    new_number: Mapped[int | None]
    likeness: Mapped[int]
    """In hundredths; 100 means the same words."""


class LawDraft(Base):
    """A law text as somebody proposed it, before it counts (送审法规文本)."""

    __tablename__ = "law_draft"
    __table_args__ = (
        CheckConstraint("effective_on >= adopted_on", name="effective_after_adoption"),
        CheckConstraint("(state = 'staged') = (decided_at IS NULL)", name="decided_once"),
        Index(
            "uq_law_draft_staged",
            "law_name",
            "adopted_on",
            unique=True,
            sqlite_where=_STAGED,
            postgresql_where=_STAGED,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    law_name: Mapped[str] = mapped_column(String(80))
    law_title: Mapped[str] = mapped_column(String(160))
    adopted_on: Mapped[date]
    effective_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(200))
    text_digest: Mapped[str] = mapped_column(String(64))
    articles: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """``{number, chapter, text}`` each."""
    findings: Mapped[list[dict[str, str]]] = mapped_column(Json)
    """``{gravity, text}`` each: what was wrong or doubtful."""
    mentions: Mapped[list[dict[str, str]]] = mapped_column(Json)
    """``{day, words}`` each: the dates the text names."""
    state: Mapped[DraftState]
    proposed_by: Mapped[UUID | None]
    proposed_by_name: Mapped[str] = mapped_column(String(40))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str | None] = mapped_column(String(200))
    """Why it was sent back."""
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("law_version.id"))
    """The version it became."""


_OVERLAPS = (
    "EXISTS (SELECT 1 FROM law_version other"
    " WHERE other.law_id = NEW.law_id AND other.id <> NEW.id"
    " AND (other.repealed_on IS NULL OR other.repealed_on > CASE WHEN"
    " NEW.effective_on > NEW.adopted_on THEN NEW.effective_on ELSE NEW.adopted_on END)"
    " AND (NEW.repealed_on IS NULL OR NEW.repealed_on > CASE WHEN other.effective_on >"
    " other.adopted_on THEN other.effective_on ELSE other.adopted_on END))"
)
for _event in ("INSERT", "UPDATE"):
    declare(
        Trigger(
            f"law_version_no_overlap_{_event.lower()}",
            "law_version",
            _event,
            _OVERLAPS,
            "同一法规的两个版本施行时间重叠",
        )
    )
declare(
    Trigger(
        "law_version_confirmed_stays",
        "law_version",
        "UPDATE",
        "OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at IS NULL"
        " OR NEW.law_id <> OLD.law_id OR NEW.adopted_on <> OLD.adopted_on"
        " OR NEW.effective_on IS NULL OR NEW.effective_on <> OLD.effective_on"
        " OR NEW.text_digest IS NULL OR NEW.text_digest <> OLD.text_digest)",
        "已确认的法规版本不得改写",
    )
)
declare(
    Trigger(
        "law_article_only_before_confirmation",
        "law_article",
        "INSERT",
        "EXISTS (SELECT 1 FROM law_version v"
        " WHERE v.id = NEW.version_id AND v.confirmed_at IS NOT NULL)",
        "版本已确认，不得再加条文",
    )
)
append_only("law_article")
append_only("article_change")
