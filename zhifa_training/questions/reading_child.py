"""The limited child that reads question files (试题文件解析子进程).

The content comes in on standard input; the file's name and, if the user told it, its encoding are
the arguments. JSON lines go out: ``{"format": …}``, ``{"items": draft}``, ``{"errors": fault}``,
``{"skipped": fault}`` for each, then ``{"end": true}``; a refusal is ``{"refused": reason}``.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from question_bank.formats import delimited, detect, tables, text
from question_bank.formats.drafts import Fault, Reading, as_plain
from question_bank.formats.grids import Grid
from zhifa_training.core.limited_child import limit_this_process
from zhifa_training.core.spreadsheet import child as spreadsheet_child
from zhifa_training.core.spreadsheet.limits import LARGEST_FILE, SpreadsheetError
from zhifa_training.core.spreadsheet.package import COLLECTION, DOCUMENT, ZIP_MAGIC, open_package

TOO_DEEP = "文件的结构层次过深，已停止读取；请把内容复制到新文件后再上传"
TOO_LARGE = "文件展开后占用内存过多，请拆分或删除多余的内容后再上传"
OWN_FORMAT = "这是题库自带的 TOML 格式，请放入题库文件夹后用 bank load 载入"


def main() -> None:
    """Limit this process, read one file, say what it holds."""
    limit_this_process()
    name, encoding = (*sys.argv[1:], "", "")[:2]
    content = sys.stdin.buffer.read(LARGEST_FILE + 1)
    try:
        for line in told(read(content, name, encoding)):
            _say(line)
        _say({"end": True})
    except (SpreadsheetError, detect.UnknownFormatError) as refusal:
        _say({"refused": str(refusal)})
    except RecursionError:
        _say({"refused": TOO_DEEP})
    except MemoryError:
        _say({"refused": TOO_LARGE})


def read(content: bytes, name: str, encoding: str = "") -> Reading:
    """Return what a file says, by the reader of its format."""
    file_format = detect.detect(name, content)
    if file_format == detect.TOML:
        raise SpreadsheetError(OWN_FORMAT)
    if file_format in (detect.XLSX, detect.XLS):
        return workbook(content, file_format)
    if file_format == detect.CSV:
        return delimited.read(content, encoding)
    if file_format == detect.TXT:
        return text.read(content, encoding)
    if content.startswith(ZIP_MAGIC):
        open_package(content, DOCUMENT if file_format == detect.DOCX else COLLECTION).close()
    return detect.reader(file_format)(content)


def workbook(content: bytes, file_format: str) -> Reading:
    """Read the visible sheets of a workbook; name the hidden ones."""
    sheets: list[tuple[str, list[list[int]], dict[int, Any]]] = []
    remarks: list[Fault] = []
    for line in spreadsheet_child.read(content):
        if isinstance(line, list):
            sheets[-1][2][line[0]] = line[1]
        elif line.get("state") == "visible":
            sheets.append((line["sheet"], line["merged"], {}))
            remarks.extend(_hidden_rows(line))
        elif "sheet" in line:
            remarks.append(_remark(None, f"工作表“{line['sheet']}”已隐藏，未读取。"))
    grids = [Grid(name, rows, merged) for name, merged, rows in sheets]
    reading = tables.read(grids, file_format)
    return replace(reading, skipped=(*remarks, *reading.skipped))


def _hidden_rows(line: dict[str, Any]) -> Iterator[Fault]:
    if line["hidden_rows"]:
        numbers = "、".join(map(str, line["hidden_rows"][:10]))
        yield _remark(
            line["hidden_rows"][0],
            f"工作表“{line['sheet']}”有隐藏行（第 {numbers} 行等），也已读入。",
        )


def _remark(row: int | None, reason: str) -> Fault:
    return Fault(row, "", "", reason)


def told(reading: Reading) -> Iterator[dict[str, Any]]:
    """Yield a reading line by line."""
    plain = as_plain(reading)
    yield {"format": plain["format"]}
    for kind in ("items", "errors", "skipped"):
        for one in plain[kind]:
            yield {kind: one}


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
