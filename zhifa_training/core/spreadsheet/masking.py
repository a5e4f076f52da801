"""Numbers that may be ID numbers, as they may be shown (证件号码遮盖)."""

import re

_LONG_NUMBER = re.compile(r"[0-9０-９](?:[\s-]?[0-9０-９]){13,}[\s-]?[0-9０-９XxＸｘ×]?")
_KEPT_BEFORE, _KEPT_AFTER = 3, 4
_SHORTEST_PARTLY_SHOWN = 11
_LOST_DIGITS = re.compile(r"\d\.\d+E\+\d+")


def masked(text: str, *, is_secret: bool = False) -> str:
    """Return ``text`` with every long number masked; all of it, where the column is secret."""
    if is_secret and not _LOST_DIGITS.fullmatch(text):
        return _mask(text)
    return _LONG_NUMBER.sub(lambda found: _mask(found.group()), text)


def _mask(text: str) -> str:
    if len(text) < _SHORTEST_PARTLY_SHOWN:
        return "*" * len(text)
    stars = "*" * (len(text) - _KEPT_BEFORE - _KEPT_AFTER)
    return f"{text[:_KEPT_BEFORE]}{stars}{text[-_KEPT_AFTER:]}"
