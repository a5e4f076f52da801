"""Questions in and out of files (试题导入导出), for commands and pages alike."""

import json
from collections.abc import Sequence

from question_bank.formats import detect
from question_bank.formats.drafts import Fault, Reading, as_plain
from question_bank.formats.row_writing import write_rows
from question_bank.questions import Question
from zhifa_training.core.spreadsheet.export import Column, workbook_bytes

FORMATS = (detect.XLSX, *detect.WRITERS)
SHOWN = ("type", "stem", "options", "key", "analysis", "warnings")
"""What the machine-readable report says of a question."""


def written(file_format: str, questions: Sequence[Question]) -> bytes:
    """Return questions as a file of one of the formats."""
    if file_format == detect.XLSX:
        heading, *rows = write_rows(questions)
        columns = [Column(label, label) for label in heading]
        return workbook_bytes(
            "试题", columns, [dict(zip(heading, row, strict=True)) for row in rows]
        )
    return detect.writer(file_format)(questions)


def as_json(reading: Reading) -> str:
    """Return a reading as the report machines read."""
    plain = as_plain(reading)
    return _dumped(
        {
            "format": plain["format"],
            "items": [{name: item[name] for name in SHOWN} for item in plain["items"]],
            "errors": plain["errors"],
        }
    )


def refused_json(reason: str) -> str:
    """Return the report of a file that could not be read at all."""
    error = {"row": None, "column": "", "value": "", "reason": reason}
    return _dumped({"format": "", "items": [], "errors": [error]})


def as_sentences(reading: Reading) -> str:
    """Return a reading as the report people read."""
    warned = [draft for draft in reading.drafts if draft.warnings]
    summary = (
        f"格式 {reading.format}：可导入 {len(reading.drafts)} 题（其中 {len(warned)} 题须核对），"
        f"错误 {len(reading.faults)} 处，未作为试题的 {len(reading.skipped)} 处。"
    )
    lines = [summary]
    lines += [f"错误  {_told(fault)}" for fault in reading.faults]
    lines += [f"核对  {draft.place}：{''.join(draft.warnings)}" for draft in warned]
    lines += [f"跳过  {_told(fault)}" for fault in reading.skipped]
    return "\n".join(lines)


def _told(fault: Fault) -> str:
    value = " ".join(fault.value.split())
    return f"{fault.reason}（{value}）" if value and value not in fault.reason else fault.reason


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
