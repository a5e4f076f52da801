"""Read questions from delimited text (CSV), with a heading or without, in any usual encoding."""

import csv
from collections import Counter
from io import StringIO

from question_bank.formats import tables
from question_bank.formats.drafts import Fault, Reading
from question_bank.formats.encodings import EncodingError, decode
from question_bank.formats.grids import plain_grid

DELIMITERS = ",\t;|，"
SAMPLED_LINES = 30


def read(content: bytes, encoding: str = "") -> Reading:
    """Read a file of delimited text; say where its quotes do not pair."""
    try:
        text, _ = decode(content, encoding)
    except EncodingError as error:
        return Reading("csv", (), (Fault(None, "", "", f"{error}。"),))
    return read_text(text)


def read_text(text: str) -> Reading:
    """Read delimited text."""
    delimiter = delimiter_of(text)
    try:
        rows, faults = _records(text, delimiter), []
    except _UnpairedError as unpaired:
        rows = [line.split(delimiter) for line in text.splitlines()]
        faults = [unpaired.fault]
    reading = tables.read([plain_grid("CSV", rows)], "csv")
    return Reading("csv", reading.drafts, (*faults, *reading.faults), reading.skipped)


class _UnpairedError(Exception):
    def __init__(self, row: int) -> None:
        super().__init__(row)
        reason = f"第 {row} 行的引号不成对，已改按一行一题读取，请核对这一行以下的内容。"
        self.fault = Fault(row, "", '"', reason)


def _records(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _UnpairedError(len(rows) + 1) from error
    return rows


def delimiter_of(text: str) -> str:
    """Return the mark that cuts the first lines into the most even columns."""
    lines = [line for line in text.splitlines()[:SAMPLED_LINES] if line.strip()]
    return max(DELIMITERS, key=lambda mark: (_evenness(lines, mark), -DELIMITERS.index(mark)))


def _evenness(lines: list[str], mark: str) -> float:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=mark))
    except csv.Error:
        return 0.0
    width, count = max(widths.items(), key=lambda pair: pair[1], default=(0, 0))
    return count / max(1, len(lines)) + width / 1000 if width > 1 else 0.0
