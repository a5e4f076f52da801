"""Uploads and pastes on their way into the bank (试题上传): read, kept for a look, decided on."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from question_bank.formats import text
from question_bank.formats.drafts import Draft, Reading
from zhifa_training.core import lists
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.imports import services
from zhifa_training.core.imports.models import BatchState, ImportBatch, RowOutcome
from zhifa_training.core.paging import Page
from zhifa_training.questions.imports.kind import KIND
from zhifa_training.questions.imports.lines import draft_in, table_of
from zhifa_training.questions.queries import list_law_versions
from zhifa_training.questions.uploads import UnreadableFileError, read_upload
from zhifa_training.units.queries import batches
from zhifa_training.units.scope import Actor

PASTED = "粘贴的试题.txt"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One question of a batch as it would become, or what keeps it out (预览行)."""

    number: int
    draft: Draft | None
    problems: Sequence[batches.ProblemRow]


def stage_file(
    content: bytes, file_name: str, *, encoding: str, law_version_id: UUID, actor: Actor
) -> ImportBatch:
    """Read a file in the limited child and keep it for a look."""
    reading = read_upload(content, file_name, encoding)
    return _stage(reading, content, file_name, law_version_id, actor)


def stage_paste(words: str, *, law_version_id: UUID, actor: Actor) -> ImportBatch:
    """Read pasted text and keep it for a look; refuse it where no question can be read."""
    reading = text.read_text(words)
    if not reading.drafts:
        raise UnreadableFileError("".join(fault.reason for fault in reading.faults[:5]))
    return _stage(reading, words.encode(), PASTED, law_version_id, actor)


def _stage(
    reading: Reading, content: bytes, file_name: str, law_version_id: UUID, actor: Actor
) -> ImportBatch:
    versions = list_law_versions(actor=actor)
    if law_version_id not in {version.id for version in versions}:
        raise UnreadableFileError("请从列表中选择默认的依据法规")
    table = table_of(
        reading,
        law_version_id=law_version_id,
        law_names={version.law.name for version in versions},
    )
    if not table.lines:
        raise UnreadableFileError("没有读到试题，请核对文件")
    return services.stage_table(
        KIND,
        table,
        content=content + law_version_id.bytes,
        file_name=file_name,
        unit_id=min(actor.scope),
        actor=actor,
    )


def get_batch(batch_id: UUID, *, actor: Actor) -> ImportBatch:
    """Return a batch of questions of the actor's units."""
    batch = batches.get_batch(batch_id, actor=actor)
    if batch.kind != KIND.name:
        raise NotVisibleError("没有找到该导入批次")
    return batch


def list_preview(
    batch: ImportBatch, outcome: RowOutcome, *, actor: Actor, asked: lists.Asked
) -> Page[PreviewRow]:
    """Return one page of a batch: each question with what was lost, guessed or wrong."""
    page = batches.list_rows(batch, outcome, actor=actor, asked=asked)
    kept: dict[int, Draft | None] = {}
    if batch.state is not BatchState.DISCARDED:
        numbers = [rows[0].number for rows in page.items]
        kept = {line.number: draft_in(line.cells) for line in services.read_lines(batch, numbers)}
    rows = [
        PreviewRow(rows[0].number, kept.get(rows[0].number), [r for r in rows if r.reason])
        for rows in page.items
    ]
    return Page(rows, page.number, page.size, page.total)
