"""Text as people type and paste it (文本清洗): invisible marks out, full-width letters narrowed."""

import re
import unicodedata
from functools import lru_cache

REMEMBERED = 2_048
"""Units, posts and words repeat from row to row."""

_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BETWEEN_HAN = re.compile(
    r"(?<=[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af])\s+"
    r"(?=[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af])"
)
_MIDDLE_DOTS = re.compile("[・･‧∙⋅•．﹒]")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def visible(text: str) -> str:
    """Return ``text`` without zero-width, direction and control marks, trimmed, composed."""
    if text.isascii() and text.isprintable():
        return text.strip()
    shown = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", shown).strip()


@lru_cache(maxsize=REMEMBERED)
def half_width(text: str) -> str:
    """Return ``text`` visible, with letters, digits and signs in half width."""
    if text.isascii():
        return visible(text)
    return visible(visible(text).translate(_FULL_WIDTH))


def person_name(text: str) -> str:
    """Return a name as it is kept: no spaces inside Chinese names, one kind of middle dot."""
    name = " ".join(half_width(_MIDDLE_DOTS.sub("·", visible(text))).split())
    return _BETWEEN_HAN.sub("", name)


@lru_cache(maxsize=REMEMBERED)
def compact(text: str) -> str:
    """Return ``text`` in half width without any space, for comparing headings and names."""
    return "".join(half_width(text).split())
