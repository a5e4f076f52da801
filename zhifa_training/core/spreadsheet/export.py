"""Workbooks for download (导出 Excel): typed cells, no live formula, ids as text.

``workbook_response("执法人员", columns, rows)`` is what a view returns. A row is a mapping, or an
object with one attribute per column key. Words of the field show their Chinese label.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any

from flask import Response, send_file

from zhifa_training.core import clock
from zhifa_training.core.lazy import heavy

MIME_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
WIDEST_COLUMN = 48
NARROWEST_COLUMN = 8
SAMPLED_ROWS = 200
FONT = {"font_name": "宋体", "font_size": 11, "valign": "top"}
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNSAFE_IN_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_UNSAFE_IN_SHEET = re.compile(r"[\[\]:*?/\\']")
_WIDE_FROM = 0x2E80


class ColumnKind(StrEnum):
    """How a column's values are written (列类型)."""

    TEXT = "text"
    NUMBER = "number"
    SCORE = "score"
    PERCENT = "percent"
    DATE = "date"
    MOMENT = "moment"


FORMATS = {
    ColumnKind.TEXT: "@",
    ColumnKind.NUMBER: "0",
    ColumnKind.SCORE: "0.00",
    ColumnKind.PERCENT: "0.0%",
    ColumnKind.DATE: "yyyy-mm-dd",
    ColumnKind.MOMENT: "yyyy-mm-dd hh:mm",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export: the key of its value, its heading, how it is written."""

    key: str
    label: str
    kind: ColumnKind = ColumnKind.TEXT


def workbook_response(file_name: str, columns: Sequence[Column], rows: Iterable[Any]) -> Response:
    """Return ``rows`` as a download named ``file_name`` (without its suffix)."""
    content = workbook_bytes(file_name, columns, rows)
    return download(f"{file_name}.xlsx", content)


def download(file_name: str, content: bytes, mime_type: str = MIME_TYPE) -> Response:
    """Return ``content`` as a download; a Chinese name travels as RFC 5987 asks."""
    safe_name = _UNSAFE_IN_NAME.sub("_", file_name)
    return send_file(BytesIO(content), mime_type, as_attachment=True, download_name=safe_name)


def workbook_bytes(title: str, columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """Return a workbook of one sheet with a frozen heading row."""
    target = BytesIO()
    workbook = heavy("xlsxwriter").Workbook(target, {"constant_memory": True})
    sheet = workbook.add_worksheet(sheet_name(title))
    heading = workbook.add_format(FONT | {"bold": True, "bg_color": "#E8EDF3", "bottom": 1})
    formats = [workbook.add_format(FONT | {"num_format": FORMATS[c.kind]}) for c in columns]
    widths = [_width(column.label) for column in columns]
    for index, column in enumerate(columns):
        sheet.write_string(0, index, printable(column.label), heading)
    for number, row in enumerate(rows, 1):
        for index, column in enumerate(columns):
            shown = write_cell(
                sheet, number, index, _value(row, column.key), column.kind, formats[index]
            )
            if number <= SAMPLED_ROWS:
                widths[index] = max(widths[index], _width(shown))
    for index, width in enumerate(widths):
        sheet.set_column(index, index, min(WIDEST_COLUMN, max(NARROWEST_COLUMN, width + 2)))
    sheet.freeze_panes(1, 0)
    workbook.close()
    return target.getvalue()


def write_cell(
    sheet: Any, row: int, column: int, value: Any, kind: ColumnKind, cell_format: Any
) -> str:
    """Write one typed cell, and return what it shows; text is always text, whatever it holds."""
    if value is None or value == "":
        return ""
    if kind is ColumnKind.DATE and isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), cell_format)  # noqa: DTZ001
        return value.strftime("%Y-%m-%d")
    if kind is ColumnKind.MOMENT and isinstance(value, datetime):
        local = clock.in_beijing(value).replace(tzinfo=None)
        sheet.write_datetime(row, column, local, cell_format)
        return local.strftime("%Y-%m-%d %H:%M")
    is_figure = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    if kind is not ColumnKind.TEXT and is_figure:
        sheet.write_number(row, column, value, cell_format)
        return str(value)
    text = printable(value)
    sheet.write_string(row, column, text, cell_format)
    return text


def printable(value: Any) -> str:
    """Return ``value`` as a spreadsheet may hold it: no control characters, not too long."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, StrEnum):
        return str(getattr(value, "label", value.value))
    text = _UNPRINTABLE.sub("", str(value))
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def sheet_name(title: str) -> str:
    """Return ``title`` as a sheet may be called: 31 characters, none of them reserved."""
    return _UNSAFE_IN_SHEET.sub("_", printable(title))[:31].strip() or "Sheet1"


def _value(row: Any, key: str) -> Any:
    return row[key] if isinstance(row, Mapping) else getattr(row, key)


def _width(text: str) -> int:
    return sum(2 if ord(character) >= _WIDE_FROM else 1 for character in text[:WIDEST_COLUMN])
