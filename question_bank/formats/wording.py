"""Words as every exchange format can hold them, and the sentences about what it cannot (措辞)."""

import re
from collections.abc import Iterable

LARGEST_NUMBER = 1e15
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile("\r\n?")


def tidy(text: str) -> str:
    """Return words without their outer space and without what no XML file may hold."""
    lines = _BREAK.sub("\n", text).replace("\xa0", " ")
    return _FORBIDDEN.sub("", lines).strip()


def has_forbidden(text: str) -> bool:
    """Tell whether words hold control characters that no exchange format carries."""
    return bool(_FORBIDDEN.search(_BREAK.sub("\n", text)))


def distinct(words: Iterable[str]) -> tuple[str, ...]:
    """Return words once each, in the order they first came."""
    return tuple(dict.fromkeys(word for word in words if word))


def excerpt(text: str, longest: int = 60) -> str:
    """Return the beginning of a text on one line, as a fault shows it."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[:longest] + "…"


def as_number(text: str, otherwise: float = 0.0) -> float:
    """Return the number a text holds, if it is one of sensible size."""
    try:
        number = float(text)
    except ValueError:
        return otherwise
    return number if abs(number) < LARGEST_NUMBER else otherwise
