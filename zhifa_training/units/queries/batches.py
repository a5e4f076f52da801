"""Reading import batches (导入批次), within the units of whoever asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from zhifa_training.core import lists
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.imports.models import BatchState, ImportBatch, ImportRow, RowOutcome
from zhifa_training.core.paging import Page
from zhifa_training.units.models import Unit
from zhifa_training.units.scope import Actor, within

NEWEST = "-uploaded_at"
ORDERS: dict[str, Any] = {"uploaded_at": ImportBatch.uploaded_at}


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One line of the list of batches."""

    id: UUID
    kind: str
    file_name: str
    unit: str
    state: BatchState
    uploaded_at: datetime
    rows: int


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One problem of one row (行、列、原值、原因、建议); a row without any has one line too."""

    sheet: str
    number: int
    outcome: RowOutcome
    column: str
    value: str
    reason: str
    remedy: str


def get_batch(batch_id: UUID, *, actor: Actor) -> ImportBatch:
    """Return the batch, if it was uploaded for a unit ``actor`` may import into."""
    statement = select(ImportBatch).where(
        ImportBatch.id == batch_id, within(actor, ImportBatch.unit_id)
    )
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotVisibleError("没有找到该导入批次")
    return found


def list_batches(
    *, actor: Actor, asked: lists.Asked, kind_names: Collection[str]
) -> Page[BatchRow]:
    """Return the batches of these kinds in ``actor``'s units, the newest first."""
    counted = (
        select(func.count())
        .select_from(ImportRow)
        .where(ImportRow.batch_id == ImportBatch.id)
        .scalar_subquery()
    )
    statement = (
        select(
            ImportBatch.id,
            ImportBatch.kind,
            ImportBatch.file_name,
            Unit.name,
            ImportBatch.state,
            ImportBatch.uploaded_at,
            counted,
        )
        .join(Unit, Unit.id == ImportBatch.unit_id)
        .where(within(actor, ImportBatch.unit_id), ImportBatch.kind.in_(kind_names))
        .order_by(*lists.order_by(ORDERS, asked.sort, NEWEST, ImportBatch.id))
    )
    if asked.text:
        statement = statement.where(lists.contains(ImportBatch.file_name, asked.text))
    return lists.fetch(statement, asked.number, lambda row: BatchRow(*row))


def count_outcomes(batch: ImportBatch, *, actor: Actor) -> dict[RowOutcome, int]:
    """Return how many rows have each outcome; every outcome is there."""
    statement = (
        select(ImportRow.outcome, func.count())
        .join(ImportBatch, ImportBatch.id == ImportRow.batch_id)
        .where(ImportRow.batch_id == batch.id, within(actor, ImportBatch.unit_id))
        .group_by(ImportRow.outcome)
    )
    counted: dict[RowOutcome, int] = dict(db.session.execute(statement).all())
    return {outcome: counted.get(outcome, 0) for outcome in RowOutcome}


def list_rows(
    batch: ImportBatch, outcome: RowOutcome, *, actor: Actor, asked: lists.Asked
) -> Page[list[ProblemRow]]:
    """Return one page of rows of one outcome, each with all its problems."""
    statement = (
        select(ImportRow.sheet, ImportRow.number, ImportRow.outcome, ImportRow.problems)
        .join(ImportBatch, ImportBatch.id == ImportRow.batch_id)
        .where(
            ImportRow.batch_id == batch.id,
            ImportRow.outcome == outcome,
            within(actor, ImportBatch.unit_id),
        )
        .order_by(ImportRow.sheet, ImportRow.number)
    )
    return lists.fetch(statement, asked.number, _problem_rows)


def problems_by_place(
    batch: ImportBatch, *, actor: Actor
) -> dict[tuple[str, int], tuple[RowOutcome, Sequence[dict[str, Any]]]]:
    """Return the outcome and problems of every row, by its place."""
    statement = (
        select(ImportRow.sheet, ImportRow.number, ImportRow.outcome, ImportRow.problems)
        .join(ImportBatch, ImportBatch.id == ImportRow.batch_id)
        .where(ImportRow.batch_id == batch.id, within(actor, ImportBatch.unit_id))
    )
    return {
        (sheet, number): (outcome, problems)
        for sheet, number, outcome, problems in db.session.execute(statement)
    }


def _problem_rows(row: Any) -> list[ProblemRow]:
    empty = {"column": "", "value": "", "reason": "", "remedy": ""}
    return [
        ProblemRow(row.sheet, row.number, row.outcome, **problem)
        for problem in (row.problems or [empty])
    ]
