"""Read text files of unknown encoding (文本文件), and say which encoding was assumed."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from question_bank.formats.drafts import Fault

LARGEST_TEXT = 10 * 1024 * 1024
_HIGH = re.compile(rb"[\x80-\xff]+")
_MOST_ODD = 0.1


class UnreadableError(ValueError):
    """Say in Chinese why a file is not text."""


def read_text(content: bytes) -> tuple[str, tuple[Fault, ...]]:
    """Return the words of a file, lines ended by LF, and a remark where its encoding is a guess."""
    if not content.strip():
        raise UnreadableError("文件是空的，请重新选择文件。")
    if len(content) > LARGEST_TEXT:
        raise UnreadableError(f"文件超过 {LARGEST_TEXT // 1024 // 1024} MB，请拆分后再导入。")
    text, guessed = _decode(content)
    if "\0" in text:
        raise UnreadableError("文件不是文本文件，请核对格式后再导入。")
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines, (_remark(guessed),) if guessed else ()


def _decode(content: bytes) -> tuple[str, str]:
    if content.startswith((BOM_UTF16_BE, BOM_UTF16_LE)):
        return content.decode("utf-16", "replace"), ""
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        name = "gb18030" if _looks_chinese(content) else "cp1252"
        return content.decode(name, "replace"), name.upper()


def _looks_chinese(content: bytes) -> bool:
    """Tell GBK from Western text: Chinese characters come as pairs of high bytes."""
    runs = [len(run) for run in _HIGH.findall(content)]
    odd = sum(length % 2 for length in runs)
    return odd <= len(runs) * _MOST_ODD


def _remark(encoding: str) -> Fault:
    return Fault(
        None, "文字编码", encoding, f"文件不是 UTF-8，已按 {encoding} 读取，请核对文字是否正确。"
    )
