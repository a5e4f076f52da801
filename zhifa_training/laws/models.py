"""Laws and their versions (法规库). Texts are not kept; questions cite version and article."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhifa_training.core.db import Base
from zhifa_training.core.ids import new_id


class Law(Base):
    """A law, regulation or rule (法律、法规、规章)."""

    __tablename__ = "law"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    """Short name, as citations use it."""
    title: Mapped[str] = mapped_column(String(160))

    versions: Mapped[list["LawVersion"]] = relationship(back_populates="law")


class LawVersion(Base):
    """One text of a law, by the day it was adopted or last amended (法规版本)."""

    __tablename__ = "law_version"
    __table_args__ = (
        UniqueConstraint("law_id", "adopted_on"),
        CheckConstraint("repealed_on IS NULL OR repealed_on >= adopted_on", name="repealed_after"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    law_id: Mapped[UUID] = mapped_column(ForeignKey("law.id"), index=True)
    adopted_on: Mapped[date]
    effective_on: Mapped[date | None]
    repealed_on: Mapped[date | None]
    standing: Mapped[str] = mapped_column(String(200), default="")
    """A caveat reviewers must see, such as a text to be checked for later amendments."""

    law: Mapped[Law] = relationship(back_populates="versions")
