"""Staging, committing and undoing an upload (暂存、导入、撤销): the one way in for a workbook."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from zhifa_training.core import clock
from zhifa_training.core.db import db, lock, transactional
from zhifa_training.core.errors import DomainError
from zhifa_training.core.imports.examination import examine
from zhifa_training.core.imports.kinds import Applied, Finding, Importer, ImportKind
from zhifa_training.core.imports.models import BatchState, ImportBatch, ImportRow, RowOutcome
from zhifa_training.core.keys import key_ring
from zhifa_training.core.spreadsheet.masking import masked
from zhifa_training.core.spreadsheet.reading import read_book
from zhifa_training.core.spreadsheet.tables import Line, Table, read_table

UNDO_WITHIN = timedelta(hours=24)
STAGED_KEPT = timedelta(days=7)
NOBODY = UUID(int=0)
IMPORTED = (RowOutcome.NEW, RowOutcome.UPDATE)
REFUSED = (RowOutcome.ERROR, RowOutcome.DUPLICATE)


class BatchStateError(DomainError):
    """The batch is not where this step needs it (批次状态不符)."""


class IncompleteBatchError(DomainError):
    """All or nothing was asked for, and something is wrong (整批有误)."""


def stage_batch(
    kind: ImportKind, *, content: bytes, file_name: str, unit_id: UUID, actor: Importer
) -> ImportBatch:
    """Read an upload and keep it for a look, row by row; a file already imported is returned."""
    digest = _digest(kind, content, unit_id)
    known = find_committed(kind, digest)
    if known is not None:
        return known
    table = read_table(read_book(content), kind.columns)
    return _store(kind, table, digest, file_name, unit_id, actor)


def stage_table(
    kind: ImportKind,
    table: Table,
    *,
    content: bytes,
    file_name: str,
    unit_id: UUID,
    actor: Importer,
) -> ImportBatch:
    """Keep for a look what a feature has read itself out of ``content``."""
    digest = _digest(kind, content, unit_id)
    return find_committed(kind, digest) or _store(kind, table, digest, file_name, unit_id, actor)


def find_committed(kind: ImportKind, digest: str) -> ImportBatch | None:
    """Return the batch this very file was imported as."""
    statement = select(ImportBatch).filter_by(
        kind=kind.name, content_digest=digest, state=BatchState.COMMITTED
    )
    return db.session.scalars(statement).one_or_none()


@transactional
def commit_batch(
    kind: ImportKind, batch: ImportBatch, *, is_whole_only: bool, actor: Importer
) -> list[Applied]:
    """Import the sound rows (正式导入), examined again against the records of this moment."""
    lock(batch)
    _ensure(batch, BatchState.STAGED, "该批次已处理过，请从批次列表查看结果")
    findings = examine(kind, read_lines(batch), root=batch.unit_id)
    refused = [f for f in findings if f.outcome in REFUSED]
    if is_whole_only and refused:
        raise IncompleteBatchError(
            f"有 {len(refused)} 行有错误或疑似重复，未导入任何一行；"
            "请改正后重新上传，或选择只导入无误的行"
        )
    sound = [f for f in findings if f.outcome in IMPORTED]
    if not sound:
        raise IncompleteBatchError("没有可导入的行；请改正后重新上传")
    applied = kind.apply(sound, actor=actor)
    _keep_results(batch, findings, applied)
    batch.state, batch.committed_at = BatchState.COMMITTED, clock.now()
    try:
        db.session.flush()
    except IntegrityError as error:
        raise BatchStateError("同一个文件刚刚已由他人导入，请从批次列表查看结果") from error
    kind.note(
        "import.commit",
        batch_id=batch.id,
        actor=actor,
        kind=kind.name,
        imported=len(applied),
        refused=len(refused),
    )
    return applied


@transactional
def undo_batch(kind: ImportKind, batch: ImportBatch, *, actor: Importer) -> int:
    """Take a whole batch back within a day (撤销整批), unless something of it has been used."""
    lock(batch)
    _ensure(batch, BatchState.COMMITTED, "只有已导入的批次可以撤销")
    committed_at = batch.committed_at or clock.now()
    if not is_undoable(committed_at, clock.now()):
        raise BatchStateError("导入已超过 24 小时，不能整批撤销；请逐条更正")
    applied = list(_applied(batch))
    kind.undo(applied, batch=batch, actor=actor)
    batch.state, batch.undone_at = BatchState.UNDONE, clock.now()
    kind.note("import.undo", batch_id=batch.id, actor=actor, kind=kind.name, rows=len(applied))
    return len(applied)


@transactional
def discard_batch(kind: ImportKind, batch: ImportBatch, *, actor: Importer) -> None:
    """Drop an upload that was only looked at (放弃), and forget its rows."""
    lock(batch)
    _ensure(batch, BatchState.STAGED, "该批次已处理过，不能放弃")
    db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    batch.state = BatchState.DISCARDED
    kind.note("import.discard", batch_id=batch.id, actor=actor, kind=kind.name)


@transactional
def note_download(kind: ImportKind, batch: ImportBatch, *, rows: int, actor: Importer) -> None:
    """Enter in the log that the rows of a batch were taken out as a workbook (下载错误清单)."""
    kind.note("import.download", batch_id=batch.id, actor=actor, kind=kind.name, rows=rows)


def is_undoable(committed_at: datetime, now: datetime) -> bool:
    """Tell whether a batch may still be taken back."""
    return now < committed_at + UNDO_WITHIN


def read_lines(batch: ImportBatch, numbers: Collection[int] | None = None) -> Iterator[Line]:
    """Yield the rows of a batch, or these of them, as they were uploaded and in that order."""
    ring = key_ring()
    statement = (
        select(ImportRow.sheet, ImportRow.number, ImportRow.cells_sealed)
        .where(ImportRow.batch_id == batch.id)
        .order_by(ImportRow.sheet, ImportRow.number)
    )
    if numbers is not None:
        statement = statement.where(ImportRow.number.in_(numbers))
    for sheet, number, sealed in db.session.execute(statement):
        kept = json.loads(ring.open(sealed, bound_to=_bound(batch.id, sheet, number)))
        yield Line(sheet, number, kept["cells"], [(a, b) for a, b in kept["row"]])


@transactional
def _store(
    kind: ImportKind,
    table: Table,
    digest: str,
    file_name: str,
    unit_id: UUID,
    actor: Importer,
) -> ImportBatch:
    _forget_old()
    batch = ImportBatch(
        kind=kind.name,
        file_name=masked(file_name)[:200],
        content_digest=digest,
        unit_id=unit_id,
        state=BatchState.STAGED,
        uploaded_by=actor.account_id or NOBODY,
        notes=[masked(note)[:400] for note in table.notes],
    )
    db.session.add(batch)
    db.session.flush()
    findings = examine(kind, table.lines, root=unit_id)
    ring = key_ring()
    table_of_rows: Any = ImportRow.__table__
    db.session.connection().execute(
        insert(table_of_rows),
        [
            {
                "batch_id": batch.id,
                "sheet": line.sheet[:64],
                "number": line.number,
                "outcome": finding.outcome,
                "problems": finding.problems,
                "cells_sealed": ring.seal(
                    json.dumps({"cells": line.cells, "row": line.original}, ensure_ascii=False),
                    bound_to=_bound(batch.id, line.sheet, line.number),
                ),
            }
            for line, finding in zip(table.lines, findings, strict=True)
        ],
    )
    kind.note("import.stage", batch_id=batch.id, actor=actor, kind=kind.name, rows=len(findings))
    return batch


def _forget_old() -> None:
    old = select(ImportBatch.id).where(
        ImportBatch.state == BatchState.STAGED,
        ImportBatch.uploaded_at < clock.now() - STAGED_KEPT,
    )
    ids = list(db.session.scalars(old))
    if ids:
        db.session.execute(delete(ImportRow).where(ImportRow.batch_id.in_(ids)))
        db.session.execute(
            update(ImportBatch).where(ImportBatch.id.in_(ids)).values(state=BatchState.DISCARDED)
        )


def _keep_results(
    batch: ImportBatch, findings: Sequence[Finding], applied: Sequence[Applied]
) -> None:
    done = {result.place: result for result in applied}
    ring = key_ring()
    rows: list[dict[str, Any]] = []
    for finding in findings:
        result = done.get(finding.place)
        before = result.before if result else None
        rows.append(
            {
                "of_sheet": finding.sheet,
                "of_number": finding.number,
                "outcome": finding.outcome,
                "problems": finding.problems,
                "target_id": result.target_id if result else finding.target_id,
                "before_sealed": None
                if before is None
                else ring.seal(
                    json.dumps(before, ensure_ascii=False),
                    bound_to=_bound(batch.id, finding.sheet, finding.number),
                ),
            }
        )
    table = ImportRow.__table__
    db.session.connection().execute(
        update(table).where(  # type: ignore[arg-type]
            table.c.batch_id == batch.id,
            table.c.sheet == bindparam("of_sheet"),
            table.c.number == bindparam("of_number"),
        ),
        rows,
    )


def _applied(batch: ImportBatch) -> Iterator[Applied]:
    ring = key_ring()
    statement = (
        select(ImportRow.sheet, ImportRow.number, ImportRow.target_id, ImportRow.before_sealed)
        .where(ImportRow.batch_id == batch.id, ImportRow.outcome.in_(IMPORTED))
        .order_by(ImportRow.sheet, ImportRow.number)
    )
    for sheet, number, target_id, sealed in db.session.execute(statement):
        before = None
        if sealed is not None:
            before = json.loads(ring.open(sealed, bound_to=_bound(batch.id, sheet, number)))
        if target_id is not None:
            yield Applied((sheet, number), target_id, before)


def _ensure(batch: ImportBatch, state: BatchState, otherwise: str) -> None:
    if batch.state is not state:
        raise BatchStateError(otherwise)


def _digest(kind: ImportKind, content: bytes, unit_id: UUID) -> str:
    """Return a keyed digest: a file of one short row must not be guessable from it."""
    return key_ring().blind_index(f"{kind.name}:{unit_id}:{sha256(content).hexdigest()}")


def _bound(batch_id: UUID, sheet: str, number: int) -> str:
    return f"import_row:{batch_id}:{sheet[:64]}:{number}"
