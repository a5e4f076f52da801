"""Read who chose what for a comparison of answer sheets (读取作答文件)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from question_bank.statistics.reading import (
    LONGEST_CHOICE,
    Line,
    ReadingError,
    cell_text,
    is_aside,
    read_key,
    read_lines,
)
from question_bank.statistics.responses import NOT_ANSWERED

FEWEST = 2
_COUNTED = 5
"""So many cells that read 1, 2, 3 … number the items; fewer may be options."""
_LETTERS = re.compile(r"[A-J]{1,10}")
_NUMBER = re.compile(r"\d{1,2}")
_WORDS = frozenset(
    {"TRUE", "FALSE", "YES", "NO", "T", "F", "Y", "N", "对", "错", "正确", "错误", "是", "否"}
    | set("√×✓✗")
)
_SCORES = frozenset({"0", "1"})


@dataclass(frozen=True)
class Sheets:
    """Hold the people, the items, what was chosen and the key."""

    names: tuple[str, ...]
    items: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    key: tuple[str, ...]
    constant: tuple[str, ...]
    """The items on which everybody gave the same answer; they say nothing of any pair."""


def read_sheets(path: Path, key_path: Path) -> Sheets:
    """Read chosen options, the person in the first column; the first line may name the columns.

    Where the columns are exactly as many as the answers of the key and the first one holds options
    too, there are no names: people are called by the number of their line.
    """
    key = read_key(key_path)
    if len(key) < FEWEST:
        raise ReadingError([f"{key_path.name} 只有一道题，看不出雷同，请提供至少两道题的答案。"])
    lines = list(read_lines(path))
    if not lines:
        raise ReadingError([f"{path.name} 是空文件，请每行填写一人的作答，首列为姓名或编号。"])
    head = lines[0] if _is_head(lines[0].cells, key) else None
    body = lines[1:] if head else lines
    if not body:
        raise ReadingError([f"{path.name} 只有标题行，没有作答，请在其后每行填写一人的作答。"])
    _ensure_even(path.name, head, body)
    names, items, cut = _parted(path.name, key_path.name, head, body, key)
    _ensure_people(path.name, names, body)
    _ensure_choices(path.name, items, body, cut, key)
    constant = tuple(
        item for item, column in zip(items, zip(*cut, strict=True), strict=True)
        if len(set(column)) == 1
    )  # fmt: skip
    if len(constant) == len(items):
        raise ReadingError(
            [f"{path.name} 每道题所有人的作答都相同，无从比较，请检查是否导出了同一份答卷。"]
        )
    return Sheets(names, items, cut, key, constant)


def _fits(cell: str, right: str) -> bool:
    """Tell whether a cell may be an option of an item with this key."""
    if cell in (NOT_ANSWERED, right):
        return True
    if right in _WORDS and cell in _WORDS:
        return True
    if _NUMBER.fullmatch(right):
        return _NUMBER.fullmatch(cell) is not None
    return re.fullmatch(r"[A-Z]+", right) is not None and _LETTERS.fullmatch(cell) is not None


def _is_head(cells: Sequence[str], key: Sequence[str]) -> bool:
    if is_aside(cells[0], 0):
        return True
    found = [cell_text(cell) for cell in cells[1:]]
    if len(found) >= _COUNTED and found == [str(number) for number in range(1, len(found) + 1)]:
        return True
    told = [
        _fits(cell, right)
        for cell, right in zip(found, key, strict=False)
        if cell != NOT_ANSWERED
    ]  # fmt: skip
    return 2 * sum(told) < len(told) and not _SCORES.issuperset(found)


def _ensure_even(file: str, head: Line | None, body: Sequence[Line]) -> None:
    usual = Counter(len(line.cells) for line in body).most_common(1)[0][0]
    width, whose = (len(head.cells), "标题行") if head else (usual, "多数行")
    faults = [
        f"{file} 第 {line.number} 行有 {len(line.cells)} 格，{whose}有 {width} 格，"
        "请补齐或删去多余的格；未作答的留空格位。"
        for line in body
        if len(line.cells) != width
    ]
    if faults:
        raise ReadingError(faults)


def _parted(
    file: str, key_file: str, head: Line | None, body: Sequence[Line], key: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Part the names from the answers."""
    titles = head.cells if head else ("",) * len(body[0].cells)
    kept = [place for place, title in enumerate(titles) if place and not is_aside(title, place)]
    if len(kept) == len(key):
        names = tuple(line.cells[0].strip() for line in body)
    elif len(kept) + 1 == len(key) and _first_is_item(head, body, key[0]):
        kept = [0, *kept]
        names = tuple(f"第{line.number}行" for line in body)
    else:
        fault = (
            f"{key_file} 有 {len(key)} 行答案，{file} 除首列外有 {len(kept)} 列题目，"
            "须一一对应；请补齐答案，或删去首列以外不是题目的列。"
        )
        raise ReadingError([fault])
    items = tuple(titles[place].strip() or f"第{at}题" for at, place in enumerate(kept, start=1))
    return names, items, tuple(tuple(cell_text(line.cells[at]) for at in kept) for line in body)


def _first_is_item(head: Line | None, body: Sequence[Line], right: str) -> bool:
    if head and is_aside(head.cells[0], 0):
        return False
    first = [cell_text(line.cells[0]) for line in body]
    is_repeated = len(set(first)) < len(first)
    return is_repeated and all(_fits(cell, right) for cell in first)


def _ensure_people(file: str, names: Sequence[str], body: Sequence[Line]) -> None:
    faults, met = [], dict[str, int]()
    for name, line in zip(names, body, strict=True):
        if not name:
            faults.append(f"{file} 第 {line.number} 行首列是空的，请填写姓名或编号。")
        elif name in met:
            faults.append(
                f"{file} 第 {line.number} 行的“{name}”与第 {met[name]} 行重名，"
                "请改用编号，或删去重复的行。"
            )
        met.setdefault(name, line.number)
    if faults:
        raise ReadingError(faults)
    if len(names) < FEWEST:
        raise ReadingError(
            [f"{file} 只有一人的作答（第 {body[0].number} 行），至少要有两人才能比较。"]
        )


def _ensure_choices(
    file: str,
    items: Sequence[str],
    body: Sequence[Line],
    rows: Sequence[Sequence[str]],
    key: Sequence[str],
) -> None:
    met = {cell for row in rows for cell in row} - {NOT_ANSWERED}
    if not met:
        raise ReadingError([f"{file} 没有一格作答，请检查是否导出了原始选项。"])
    if met <= _SCORES and not _SCORES & set(key):
        raise ReadingError([f"{file} 的各格是 0/1 得分，看不出选了哪一项，请改用原始选项。"])
    if faults := list(_unknown(file, items, body, rows, key)):
        raise ReadingError(faults)


def _unknown(
    file: str,
    items: Sequence[str],
    body: Sequence[Line],
    rows: Sequence[Sequence[str]],
    key: Sequence[str],
) -> Iterator[str]:
    for line, row in zip(body, rows, strict=True):
        for item, cell, right in zip(items, row, key, strict=True):
            if not _fits(cell, right):
                yield (
                    f"{file} 第 {line.number} 行“{item}”的“{cell[:LONGEST_CHOICE]}”不是选项"
                    f"（该题答案为“{right}”），请改为选项，未作答的留空。"
                )
