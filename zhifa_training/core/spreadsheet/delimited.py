"""Reads delimited text in whatever encoding a Chinese office saves it (CSV)."""

import csv
from collections.abc import Iterator
from io import StringIO

from question_bank.formats import encodings
from zhifa_training.core.spreadsheet.limits import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    SpreadsheetError,
)

DELIMITERS = ",\t;，"


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding; refuse what cannot be told."""
    try:
        return encodings.decode(content)
    except encodings.EncodingError as error:
        raise SpreadsheetError(str(error)) from error


def read_rows(text: str) -> Iterator[list[str]]:
    """Yield the rows of ``text``, within the limits, whatever the delimiter."""
    csv.field_size_limit(LONGEST_CELL + 1)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            _check(number, row)
            yield row
    except csv.Error as error:
        raise SpreadsheetError(
            f"第 {number + 1} 行无法读取：引号不成对，或内容超过 {LONGEST_CELL} 个字符"
        ) from error


def _check(number: int, row: list[str]) -> None:
    if number > MOST_ROWS:
        raise SpreadsheetError(f"超过上限 {MOST_ROWS} 行，请拆分文件后再上传")
    if len(row) > MOST_COLUMNS and any(cell.strip() for cell in row[MOST_COLUMNS:]):
        raise SpreadsheetError(f"第 {number} 行超过 {MOST_COLUMNS} 列，请删除多余的列")
    if any(len(cell) > LONGEST_CELL for cell in row):
        raise SpreadsheetError(f"第 {number} 行有单元格超过 {LONGEST_CELL} 个字符，请删减")


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda mark: (first.count(mark), -DELIMITERS.index(mark)))
