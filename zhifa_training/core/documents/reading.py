"""Reading the words of an upload (读取文档): Word in the limited child, plain text as it is."""

import json
from dataclasses import dataclass, field

from zhifa_training.core.documents.limits import LONGEST_TEXT, UNSAFE, DocumentError
from zhifa_training.core.limited_child import lines_of
from zhifa_training.core.spreadsheet.delimited import decode
from zhifa_training.core.spreadsheet.limits import LARGEST_FILE, MIB, SpreadsheetError
from zhifa_training.core.spreadsheet.package import OLE2_MAGIC, ZIP_MAGIC

PROGRAM = "zhifa_training.core.documents.child"
UNREADABLE_MAGICS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


@dataclass(slots=True)
class Document:
    """What an upload says, and what the reader should know of how it was read."""

    text: str
    notes: list[str] = field(default_factory=list)


def read_document(content: bytes) -> Document:
    """Return the words of a Word, Markdown or plain text file; refuse what cannot be read."""
    if not content.strip():
        raise DocumentError("文件是空的，请重新选择文件")
    if len(content) > LARGEST_FILE:
        raise DocumentError(f"文件超过 {LARGEST_FILE // MIB} MB，请只上传法规正文")
    if content.startswith(ZIP_MAGIC):
        return _read_word(content)
    if content.startswith(OLE2_MAGIC):
        raise DocumentError("不支持旧版 Word 文件（.doc），请用 Word 另存为 .docx 后再上传")
    if content.startswith(UNREADABLE_MAGICS):
        raise DocumentError("文件不是文本；支持 .docx、.md 和 .txt")
    return _read_plain(content)


def _read_plain(content: bytes) -> Document:
    try:
        text, _ = decode(content)
    except SpreadsheetError as error:
        raise DocumentError(
            "无法识别文件的文字编码（有乱码），请另存为 UTF-8 编码的文本再上传"
        ) from error
    if len(text) > LONGEST_TEXT:
        raise DocumentError(f"文字超过 {LONGEST_TEXT // 10_000} 万字，请只上传法规正文")
    return Document(text)


def _read_word(content: bytes) -> Document:
    paragraphs: list[str] = []
    notes: list[str] = []
    is_whole = False
    try:
        with lines_of(PROGRAM, content, refuse=DocumentError) as lines:
            for line in lines:
                said = json.loads(line)
                if isinstance(said, list):
                    paragraphs += said
                elif "refused" in said:
                    raise DocumentError(said["refused"])
                elif "end" in said:
                    is_whole = True
                else:
                    notes.append(said["note"])
    except SpreadsheetError as error:
        raise DocumentError(UNSAFE) from error
    if not is_whole:
        raise DocumentError(UNSAFE)
    return Document("\n".join(paragraphs), notes)
