"""Question files through the limited child (读取试题文件): this process never opens them."""

import json
from typing import Any

from question_bank.formats.detect import suffix_of
from question_bank.formats.drafts import Reading
from question_bank.formats.plain import read_plain
from zhifa_training.core.errors import DomainError
from zhifa_training.core.limited_child import lines_of
from zhifa_training.core.spreadsheet.limits import CHILD_WALL_SECONDS, LARGEST_FILE, MIB

PROGRAM = "zhifa_training.questions.reading_child"
STOPPED = (
    "文件结构异常或过大，解析超出时间或内存上限，已停止；请把内容复制到新文件，"
    "或拆成几个文件后再上传"
)


class UnreadableFileError(DomainError):
    """The file holds no questions we can read, or not safely (试题文件无法读取)."""


def read_upload(
    content: bytes, file_name: str, encoding: str = "", *, wall_seconds: float = CHILD_WALL_SECONDS
) -> Reading:
    """Return what a question file says; of its name only the ending matters."""
    if len(content) > LARGEST_FILE:
        raise UnreadableFileError(f"文件超过 {LARGEST_FILE // MIB} MB，请拆分后再上传")
    told: dict[str, Any] = {"format": "", "items": [], "errors": [], "skipped": []}
    is_whole = False
    with lines_of(
        PROGRAM,
        content,
        refuse=UnreadableFileError,
        arguments=(f"f.{suffix_of(file_name)}", encoding),
        wall_seconds=wall_seconds,
    ) as lines:
        for line in lines:
            is_whole = _take(json.loads(line), told) or is_whole
    if not is_whole:
        raise UnreadableFileError(STOPPED)
    return read_plain(told)


def _take(said: dict[str, Any], told: dict[str, Any]) -> bool:
    """Keep one line; tell whether it was the last."""
    if "refused" in said:
        raise UnreadableFileError(said["refused"])
    for kind, value in said.items():
        if kind == "format":
            told["format"] = value
        elif kind in told:
            told[kind].append(value)
    return "end" in said
