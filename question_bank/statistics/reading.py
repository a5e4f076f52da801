"""Read response matrices from CSV files (读取作答文件)."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from question_bank.statistics.responses import (
    NOT_ANSWERED,
    Responses,
    from_choices,
    from_scores,
)

FAULTS_SHOWN = 20
LONGEST_CHOICE = 20
ID_COLUMNS = frozenset({
    "id", "no", "number", "person", "student", "studentid", "candidate", "candidateid", "name",
    "user", "userid", "respondent", "编号", "序号", "学号", "考号", "准考证号", "姓名", "考生",
    "考生编号", "执法证号", "证号", "身份证号", "单位",
})  # fmt: skip
TOTAL_COLUMNS = frozenset({
    "total", "totalscore", "score", "sum", "总分", "得分", "总得分", "合计", "成绩", "卷面成绩",
})  # fmt: skip
_ID_ENDINGS = ("id", "name", "编号", "号", "姓名")
MISSING = frozenset({"NA", "N/A", "NULL", "NONE", "-", "—", "未答", "未作答", "空"})
_WORDS = frozenset({"TRUE", "FALSE", "YES", "NO"})
_LETTERS = re.compile(r"[A-Z](?:[ ,、;]*[A-Z])*")
_SCORES = {"0": 0.0, "1": 1.0, "0.0": 0.0, "1.0": 1.0}


class ReadingError(ValueError):
    """Refuse a file, naming in Chinese each place that is at fault."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        shown = list(self.faults[:FAULTS_SHOWN])
        if len(self.faults) > FAULTS_SHOWN:
            shown.append(f"另有 {len(self.faults) - FAULTS_SHOWN} 处错误未列出。")
        super().__init__("\n".join(shown))


@dataclass(frozen=True)
class Line:
    """One candidate's cells, with the line of the file they end on."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class _Table:
    """The item columns of a file."""

    name: str
    items: tuple[str, ...]
    lines: tuple[Line, ...]


def read_responses(path: Path, key_path: Path | None = None) -> Responses:
    """Read chosen options with their key file, or 0/1 scores without one.

    The first line names the columns; columns of identities and totals are left out. An empty
    cell (or NA, 未答, -) was not answered. Letters of several options may stand in any order.
    """
    table = _table(path)
    if key_path is None:
        return _scored(table)
    return _chosen(table, read_key(key_path))


def _scored(table: _Table) -> Responses:
    faults, rows = [], []
    for line in table.lines:
        row: list[float | None] = []
        for item, cell in zip(table.items, line.cells, strict=True):
            score = _SCORES.get(cell)
            if cell != NOT_ANSWERED and score is None:
                faults.append(
                    f"{table.name} 第 {line.number} 行“{item}”列的“{cell[:LONGEST_CHOICE]}”"
                    "不是 0 或 1；若填的是选项，请用 --key 给出答案文件。"
                )
            row.append(score)
        rows.append(row)
    if faults:
        raise ReadingError(faults)
    return from_scores(table.items, rows)


def _chosen(table: _Table, key: tuple[str, ...]) -> Responses:
    if len(key) != len(table.items):
        fault = (
            f"答案文件有 {len(key)} 行答案，{table.name} 有 {len(table.items)} 列题目"
            f"（“{table.items[0]}”至“{table.items[-1]}”），须一一对应；"
            "编号列请命名为“编号”，总分列请命名为“总分”。"
        )
        raise ReadingError([fault])
    faults = [
        f"{table.name} 第 {line.number} 行“{item}”列的内容有 {len(cell)} 个字，不像选项，"
        f"请只填选项（不超过 {LONGEST_CHOICE} 字）。"
        for line in table.lines
        for item, cell in zip(table.items, line.cells, strict=True)
        if len(cell) > LONGEST_CHOICE
    ]
    if faults:
        raise ReadingError(faults)
    seen = {cell for line in table.lines for cell in line.cells} - {NOT_ANSWERED}
    if seen and seen <= _SCORES.keys() and not set(key) & _SCORES.keys():
        raise ReadingError([f"{table.name} 的各格已是 0/1 得分，请去掉 --key 再试。"])
    return from_choices(table.items, [line.cells for line in table.lines], key)


def read_key(path: Path) -> tuple[str, ...]:
    """Read one right option a line; empty lines at the end do not count."""
    lines = file_text(path).rstrip().splitlines()
    key = tuple(cell_text(line.strip().strip('"')) for line in lines)
    if not key:
        raise ReadingError([f"{path.name} 没有答案，请每行填写一题的正确选项。"])
    faults = [
        f"{path.name} 第 {number} 行没有答案，请填写该题的正确选项。"
        for number, answer in enumerate(key, start=1)
        if not answer
    ]
    faults += [
        f"{path.name} 第 {number} 行“{answer[:LONGEST_CHOICE]}…”太长，请每行只填一题的正确选项。"
        for number, answer in enumerate(key, start=1)
        if len(answer) > LONGEST_CHOICE
    ]
    if faults:
        raise ReadingError(faults)
    return key


def _table(path: Path) -> _Table:
    lines = list(read_lines(path))
    if not lines:
        raise ReadingError([f"{path.name} 是空文件，首行应为题目名称，其后每行一份答卷。"])
    head, *rows = lines
    names = tuple(name.strip() for name in head.cells)
    kept = [place for place, name in enumerate(names) if not is_aside(name, place)]
    if faults := list(_head_faults(path.name, names, kept)):
        raise ReadingError(faults)
    faults = [
        f"{path.name} 第 {line.number} 行有 {len(line.cells)} 格，"
        f"标题行有 {len(names)} 格，请补齐或删去多余的格。"
        for line in rows
        if len(line.cells) != len(names)
    ]
    if faults:
        raise ReadingError(faults)
    if not rows:
        raise ReadingError([f"{path.name} 只有标题行，没有答卷。"])
    cut = tuple(
        Line(line.number, tuple(cell_text(line.cells[place]) for place in kept)) for line in rows
    )
    return _Table(path.name, tuple(names[place] for place in kept), cut)


def _head_faults(file: str, names: Sequence[str], kept: Sequence[int]) -> Iterator[str]:
    if not kept:
        yield f"{file} 的标题行没有题目列，请检查首行。"
    for place in kept:
        if not names[place]:
            yield f"{file} 标题行第 {place + 1} 列没有名称，请填写题目名称。"
    counts = Counter(names[place] for place in kept if names[place])
    for name, count in counts.items():
        if count > 1:
            yield f"{file} 标题行的“{name}”出现 {count} 次，请改为不同名称。"
    if kept and all(cell_text(names[place]) in _SCORES for place in kept):
        yield f"{file} 首行像是得分而不是题目名称，请在最前面加一行题目名称。"


def is_aside(name: str, place: int) -> bool:
    """Tell whether a column holds identities or totals; a first column may be nameless."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    plain = re.sub(r"\(.*?\)|[\s_\-.]", "", folded)
    is_first_of_ids = place == 0 and (not plain or plain.endswith(_ID_ENDINGS))
    return plain in ID_COLUMNS or plain in TOTAL_COLUMNS or is_first_of_ids


def read_lines(path: Path) -> Iterator[Line]:
    """Read the lines that are not empty, by whichever usual separator the first one has."""
    text = file_text(path)
    head = text.lstrip().partition("\n")[0]
    mark = max(",\t;，", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Line(reader.line_num, tuple(cells))
    except csv.Error as error:
        raise ReadingError(
            [f"{path.name} 第 {reader.line_num} 行引号不成对，请用表格软件另存为 CSV 后再试。"]
        ) from error


def cell_text(text: str) -> str:
    """Return a cell's answer in one spelling: half-width, upper case, letters in order."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    if plain in MISSING:
        return NOT_ANSWERED
    if plain not in _WORDS and _LETTERS.fullmatch(plain):
        return "".join(sorted(set(re.sub(r"[^A-Z]", "", plain))))
    return plain


def file_text(path: Path) -> str:
    """Read a text file in UTF-8 or GB18030."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReadingError([f"文件“{path}”不存在或无法读取，请检查路径。"]) from error
    if b"\0" in content:
        raise ReadingError([f"{path.name} 不是文本文件，请另存为 CSV（UTF-8 或 GB18030）。"])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ReadingError([f"{path.name} 既不是 UTF-8 也不是 GB18030 编码，请另存为 UTF-8。"])
