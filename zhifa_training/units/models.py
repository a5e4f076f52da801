"""Enforcement units, officers, and who stood where when (机构与人员)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from question_bank.syllabus import Field
from zhifa_training.core import clock
from zhifa_training.core.db import Base
from zhifa_training.core.ids import new_id
from zhifa_training.core.triggers import Trigger, declare
from zhifa_training.units.rules import (
    Education,
    Establishment,
    ExclusionReason,
    LeaderRole,
    Level,
    OfficerStatus,
    Parentage,
    Sex,
)

ENDS_AFTER_START = "ends_on IS NULL OR ends_on > starts_on"


class Unit(Base):
    """An enforcement unit (执法机构), from the province down to the squad."""

    __tablename__ = "unit"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    short_name: Mapped[str] = mapped_column(String(40))
    level: Mapped[Level]
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]


class UnitParent(Base):
    """Whose unit this was, and when (上级关系): half-open, geographic or reporting."""

    __tablename__ = "unit_parent"
    __table_args__ = (
        CheckConstraint("unit_id <> parent_id", name="not_its_own_parent"),
        CheckConstraint(ENDS_AFTER_START, name="ends_after_start"),
        Index(
            "uq_unit_parent_open",
            "unit_id",
            "kind",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[Parentage]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class UnitClosure(Base):
    """Every unit above every unit, and when (上下级闭包); each stands above itself at depth 0."""

    __tablename__ = "unit_closure"
    __table_args__ = (
        UniqueConstraint("kind", "ancestor_id", "descendant_id", "starts_on"),
        CheckConstraint(ENDS_AFTER_START, name="ends_after_start"),
        CheckConstraint("(depth = 0) = (ancestor_id = descendant_id)", name="depth_zero_is_self"),
        Index(None, "descendant_id", "kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[Parentage]
    ancestor_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    descendant_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    depth: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class Officer(Base):
    """An enforcement officer (执法人员)."""

    __tablename__ = "officer"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    badge_number: Mapped[str] = mapped_column(String(32), unique=True)
    """执法证号: unique, and changeable when a certificate is replaced."""
    name: Mapped[str] = mapped_column(String(64), index=True)
    name_spelling: Mapped[str] = mapped_column(String(160), index=True)
    """Pinyin in full, a space, and the initials, for search."""
    sex: Mapped[Sex]
    birth_on: Mapped[date]
    education: Mapped[Education]
    establishment: Mapped[Establishment]
    status: Mapped[OfficerStatus]
    id_number_sealed: Mapped[str] = mapped_column(Text)
    """ID number (身份证号) in an envelope bound to this row."""
    id_number_index: Mapped[str] = mapped_column(String(64), unique=True)
    """Keyed blind index of the ID number, for exact search and uniqueness."""
    id_number_masked: Mapped[str] = mapped_column(String(18))
    """First three and last four characters, all that a screen shows."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    certificates: Mapped[list["Certificate"]] = relationship(back_populates="officer")
    postings: Mapped[list["Posting"]] = relationship(back_populates="officer")


class Certificate(Base):
    """An enforcement certificate (执法证件) and the days it is good for."""

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("valid_until > valid_from", name="ends_after_start"),
        UniqueConstraint("officer_id", "number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"), index=True)
    number: Mapped[str] = mapped_column(String(32))
    valid_from: Mapped[date]
    valid_until: Mapped[date]

    officer: Mapped[Officer] = relationship(back_populates="certificates")
    fields: Mapped[list["CertificateField"]] = relationship(cascade="all, delete-orphan")


class CertificateField(Base):
    """One field (门类) a certificate names; without it there is no enforcement in that field."""

    __tablename__ = "certificate_field"

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    field: Mapped[Field] = mapped_column(primary_key=True)


class Posting(Base):
    """Where an officer serves (任职): half-open, one at a time, history kept."""

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint(ENDS_AFTER_START, name="ends_after_start"),
        Index(
            "uq_posting_open",
            "officer_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
        Index(None, "unit_id", "starts_on"),
        Index(None, "officer_id", "starts_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    post: Mapped[str] = mapped_column(String(40))
    """岗位, from an editable list."""
    is_enforcing: Mapped[bool] = mapped_column(default=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    officer: Mapped[Officer] = relationship(back_populates="postings")
    unit: Mapped[Unit] = relationship()


class Leadership(Base):
    """A seat in a unit's leadership (领导班子成员), half-open."""

    __tablename__ = "leadership"
    __table_args__ = (CheckConstraint(ENDS_AFTER_START, name="ends_after_start"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"), index=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[LeaderRole]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class Exclusion(Base):
    """Why an officer is not required for a time (不计入应训人员): reason, evidence, period."""

    __tablename__ = "exclusion"
    __table_args__ = (
        CheckConstraint(ENDS_AFTER_START, name="ends_after_start"),
        CheckConstraint("length(evidence) > 0", name="evidence_named"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"), index=True)
    reason: Mapped[ExclusionReason]
    evidence: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[UUID | None]


_OVERLAP = (
    "EXISTS (SELECT 1 FROM posting other WHERE other.officer_id = NEW.officer_id "
    "AND other.id <> NEW.id AND (other.ends_on IS NULL OR other.ends_on > NEW.starts_on) "
    "AND (NEW.ends_on IS NULL OR other.starts_on < NEW.ends_on))"
)
for _event in ("INSERT", "UPDATE"):
    declare(
        Trigger(f"posting_no_overlap_{_event.lower()}", "posting", _event, _OVERLAP, "任职时间重叠")
    )
