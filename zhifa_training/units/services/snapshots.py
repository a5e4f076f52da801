"""What a record held (快照): kept before an import changes it, put back when it is undone."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from zhifa_training.audit.models import AuditEntry
from zhifa_training.core.db import Base, db
from zhifa_training.core.errors import DomainError
from zhifa_training.core.imports.models import BatchState, ImportBatch, ImportRow

CHUNK = 500


class UsedSinceError(DomainError):
    """Something of the batch has been used or changed since (导入后已被使用)."""


def dump(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return rows of one table as JSON can hold them."""
    return [
        {column.key: _plain(getattr(row, column.key)) for column in row.__table__.columns}
        for row in rows
    ]


def load(model: Any, kept: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return kept rows as the table takes them."""
    columns = model.__table__.columns
    return [{key: _typed(columns[key].type, value) for key, value in row.items()} for row in kept]


def ensure_unused(
    model: Any, ids: Collection[UUID], *, batch: ImportBatch, owned: Collection[str]
) -> None:
    """Refuse if a record was named in the log, imported again or referred to since ``batch``.

    ``owned`` are the tables that belong to the record itself.
    """
    kind = model.__tablename__
    for part in _chunks(ids):
        texts = [str(unit_id) for unit_id in part]
        own = sa.select(sa.func.max(AuditEntry.number)).where(
            AuditEntry.object_kind == "import_batch",
            AuditEntry.object_id == str(batch.id),
            AuditEntry.action == "import.commit",
        )
        touched = sa.exists().where(
            AuditEntry.object_kind == kind,
            AuditEntry.object_id.in_(texts),
            AuditEntry.action != "officer.reveal_id_number",
            AuditEntry.number > own.scalar_subquery(),
        )
        again = sa.exists().where(
            ImportRow.target_id.in_(part),
            ImportRow.batch_id == ImportBatch.id,
            ImportBatch.id != batch.id,
            ImportBatch.state == BatchState.COMMITTED,
            ImportBatch.committed_at > batch.committed_at,
        )
        if db.session.scalar(sa.select(touched)) or db.session.scalar(sa.select(again)):
            raise UsedSinceError("导入的记录之后又有改动，不能整批撤销；请逐条更正")
        _ensure_not_referred(model, part, owned)


def _ensure_not_referred(model: Any, ids: Collection[UUID], owned: Collection[str]) -> None:
    for table in Base.metadata.tables.values():
        if table.name in owned:
            continue
        for column in table.columns:
            if not any(key.column.table.name == model.__tablename__ for key in column.foreign_keys):
                continue
            if db.session.scalar(sa.select(sa.exists().where(column.in_(ids)))):
                raise UsedSinceError(
                    "导入的记录已被使用（如账号、考试、不计入记录），不能整批撤销；请逐条更正"
                )


def _chunks(ids: Collection[UUID]) -> Iterable[list[UUID]]:
    ordered = list(ids)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, sa.Enum):
        assert kind.enum_class is not None  # noqa: S101 - every enum here has its class
        return kind.enum_class(value)
    if isinstance(kind, sa.Uuid):
        return UUID(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(value, str) and "DateTime" in type(kind).__name__:
        return datetime.fromisoformat(value)
    return value
