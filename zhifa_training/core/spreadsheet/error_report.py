"""The user's own rows, each with what is wrong (错误清单): to correct and upload again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from zhifa_training.core.lazy import heavy
from zhifa_training.core.spreadsheet.columns import ColumnSpec, heading_key
from zhifa_training.core.spreadsheet.export import FONT, printable

REASONS = "错误说明"
MOST_COMMENTS = 2_000


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """A row as it was uploaded, and its problems by column label; no problems means no colour."""

    number: int
    original: Sequence[tuple[str, str]]
    problems: Sequence[Mapping[str, Any]]


def error_report(specs: Sequence[ColumnSpec], rows: Sequence[ReportedRow]) -> bytes:
    """Return a workbook of ``rows`` with their problems first, every cell as text."""
    target = BytesIO()
    workbook = heavy("xlsxwriter").Workbook(target)
    sheet = workbook.add_worksheet("错误清单")
    heading = workbook.add_format(FONT | {"bold": True, "bg_color": "#E8EDF3", "bottom": 1})
    text = workbook.add_format(FONT | {"num_format": "@"})
    red = workbook.add_format(FONT | {"num_format": "@", "bg_color": "#FAD4D0"})
    wrap = workbook.add_format(FONT | {"text_wrap": True, "font_color": "#A32015"})
    labels = list(dict.fromkeys(label for row in rows for label, _ in row.original))
    labels = [label for label in labels if heading_key(label) != REASONS]
    for index, label in enumerate((REASONS, *labels)):
        sheet.write_string(0, index, printable(label), heading)
    comments = 0
    for line, row in enumerate(rows, 1):
        said = _by_heading(specs, row.problems)
        sheet.write_string(line, 0, printable(_sentence(row)), wrap)
        values = dict(row.original)
        for index, label in enumerate(labels, 1):
            reasons = said.get(heading_key(label))
            sheet.write_string(
                line, index, printable(values.get(label, "")), red if reasons else text
            )
            if reasons and comments < MOST_COMMENTS:
                sheet.write_comment(line, index, reasons)
                comments += 1
    sheet.set_column(0, 0, 48)
    sheet.set_column(1, max(1, len(labels)), 18)
    sheet.freeze_panes(1, 1)
    workbook.close()
    return target.getvalue()


def _sentence(row: ReportedRow) -> str:
    return "\n".join(
        f"原第 {row.number} 行 {p['column']}：{p['reason']}，{p['remedy']}" for p in row.problems
    )


def _by_heading(
    specs: Sequence[ColumnSpec], problems: Sequence[Mapping[str, Any]]
) -> dict[str, str]:
    """Return the reasons by every heading their column may carry."""
    reasons: dict[str, str] = {}
    for problem in problems:
        spec = next((spec for spec in specs if spec.label == problem["column"]), None)
        for word in (spec.label, *spec.synonyms) if spec else ():
            key = heading_key(word)
            reasons[key] = "；".join(filter(None, (reasons.get(key), problem["reason"])))
    return reasons
