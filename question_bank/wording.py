"""The words of a text without what carries no content (词句)."""

import re

from question_bank.articles import fold

_SOURCES = re.compile(r"(?:依照|根据|按照|依据|对照)?《[^《》]*》(?:的?规定)?|<[^<>]*>")
_FILLERS = re.compile(
    "有关法律规定|下列|以下|哪些|哪项|哪个|什么|说法|表述|正确的|应当|可以|必须|依照|依法|按照|根据|规定"
    "|或者|以及|属于|关于|[的了是为在和或及由对其应须有某]"
)


def words(text: str) -> str:
    """Return a text folded, without punctuation and blanks."""
    return re.sub(r"[\W_]", "", fold(text)).casefold()


def bare(text: str) -> str:
    """Return the words of a text without the laws it names and without function words (虚词)."""
    return _FILLERS.sub("", words(_SOURCES.sub("", text)))


def grams(text: str, size: int) -> list[str]:
    """Cut words into overlapping pieces of so many characters; a shorter text is one piece."""
    return [text[place : place + size] for place in range(max(1, len(text) - size + 1))]
