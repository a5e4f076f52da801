"""Where a sign-in may lead (登录后的去向): only to a page of our own."""

import unicodedata
from urllib.parse import unquote, urlsplit

LONGEST_TARGET = 2_000


def is_internal(target: str) -> bool:
    """Tell whether ``target`` is a plain path on this site, however it is written."""
    if not 0 < len(target) <= LONGEST_TARGET:
        return False
    return all(_is_plain_path(text) for text in (target, unquote(target), unquote(unquote(target))))


def _is_plain_path(text: str) -> bool:
    if not text.startswith("/") or text.startswith("//") or "\\" in text:
        return False
    if any(unicodedata.category(sign).startswith(("C", "Z")) for sign in text.partition("?")[0]):
        return False
    parts = urlsplit(text)
    return not parts.scheme and not parts.netloc and text.isprintable()
