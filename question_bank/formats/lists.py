r"""Several texts in one cell (单元格内的列表): joined by a mark, which ``\`` before it keeps."""

import re
from collections.abc import Iterable

ESCAPE = "\\"
BLANKS, ACCEPTED, LINES = "|", ";", "\n"
_WIDE = {"|": "|｜", ";": ";；", "\n": "\n"}


def join(texts: Iterable[str], mark: str) -> str:
    """Join texts by a mark, keeping the marks inside them apart."""
    inside = re.compile(f"([{re.escape(_WIDE[mark] + ESCAPE)}])")
    return mark.join(inside.sub(r"\\\1", text) for text in texts)


def split(text: str, mark: str) -> list[str]:
    """Split what ``join`` joined; full-width marks split as well."""
    marks = _WIDE[mark]
    parts, part, at = [], [], 0
    while at < len(text):
        char = text[at]
        if char == ESCAPE and at + 1 < len(text) and text[at + 1] in marks + ESCAPE:
            part.append(text[at + 1])
            at += 1
        elif char in marks:
            parts.append("".join(part))
            part = []
        else:
            part.append(char)
        at += 1
    return [*parts, "".join(part)]
