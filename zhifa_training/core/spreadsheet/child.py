"""The limited child process that reads an upload (受限解析子进程).

Bytes come in on standard input, JSON lines go out on standard output:
``{"format": "xlsx", "note": …}``, then for each sheet ``{"sheet": name, "state": "visible",
"merged": […], "hidden_rows": […]}`` followed by ``[number, cells]`` for each row that says
anything. A cell is a string, or a pair: ``["n", number]``, ``["d", date]``, ``["t", moment]``,
``["b", truth]``, ``["e", what is wrong]``. A refusal is ``{"refused": reason}``.
"""

import json
import math
import sys
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

from question_bank.formats.encodings import NAMES
from zhifa_training.core.lazy import heavy
from zhifa_training.core.limited_child import limit_this_process
from zhifa_training.core.spreadsheet.delimited import decode, read_rows
from zhifa_training.core.spreadsheet.limits import (
    LARGEST_FILE,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    SpreadsheetError,
)
from zhifa_training.core.spreadsheet.package import (
    DAMAGED,
    OLE2_MAGIC,
    ZIP_MAGIC,
    check_ole2,
    open_package,
)
from zhifa_training.core.spreadsheet.sheet_scan import Remarks, scan_sheets

Line = dict[str, Any] | list[Any]
BINARY_MAGICS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"GIF8")
EXACT_UP_TO = 10**15


def main() -> None:
    """Limit this process, read one upload, say what it holds."""
    limit_this_process()
    content = sys.stdin.buffer.read(LARGEST_FILE + 1)
    try:
        for line in read(content):
            _say(line)
        _say({"end": True})
    except SpreadsheetError as refusal:
        _say({"refused": str(refusal)})
    except MemoryError:
        _say({"refused": "文件展开后占用内存过多，请删除多余的行、列和格式后再上传"})


def read(content: bytes) -> Iterator[Line]:
    """Yield the lines that describe ``content``."""
    if not content:
        raise SpreadsheetError("文件是空的（0 字节），请重新选择文件")
    if content.startswith(ZIP_MAGIC):
        with open_package(content) as package:
            remarks = scan_sheets(package)
        yield {"format": "xlsx", "note": ""}
        yield from _workbook(content, remarks)
    elif content.startswith(OLE2_MAGIC):
        check_ole2(content)
        yield {"format": "xls", "note": ""}
        yield from _workbook(content, {})
    elif content.startswith(BINARY_MAGICS):
        raise SpreadsheetError("文件不是数据表；支持 .xlsx、.xls 和 .csv")
    else:
        yield from _delimited(content)


def _delimited(content: bytes) -> Iterator[Line]:
    text, encoding = decode(content)
    named = NAMES.get(encoding, encoding.upper())
    yield {"format": "csv", "note": f"按文本（CSV）读取，文字编码为 {named}"}
    yield {"sheet": "CSV", "state": "visible", "merged": [], "hidden_rows": []}
    for number, row in enumerate(read_rows(text), 1):
        if any(cell.strip() for cell in row):
            yield [number, row[:MOST_COLUMNS]]


def _workbook(content: bytes, remarks: dict[str, Remarks]) -> Iterator[Line]:
    calamine = heavy("python_calamine")
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    except calamine.CalamineError as error:
        raise SpreadsheetError(DAMAGED) from error
    sheets = [sheet for sheet in workbook.sheets_metadata if "WorkSheet" in str(sheet.typ)]
    if len(sheets) > MOST_SHEETS:
        raise SpreadsheetError(f"工作表超过 {MOST_SHEETS} 个，请删除无关的工作表后再上传")
    for described in sheets:
        is_seen = str(described.visible).endswith("Visible")
        try:
            sheet = workbook.get_sheet_by_name(described.name)
        except calamine.CalamineError as error:
            raise SpreadsheetError(f"工作表“{described.name}”无法读取，{DAMAGED}") from error
        said = remarks.get(described.name, Remarks())
        yield {
            "sheet": described.name,
            "state": "visible" if is_seen else "hidden",
            "merged": _merged(sheet),
            "hidden_rows": said.hidden_rows[:50],
        }
        if is_seen:
            yield from _rows(sheet, said.errors)


def _merged(sheet: Any) -> list[list[int]]:
    ranges = sheet.merged_cell_ranges or []
    return [
        [top + 1, left, min(bottom + 1, MOST_ROWS), min(right, MOST_COLUMNS - 1)]
        for (top, left), (bottom, right) in ranges[:MOST_ROWS]
    ]


def _rows(sheet: Any, errors: dict[tuple[int, int], str]) -> Iterator[Line]:
    if sheet.end is None:
        return
    if sheet.end[0] >= MOST_ROWS:
        raise SpreadsheetError(f"超过上限 {MOST_ROWS} 行，请拆分文件或删除多余的行")
    if sheet.end[1] >= MOST_COLUMNS:
        raise SpreadsheetError(f"超过上限 {MOST_COLUMNS} 列，请删除多余的列")
    wrong_rows: dict[int, dict[int, str]] = {}
    for (row, column), text in errors.items():
        wrong_rows.setdefault(row, {})[column - 1] = text
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [_cell(value) for value in row]
        for column, text in wrong_rows.get(number, {}).items():
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = ["e", text]
        if any(cell != "" for cell in cells):
            yield [number, cells]


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return ["b", value]
    if isinstance(value, int | float):
        return ["n", _number(value)]
    if isinstance(value, datetime):
        return ["t", value.isoformat(sep=" ")]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    return str(value)


def _number(value: float) -> str:
    """Return a number as it was typed, or in scientific notation where digits were lost."""
    if math.isfinite(value) and abs(value) >= EXACT_UP_TO:
        return f"{value:.5E}"
    return str(int(value)) if float(value).is_integer() else repr(value)


def _say(line: Line) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
