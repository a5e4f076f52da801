"""Staged imports (批量导入): what a workbook said, row by row, before and after it counts."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhifa_training.core import clock
from zhifa_training.core.db import Base
from zhifa_training.core.ids import new_id
from zhifa_training.core.types import Json


class BatchState(StrEnum):
    """Where a batch stands (批次状态)."""

    STAGED = "staged"
    COMMITTED = "committed"
    UNDONE = "undone"
    DISCARDED = "discarded"


class RowOutcome(StrEnum):
    """What would become, or became, of a row (行结果)."""

    NEW = "new"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    ERROR = "error"


class ImportBatch(Base):
    """One uploaded workbook (导入批次)."""

    __tablename__ = "import_batch"
    __table_args__ = (
        Index(
            "uq_import_batch_committed",
            "kind",
            "content_digest",
            unique=True,
            sqlite_where=text("state = 'committed'"),
            postgresql_where=text("state = 'committed'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(32))
    file_name: Mapped[str] = mapped_column(String(200))
    content_digest: Mapped[str] = mapped_column(String(64), index=True)
    unit_id: Mapped[UUID] = mapped_column(index=True)
    """The unit under whose roof the rows must fall."""
    state: Mapped[BatchState]
    uploaded_by: Mapped[UUID]
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now)
    committed_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    notes: Mapped[list[str]] = mapped_column(Json, default=list)
    """What was understood of the workbook: sheets, header rows, columns left out."""

    rows: Mapped[list["ImportRow"]] = relationship(back_populates="batch")


class ImportRow(Base):
    """One row of a batch (导入行). Cells are sealed: they may hold ID numbers."""

    __tablename__ = "import_row"

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("import_batch.id"), primary_key=True)
    sheet: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """Row number as the user's own spreadsheet program shows it."""
    outcome: Mapped[RowOutcome]
    cells_sealed: Mapped[str] = mapped_column(Text)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    """``{column, value, reason, remedy}`` each; values of ID columns masked."""
    target_id: Mapped[UUID | None]
    """The row's record, once committed."""
    before_sealed: Mapped[str | None] = mapped_column(Text)
    """What an updated record held before, for undo."""

    batch: Mapped[ImportBatch] = relationship(back_populates="rows")
