"""Reads delimited text in whatever encoding a Chinese office saves it (CSV)."""

import csv
from collections.abc import Iterator
from io import StringIO

from zhifa_training.core.spreadsheet.limits import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    SpreadsheetError,
)

BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
SAMPLE = 4096
SIGNS_OF_MOJIBAKE = ("\ufffd", "锟斤拷", "ï»¿", "Ã¥", "å§")
DELIMITERS = ",\t;，"


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding; refuse what cannot be told."""
    for encoding in _candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text or any(sign in text for sign in SIGNS_OF_MOJIBAKE):
            continue
        return text, encoding
    raise SpreadsheetError("无法识别文件的文字编码（有乱码），请在 Excel 中另存为“CSV UTF-8”再上传")


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


def _candidates(content: bytes) -> list[str]:
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return [encoding]
    sample = content[:SAMPLE]
    if sample.count(0) * 10 > len(sample):
        odd = sample[1::2].count(0) >= sample[::2].count(0)
        return ["utf-16-le" if odd else "utf-16-be"]
    utf_16 = ["utf-16-le", "utf-16-be"] if b"\x00" in sample else []
    return ["utf-8", *utf_16, "gb18030"]


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda mark: (first.count(mark), -DELIMITERS.index(mark)))
