"""Show what was struck out and what was put in (修改对照)."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

SHORTEST_KEPT = 2
"""A single character standing between two changes is read with them, unless it is punctuation."""
STOPS = frozenset("，。；：、（）《》“”\n")


class Mark(StrEnum):
    """Name what a stretch of text is (标记)."""

    EQUAL = "equal"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True)
class Segment:
    """Hold a stretch of text that is common to both, only in the old, or only in the new."""

    mark: Mark
    text: str


def redline(old: str, new: str) -> list[Segment]:
    """Return both texts as one run of segments.

    Without the inserted ones it reads as the old text, without the deleted ones as the new.
    """
    pieces = list(_merged(_opcodes(old, new)))
    return [
        Segment(mark, text)
        for before, after in pieces
        for mark, text in _marks(before, after)
        if text
    ]


def old_side(segments: list[Segment]) -> list[Segment]:
    """Return the segments of the old text."""
    return [segment for segment in segments if segment.mark is not Mark.INSERTED]


def new_side(segments: list[Segment]) -> list[Segment]:
    """Return the segments of the new text."""
    return [segment for segment in segments if segment.mark is not Mark.DELETED]


def _marks(before: str, after: str) -> list[tuple[Mark, str]]:
    if before == after:
        return [(Mark.EQUAL, before)]
    return [(Mark.DELETED, before), (Mark.INSERTED, after)]


def _opcodes(old: str, new: str) -> Iterator[tuple[str, str]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, start, end, new_start, new_end in matcher.get_opcodes():
        yield old[start:end], new[new_start:new_end]


def _merged(pieces: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Join changes that only a stray character keeps apart."""
    held_old = held_new = stray = ""
    for before, after in pieces:
        if before != after:
            held_old, held_new, stray = held_old + stray + before, held_new + stray + after, ""
        elif (held_old or held_new) and not stray and _is_stray(before):
            stray = before
        else:
            if held_old or held_new:
                yield held_old, held_new
            yield stray + before, stray + before
            held_old = held_new = stray = ""
    if held_old or held_new:
        yield held_old, held_new
    yield stray, stray


def _is_stray(text: str) -> bool:
    return len(text) < SHORTEST_KEPT and text not in STOPS
