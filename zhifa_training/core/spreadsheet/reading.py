"""Reading an upload through the limited child (读取上传文件): this process never opens it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread, Timer
from typing import Any

from zhifa_training.core.spreadsheet.limits import (
    CHILD_WALL_SECONDS,
    LARGEST_FILE,
    LARGEST_OUTPUT,
    MIB,
    SpreadsheetError,
)

PROGRAM = "zhifa_training.core.spreadsheet.child"
ROOT = Path(__file__).parents[3]
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
    with child_lines(PROGRAM, content, wall_seconds) as lines:
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


@contextmanager
def child_lines(
    program: str, content: bytes, wall_seconds: float = CHILD_WALL_SECONDS
) -> Iterator[Iterator[bytes]]:
    """Run the child ``program`` on ``content``, yield its lines, and be sure that it ends."""
    process = subprocess.Popen(  # noqa: S603 - our own program, nothing of the upload in the command
        [sys.executable, "-s", "-m", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "1"},
    )
    timer = Timer(wall_seconds, process.kill)
    feeder = Thread(target=_feed, args=(process, content), daemon=True)
    timer.start()
    feeder.start()
    try:
        yield _lines(process)
    finally:
        process.kill()
        feeder.join()
        timer.cancel()
        timer.join()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()


def _feed(process: subprocess.Popen[bytes], content: bytes) -> None:
    assert process.stdin is not None  # noqa: S101 - asked for above
    with suppress(OSError):
        process.stdin.write(content)
        process.stdin.close()


def _lines(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    assert process.stdout is not None  # noqa: S101 - asked for above
    said = 0
    for line in process.stdout:
        said += len(line)
        if said > LARGEST_OUTPUT:
            raise SpreadsheetError("文件内容过多，请拆分后再上传")
        yield line
