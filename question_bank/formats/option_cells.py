"""All options in one cell (选项合写): A.x|B.y, lines, HTML paragraphs or a list."""

import json
import re

from question_bank.formats.vocabulary import tidy
from question_bank.questions import LETTERS

_LABEL = re.compile(
    r"(?<![A-Za-z0-9])"
    r"(?:[(（\[]([A-Za-zＡ-Ｚａ-ｚ])[)）\]]\s*[.．、:：]?|([A-Za-zＡ-Ｚａ-ｚ])\s*[.．、:：)）=])\s*"
)
_OWN_LABEL = re.compile(r"^[(（\[]?([A-Za-zＡ-Ｚａ-ｚ])[)）\]]?\s*[.．、:：)）]\s*")
_TRAILING = " \t\n|｜;；,，$#"
_MARKS = ("\n", "$$", "##", "|", "｜", ";", "；")
_FEWEST = 2


def options_in(text: str) -> list[str]:
    """Return the options a cell holds, labels dropped; one or none where it holds no list."""
    words = tidy(text)
    if words.startswith("["):
        listed = _json_list(words)
        if listed:
            return without_labels(listed)
    labelled = _labelled(words)
    if labelled:
        return labelled
    for mark in _MARKS:
        parts = [part.strip() for part in words.split(mark) if part.strip()]
        if len(parts) >= _FEWEST:
            return without_labels(parts)
    return [words] if words else []


def is_list(text: str) -> bool:
    """Tell whether a cell holds labelled options or lines of them."""
    words = tidy(text)
    return bool(_labelled(words)) or any(mark in words for mark in _MARKS[:4])


def without_labels(options: list[str]) -> list[str]:
    """Drop A. B. C. where every option begins with its own letter."""
    found = [_OWN_LABEL.match(option) for option in options if option]
    letters = "".join(_upper(match.group(1)) if match else "?" for match in found)
    if len(found) >= _FEWEST and letters == LETTERS[: len(letters)]:
        return [_OWN_LABEL.sub("", option, count=1).strip() for option in options]
    return options


def _labelled(words: str) -> list[str]:
    starts: list[tuple[int, int]] = []
    for found in _LABEL.finditer(words):
        letter = _upper(found.group(1) or found.group(2))
        if len(starts) < len(LETTERS) and letter == LETTERS[len(starts)]:
            starts.append(found.span())
    if len(starts) < _FEWEST or starts[0][0] != 0:
        return []
    ends = [start for start, _ in starts[1:]] + [len(words)]
    return [words[begin:end].strip(_TRAILING) for (_, begin), end in zip(starts, ends, strict=True)]


def _json_list(words: str) -> list[str]:
    try:
        listed = json.loads(words)
    except (ValueError, RecursionError):
        return []
    if isinstance(listed, list) and all(isinstance(one, str) for one in listed):
        return [tidy(one) for one in listed]
    return []


def _upper(letter: str) -> str:
    code = ord(letter)
    return chr(code - 0xFEE0).upper() if code > 0xFF00 else letter.upper()  # noqa: PLR2004
