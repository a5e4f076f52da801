"""What a question file says, as lines the import pipeline can keep (试题暂存)."""

import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from question_bank.formats.drafts import Draft, Fault, Reading
from question_bank.formats.plain import read_draft
from zhifa_training.core.spreadsheet.columns import ColumnSpec
from zhifa_training.core.spreadsheet.tables import Line, Table

SHEET = "试题"
LONGEST = 2_000_000
DRAFT = ColumnSpec(key="draft", label="试题", longest=LONGEST)
LAW = ColumnSpec(key="law_version", label="依据法规")
FAULTS = ColumnSpec(key="faults", label="错误", longest=LONGEST)


def table_of(reading: Reading, *, law_version_id: UUID, law_names: Collection[str]) -> Table:
    """Return a reading as a table: a line for each question, and one for each row at fault."""
    told = [*_questions(reading, law_version_id, law_names), *_faulty(reading)]
    lines = [Line(SHEET, number, cells, []) for number, cells in enumerate(told, 1)]
    notes = [
        f"按 {reading.format} 格式读取：{len(reading.drafts)} 题，错误 {len(reading.faults)} 处"
    ]
    return Table(lines, [*notes, *(one.reason for one in reading.skipped[:_MOST_NOTES])])


_MOST_NOTES = 50


def _questions(
    reading: Reading, law_version_id: UUID, law_names: Collection[str]
) -> Iterator[dict[str, Any]]:
    for draft in reading.drafts:
        plain = asdict(_with_known_law(draft, law_names))
        yield {DRAFT.key: json.dumps(plain), LAW.key: str(law_version_id)}


def _with_known_law(draft: Draft, law_names: Collection[str]) -> Draft:
    """Say where the law a file names is not in the registry, so that the chosen one stands in."""
    if not draft.law or any(name in draft.law for name in law_names):
        return draft
    warning = f"依据“{draft.law[:60]}”不在法规库，已按所选法规导入，请审核时更正。"
    return replace(draft, law="", warnings=(*draft.warnings, warning))


def _faulty(reading: Reading) -> Iterator[dict[str, Any]]:
    by_row: dict[int | None, list[Fault]] = {}
    for fault in reading.faults:
        by_row.setdefault(fault.row, []).append(fault)
    for faults in by_row.values():
        yield {FAULTS.key: json.dumps([asdict(fault) for fault in faults])}


def draft_in(cells: dict[str, Any]) -> Draft | None:
    """Return the draft a kept line holds, or None where it holds faults."""
    kept = cells.get(DRAFT.key)
    return read_draft(json.loads(kept)) if isinstance(kept, str) and kept else None


def faults_in(cells: dict[str, Any]) -> list[Fault]:
    """Return the faults a kept line holds."""
    kept = cells.get(FAULTS.key)
    return [Fault(**one) for one in json.loads(kept)] if isinstance(kept, str) and kept else []
