"""Finding the table inside a sheet (识别表格): headings in any order, wherever they start."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zhifa_training.core.spreadsheet.columns import Cell, ColumnSpec, heading_key, shown
from zhifa_training.core.spreadsheet.limits import SpreadsheetError
from zhifa_training.core.spreadsheet.reading import Book, Sheet

LOOKED_AT = 30
"""How many of the first rows may stand above the data."""
FEWEST_HEADINGS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One row of data: its place, the cells the columns ask for, and the row as it stood."""

    sheet: str
    number: int
    cells: dict[str, Cell]
    original: list[tuple[str, str]]


@dataclass(slots=True)
class Table:
    """Every row found in a book, and what was understood."""

    lines: list[Line]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class _Heading:
    row: int
    labels: list[str]
    columns: dict[str, int]


def read_table(book: Book, specs: Sequence[ColumnSpec]) -> Table:
    """Return the rows of every sheet that has the headings; refuse a book where none has."""
    table = Table([], list(book.notes))
    nearest: _Heading | None = None
    for sheet in book.sheets:
        heading = _find_heading(sheet, specs)
        nearest = heading or nearest
        if heading is None or _missing(heading, specs):
            table.notes.append(f"工作表“{sheet.name}”没有所需的表头，未导入")
            continue
        table.notes.append(_understood(sheet, heading, specs))
        table.lines.extend(_lines(sheet, heading))
    if not table.lines:
        raise SpreadsheetError(_nothing_found(book, nearest, specs))
    return table


def _find_heading(sheet: Sheet, specs: Sequence[ColumnSpec]) -> _Heading | None:
    """Return the row that names the most columns; of equals the first, or the lower of a pair."""
    known = {heading_key(word): spec.key for spec in specs for word in (spec.label, *spec.synonyms)}
    best: _Heading | None = None
    for number in sorted(sheet.rows)[:LOOKED_AT]:
        labels = _unfolded(sheet, number, across=True)
        above = _unfolded(sheet, number - 1, across=True)
        columns: dict[str, int] = {}
        for index, label in enumerate(labels):
            over = above[index] if index < len(above) else ""
            for text in (label, f"{over}{label}", over if label == "" else ""):
                key = known.get(heading_key(text))
                if key is not None and key not in columns:
                    columns[key] = index
                    break
        if len(columns) >= FEWEST_HEADINGS and _is_better(number, columns, best):
            best = _Heading(number, labels, columns)
    return best


def _is_better(number: int, columns: dict[str, int], best: _Heading | None) -> bool:
    if best is None or len(columns) > len(best.columns):
        return True
    return len(columns) == len(best.columns) and number == best.row + 1


def _unfolded(sheet: Sheet, number: int, *, across: bool) -> list[str]:
    """Return a row as text, with what merged cells spread over it filled in."""
    cells = [shown(cell) for cell in sheet.rows.get(number, [])]
    for top, left, bottom, right in sheet.merged:
        source = sheet.rows.get(top, [])
        if not top <= number <= bottom or left >= len(source):
            continue
        for column in range(left, (right if across else left) + 1):
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = cells[column] or shown(source[left])
    return cells


def _missing(heading: _Heading, specs: Sequence[ColumnSpec]) -> list[str]:
    return [s.label for s in specs if s.is_required and s.key not in heading.columns]


def _understood(sheet: Sheet, heading: _Heading, specs: Sequence[ColumnSpec]) -> str:
    named = "、".join(spec.label for spec in specs if spec.key in heading.columns)
    used = set(heading.columns.values())
    left_out = [
        label for index, label in enumerate(heading.labels) if label.strip() and index not in used
    ]
    unread = f"；未导入的列：{'、'.join(left_out)}" if left_out else ""
    return f"工作表“{sheet.name}”第 {heading.row} 行为表头，识别出：{named}{unread}"


def _lines(sheet: Sheet, heading: _Heading) -> list[Line]:
    below = _merged_downwards(sheet)
    labels = _distinct(heading.labels)
    lines = []
    for number, row in sheet.rows.items():
        if number <= heading.row or _is_heading_again(row, heading):
            continue
        cells = list(row)
        for column, value in below.get(number, {}).items():
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = cells[column] or value
        if not any(shown(cell).strip() for cell in cells):
            continue
        lines.append(
            Line(
                sheet.name,
                number,
                {key: _at(cells, index) for key, index in heading.columns.items()},
                [(label, shown(_at(cells, index))) for index, label in enumerate(labels)],
            )
        )
    return lines


def _merged_downwards(sheet: Sheet) -> dict[int, dict[int, Cell]]:
    """Return what a cell merged over several rows says in each row below the first."""
    below: dict[int, dict[int, Cell]] = {}
    last = max(sheet.rows, default=0)
    for top, left, bottom, _ in sheet.merged:
        source = sheet.rows.get(top, [])
        for number in range(top + 1, min(bottom, last) + 1) if left < len(source) else ():
            if number in sheet.rows:
                below.setdefault(number, {})[left] = source[left]
    return below


def _is_heading_again(row: Sequence[Cell], heading: _Heading) -> bool:
    return all(
        heading_key(shown(_at(row, index))) == heading_key(heading.labels[index])
        for index in heading.columns.values()
    )


def _distinct(labels: Sequence[str]) -> list[str]:
    """Return headings of which no two are the same, each on one line."""
    seen: dict[str, int] = {}
    named = []
    for index, label in enumerate(labels, 1):
        text = " ".join(label.split()) or f"第{index}列"
        seen[text] = seen.get(text, 0) + 1
        named.append(text if seen[text] == 1 else f"{text}（{seen[text]}）")
    return named


def _at(cells: Sequence[Any], index: int) -> Any:
    return cells[index] if index < len(cells) else ""


def _nothing_found(book: Book, nearest: _Heading | None, specs: Sequence[ColumnSpec]) -> str:
    needed = "、".join(spec.label for spec in specs if spec.is_required)
    if nearest is not None:
        missing = "、".join(_missing(nearest, specs))
        if missing:
            return (
                f"第 {nearest.row} 行像是表头，但缺少必需的列：{missing}。请补上这些列，或使用模板"
            )
        return "表头下面没有数据，请填写后再上传"
    if not any(sheet.rows for sheet in book.sheets):
        return "文件里没有内容，请填写后再上传"
    return f"没有找到表头。需要有这些列：{needed}（顺序不限）。请核对文件，或使用模板"
