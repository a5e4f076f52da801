"""Answers to one question, as statistics need them (作答)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold one person's answer: what it earned, how the rest of the paper went, what was chosen.

    share and rest are between 0 and 1: of the question's marks, and of all other marks.
    """

    share: float
    rest: float
    chosen: frozenset[str]
