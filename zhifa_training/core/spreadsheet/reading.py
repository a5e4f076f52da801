"""Reading an upload through the limited child (读取上传文件): this process never opens it."""

import json
from dataclasses import dataclass, field
from typing import Any

from zhifa_training.core.limited_child import lines_of
from zhifa_training.core.spreadsheet.limits import (
    CHILD_WALL_SECONDS,
    LARGEST_FILE,
    MIB,
    SpreadsheetError,
)

PROGRAM = "zhifa_training.core.spreadsheet.child"
STOPPED = (
    "文件结构异常或过大，解析超出时间或内存上限，已停止；请把数据复制到新工作簿、"
    "删除多余的行列后再上传"
)


@dataclass(slots=True)
class Sheet:
    """One visible sheet: its rows by number, cells as the child says them."""

    name: str
    merged: list[list[int]]
    hidden_rows: list[int]
    rows: dict[int, list[Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Book:
    """What an upload holds."""

    format: str
    sheets: list[Sheet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_book(content: bytes, *, wall_seconds: float = CHILD_WALL_SECONDS) -> Book:
    """Return what ``content`` holds; raise SpreadsheetError with the reason where it cannot be."""
    if len(content) > LARGEST_FILE:
        raise SpreadsheetError(f"文件超过 {LARGEST_FILE // MIB} MB，请拆分后再上传")
    book = Book("")
    is_whole = False
    with lines_of(PROGRAM, content, refuse=SpreadsheetError, wall_seconds=wall_seconds) as lines:
        for line in lines:
            said = json.loads(line)
            if isinstance(said, list):
                book.sheets[-1].rows[said[0]] = said[1]
            elif "end" in said:
                is_whole = True
            else:
                _take(said, book)
    if not is_whole:
        raise SpreadsheetError(STOPPED)
    return book


def _take(said: dict[str, Any], book: Book) -> None:
    if "refused" in said:
        raise SpreadsheetError(said["refused"])
    if "format" in said:
        book.format = said["format"]
        book.notes.extend([said["note"]] if said["note"] else [])
    elif said["state"] == "visible":
        book.sheets.append(Sheet(said["sheet"], said["merged"], said["hidden_rows"]))
        if said["hidden_rows"]:
            numbers = "、".join(map(str, said["hidden_rows"][:10]))
            book.notes.append(f"工作表“{said['sheet']}”有隐藏行（第 {numbers} 行等），也已读入")
    else:
        book.notes.append(f"工作表“{said['sheet']}”已隐藏，未读取")
