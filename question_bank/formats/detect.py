"""Which format a file is (格式识别), told by its name and its first bytes; readers by name."""

import re
import zipfile
from collections.abc import Callable, Sequence
from importlib import import_module
from io import BytesIO
from typing import cast

from question_bank.formats.delimited import delimiter_of
from question_bank.formats.drafts import Reading
from question_bank.formats.encodings import EncodingError, decode
from question_bank.formats.headings import STEM, role_of
from question_bank.questions import Question

XLSX, XLS, CSV, DOCX, TXT = "xlsx", "xls", "csv", "docx", "txt"
MOODLE_XML, GIFT, AIKEN, QTI, TOML = "moodle_xml", "gift", "aiken", "qti", "toml"
READERS = {
    MOODLE_XML: "question_bank.formats.moodle_xml:read",
    GIFT: "question_bank.formats.gift:read",
    AIKEN: "question_bank.formats.aiken:read",
    QTI: "question_bank.formats.qti:read",
    CSV: "question_bank.formats.delimited:read",
    TXT: "question_bank.formats.text:read",
    DOCX: "question_bank.formats.word:read",
}
"""Each takes the content of a file and returns a Reading; loaded only when asked for."""
WRITERS = {
    MOODLE_XML: "question_bank.formats.moodle_xml:write",
    GIFT: "question_bank.formats.gift:write",
    AIKEN: "question_bank.formats.aiken:write",
    QTI: "question_bank.formats.qti:write",
    TXT: "question_bank.formats.text_writing:write",
    DOCX: "question_bank.formats.word_writing:write",
}
"""Each takes questions and returns the content of a file."""
Reader = Callable[[bytes], Reading]
Writer = Callable[[Sequence[Question]], bytes]
SAMPLE = 64 * 1024
_ZIP, _OLE2 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"GIF8")
_AIKEN = re.compile(r"^ANSWER:[ \t]*[A-Z][ \t]*$", re.MULTILINE)
_GIFT = re.compile(r"(?<!\\)\{\s{0,40}(?:[=~#]|T\b|F\b|TRUE|FALSE|\})")
_TOML = re.compile(r"^\[\[question\]\]\s*$", re.MULTILINE)
_ITEM = re.compile(r"<(?:\w+:)?(?:assessmentItem|assessmentTest|qti-assessment-item|manifest)\b")


class UnknownFormatError(ValueError):
    """Say in Chinese that a file is in no format we read (格式无法识别)."""


def detect(name: str, content: bytes) -> str:
    """Return the format of a file; what its bytes say outweighs its name."""
    if not content:
        raise UnknownFormatError("文件是空的（0 字节），请重新选择文件。")
    if content.startswith(_ZIP):
        return _zipped(content)
    if content.startswith(_OLE2):
        return _ole2(name)
    if content.startswith(_BINARY):
        raise UnknownFormatError(f"文件不是试题文件；支持 {SUPPORTED}。")
    return _written(suffix_of(name), _sample(content))


SUPPORTED = "Excel、CSV、Word（.docx）、文本、Moodle XML、GIFT、Aiken 和 QTI"


def suffix_of(name: str) -> str:
    """Return the ending of a file's name, in small letters, without its dot."""
    _, dot, suffix = name.rpartition(".")
    return suffix.lower() if dot else ""


def reader(file_format: str) -> Reader:
    """Return the reader of a format, loaded now."""
    return cast("Reader", _load(READERS, file_format, "读取"))


def writer(file_format: str) -> Writer:
    """Return the writer of a format, loaded now."""
    return cast("Writer", _load(WRITERS, file_format, "导出"))


def _load(registry: dict[str, str], file_format: str, verb: str) -> object:
    if file_format not in registry:
        raise UnknownFormatError(f"不能{verb}“{file_format}”格式，可用：{'、'.join(registry)}。")
    module, _, name = registry[file_format].partition(":")
    try:
        return getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise UnknownFormatError(f"本版本尚不能{verb}“{file_format}”格式。") from error


def _zipped(content: bytes) -> str:
    try:
        names = zipfile.ZipFile(BytesIO(content)).namelist()
    except zipfile.BadZipFile as error:
        raise UnknownFormatError("文件已损坏或下载不完整，请重新导出或另存后再上传。") from error
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return XLSX
    if any(name.rpartition("/")[2].lower() == "imsmanifest.xml" for name in names):
        return QTI
    if any(name.lower().endswith(".xml") for name in names):
        return QTI
    raise UnknownFormatError(f"压缩包里没有认识的试题；支持 {SUPPORTED}。")


def _ole2(name: str) -> str:
    if suffix_of(name) == "doc":
        raise UnknownFormatError("旧版 Word（.doc）不能读取，请另存为 .docx 再上传。")
    return XLS


def _sample(content: bytes) -> str:
    try:
        return decode(content[:SAMPLE])[0]
    except EncodingError:
        return content[:SAMPLE].decode("gb18030", "ignore")


def _written(suffix: str, text: str) -> str:
    """Tell formats of plain text apart: the first rule that fits decides."""
    head = text.lstrip("\ufeff \t\r\n")
    if head.startswith("<"):
        return _marked_up(head)
    return next((named for named, fits in _RULES if fits(suffix, text)), TXT)


def _marked_up(head: str) -> str:
    if "<quiz" in head:
        return MOODLE_XML
    if _ITEM.search(head):
        return QTI
    raise UnknownFormatError("XML 文件不是 Moodle XML，也不是 QTI 试题，请核对文件。")


def _is_gift(suffix: str, text: str) -> bool:
    is_told = _GIFT.search(text) or f"\n{text}".find("\n::") >= 0 or "$CATEGORY:" in text
    return suffix == "gift" or (suffix not in _TABLES and bool(is_told))


def _is_table(suffix: str, text: str) -> bool:
    """Tell whether text is delimited: by its name, or by headings in its first line."""
    if suffix in _TABLES:
        return True
    first = text.lstrip("\ufeff \t\r\n").partition("\n")[0]
    labels = [role_of(label.strip(' "')) for label in first.split(delimiter_of(first))]
    return STEM in labels and len(labels) - labels.count(None) > 1


_TABLES = ("csv", "tsv", "xlsx", "xls")
_RULES: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    (TOML, lambda suffix, text: suffix == "toml" or _TOML.search(text) is not None),
    (AIKEN, lambda _suffix, text: _AIKEN.search(text) is not None),
    (GIFT, _is_gift),
    (CSV, _is_table),
)
