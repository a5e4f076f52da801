"""The limited child process that reads a Word document (受限解析子进程).

Bytes come in on standard input, JSON lines go out: ``[paragraph]`` for each paragraph that says
anything, ``{"note": …}`` for what the reader should know, and at last ``{"end": true}``, or
``{"refused": reason}``.
"""

import json
import sys
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from zhifa_training.core.documents.limits import LONGEST_TEXT, UNSAFE, DocumentError
from zhifa_training.core.limited_child import limit_this_process
from zhifa_training.core.spreadsheet.limits import LARGEST_FILE, SpreadsheetError
from zhifa_training.core.spreadsheet.package import DOCUMENT, open_package

BODY = "word/document.xml"
EMBEDDED = "word/embeddings/"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PARAGRAPH, TEXT, NUMBERING = f"{WORD}p", f"{WORD}t", f"{WORD}numPr"
BREAKS = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n"}
PASSED_OVER = frozenset({f"{WORD}del", f"{WORD}moveFrom", f"{COMPATIBILITY}Fallback"})
"""What is struck out, and what is there a second time for old programs."""


def main() -> None:
    """Limit this process, read one document, say its paragraphs."""
    limit_this_process()
    content = sys.stdin.buffer.read(LARGEST_FILE + 1)
    try:
        for line in read(content):
            _say(line)
        _say({"end": True})
    except (DocumentError, SpreadsheetError) as refusal:
        reason = str(refusal) if isinstance(refusal, DocumentError) else UNSAFE
        _say({"refused": reason})
    except MemoryError:
        _say({"refused": UNSAFE})


def read(content: bytes) -> Iterator[Any]:
    """Yield the paragraphs of a document, and a note where Word numbered them itself."""
    with open_package(content, DOCUMENT) as package:
        if any(name.startswith(EMBEDDED) for name in package.namelist()):
            raise DocumentError(UNSAFE)
        if BODY not in package.namelist():
            raise DocumentError("文件不是 Word 文档（.docx），请另存为 .docx 后再上传")
        with package.open(BODY) as stream:
            yield from _paragraphs(stream)


def _paragraphs(stream: IO[bytes]) -> Iterator[Any]:
    said = numbered = 0
    try:
        for _, element in iterparse(stream, events=("end",), forbid_dtd=True):
            if element.tag != PARAGRAPH:
                continue
            text = "".join(_texts(element)).strip()
            numbered += element.find(f".//{NUMBERING}") is not None
            element.clear()
            said += len(text)
            if said > LONGEST_TEXT:
                raise DocumentError(f"文字超过 {LONGEST_TEXT // 10_000} 万字，请只上传法规正文")
            if text:
                yield [text]
    except (DefusedXmlException, ParseError) as error:
        raise DocumentError(UNSAFE) from error
    if numbered:
        yield {"note": f"有 {numbered} 段使用 Word 自动编号，编号不是文字，无法读取；请核对条号"}


def _texts(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in PASSED_OVER:
            continue
        if child.tag == TEXT:
            yield child.text or ""
        elif child.tag in BREAKS:
            yield BREAKS[child.tag]
        else:
            yield from _texts(child)


def _say(line: Any) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
