"""The fonts of what is printed (字体): ours alone, so that every node prints alike."""

import struct
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FAMILIES = ("Noto Serif SC", "Noto Sans SC")
FILES = ("NotoSerifSC-Regular.otf", "NotoSansSC-Regular.otf")
_WHOLE_UNICODE = 12


def directory() -> Path:
    """Return where the fonts are, without loading their package."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or spec.origin is None:
        raise RuntimeError("没有安装打印用的字体，请按 requirements.txt 安装")
    return Path(spec.origin).parent


def printable(text: str) -> str:
    """Return ``text`` with what no font can show named by its code, never as an empty box."""
    return "".join(c if c.isspace() or has_glyph(c) else f"〔U+{ord(c):04X}〕" for c in text)


def has_glyph(character: str) -> bool:
    """Tell whether one of the fonts can show a character."""
    code = ord(character)
    return any(first <= code <= last for first, last in _covered())


@cache
def _covered() -> tuple[tuple[int, int], ...]:
    folder = directory()
    return tuple(span for name in FILES for span in _spans((folder / name).read_bytes()))


def _spans(font: bytes) -> list[tuple[int, int]]:
    """Return the runs of characters an OpenType font maps to glyphs."""
    table = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", table, 2)
    for index in range(count):
        (offset,) = struct.unpack_from(">L", table, 4 + 8 * index + 4)
        if struct.unpack_from(">H", table, offset)[0] == _WHOLE_UNICODE:
            (groups,) = struct.unpack_from(">L", table, offset + 12)
            at = (struct.unpack_from(">LL", table, offset + 16 + 12 * n) for n in range(groups))
            return [(first, last) for first, last in at]
    raise RuntimeError("字体缺少完整的字符表")


def _table(font: bytes, name: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", font, 12 + 16 * index)
        if tag == name:
            return font[offset : offset + length]
    raise RuntimeError("字体文件不完整")
