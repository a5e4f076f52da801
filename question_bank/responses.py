"""What an answer is made of (作答): a set of tokens, each naming what on the page it speaks of.

    token  = handle                an option chosen, a passage found wrong
           | place "." handle      a step put in a place (排序)
           | handle "." handle     a left item and the right one matched to it (匹配)
           | handle "=" words      what was written in a blank or as a short answer

Every option, step, side, blank and entry of a question, and of the parts of a case set, has a
handle of its own, so a set of tokens says by itself what was answered where.
"""

import json
import re
from collections.abc import Iterable

HANDLE = re.compile(r"[0-9A-Za-z_-]{1,40}")
_PLACE = re.compile(r"[1-9]\d?")
_TOKEN = re.compile(rf"(?:{HANDLE.pattern})(?:\.(?:{HANDLE.pattern}))?")
LONGEST_WORDS = 4000


def is_token(text: str) -> bool:
    """Tell whether a text is a well-formed token."""
    name, written, words = text.partition("=")
    if not written:
        return bool(_TOKEN.fullmatch(name))
    return bool(HANDLE.fullmatch(name)) and 0 < len(words) <= LONGEST_WORDS and "\0" not in words


def handles(token: str) -> tuple[str, ...]:
    """Return what a token speaks of: one handle, or the two sides of a pair."""
    name, written, _ = token.partition("=")
    one, dot, other = name.partition(".")
    if written or not dot:
        return (name,)
    return (other,) if _PLACE.fullmatch(one) else (one, other)


def is_written(token: str) -> bool:
    """Tell whether a token holds words rather than choices."""
    return "=" in token


def stored(tokens: Iterable[str]) -> str:
    """Return the text an answer is kept as: sorted, joined by commas, or JSON if it has words."""
    ordered = sorted(set(tokens))
    if any(is_written(token) for token in ordered):
        return json.dumps(ordered, ensure_ascii=False)
    return ",".join(ordered)


def read_stored(text: str) -> frozenset[str]:
    """Read an answer from the text it is kept as."""
    if text.startswith("["):
        return frozenset(json.loads(text))
    return frozenset(text.split(",")) if text else frozenset()


def about(tokens: Iterable[str], own: frozenset[str]) -> frozenset[str]:
    """Keep the tokens that speak of these handles and of nothing else."""
    return frozenset(token for token in tokens if own.issuperset(handles(token)))
