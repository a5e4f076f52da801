"""Trying a question out (试做): marked as in an exam, the marker's ticks given by whoever tries."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from question_bank.delivery import handles_of
from question_bank.in_words import in_words, right_in_words
from question_bank.marking import PartialCredit, mark
from question_bank.questions import GuidePoint, Question, QuestionType
from question_bank.responses import about, is_token
from question_bank.storage import plain_body, plain_options, shown

WORTH = Decimal(10)
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one question or part came to (试做结果)."""

    place: int
    """0 for the question itself, otherwise the number of the part."""
    score: Decimal
    worth: Decimal
    given: tuple[str, ...]
    right: tuple[str, ...]
    explanation: str
    citation: str
    guide: tuple[GuidePoint, ...]
    ticked: frozenset[int]

    @property
    def is_right(self) -> bool:
        """Tell whether everything was earned."""
        return self.score == self.worth


def tokens_of(fields: list[tuple[str, str]]) -> frozenset[str]:
    """Read an answer from the fields of a plain form: ``handle=`` holds words, others tokens."""
    given = (f"{name}{text.strip()}" if name.endswith("=") else text for name, text in fields)
    return frozenset(token for token in given if is_token(token))


def judge(
    question: Question,
    tokens: AbstractSet[str],
    *,
    ticks: AbstractSet[tuple[int, int]],
    partial: PartialCredit,
) -> list[Verdict]:
    """Mark an answer: one verdict for a question, one for each part of a case set."""
    if question.type is not QuestionType.CASE:
        return [_verdict(0, question, tokens, _worth(question), ticks, partial)]
    return [
        _verdict(place, part.question, tokens, Decimal(part.points), ticks, partial)
        for place, part in enumerate(question.body.parts, 1)
    ]


def _worth(question: Question) -> Decimal:
    """Return the points of a guide, so that each tick counts what it says; otherwise ten."""
    points = sum(point.points for point in question.body.guide)
    return Decimal(points) if points else WORTH


def _verdict(
    place: int,
    question: Question,
    tokens: AbstractSet[str],
    worth: Decimal,
    ticks: AbstractSet[tuple[int, int]],
    partial: PartialCredit,
) -> Verdict:
    item = as_delivered(question)
    own = about(tokens, frozenset(handles_of(item)))
    ticked = frozenset(point for where, point in ticks if where == place)
    is_written = question.type is QuestionType.SHORT_ANSWER
    score = (
        _by_ticks(question, ticked, worth)
        if is_written
        else mark(question.type, question.key, own, worth, partial)
    )
    return Verdict(
        place=place,
        score=score,
        worth=worth,
        given=tuple(in_words(item, own)),
        right=tuple(right_in_words(question, question.key)),
        explanation=question.explanation,
        citation=question.citation.label,
        guide=question.body.guide if is_written else (),
        ticked=ticked,
    )


def as_delivered(question: Question) -> dict[str, object]:
    """Return a question as a candidate may see it."""
    return shown(
        {
            "type": question.type.value,
            "stem": question.stem,
            "options": plain_options(question.options),
            "body": plain_body(question.body),
        }
    )


def _by_ticks(question: Question, ticked: AbstractSet[int], worth: Decimal) -> Decimal:
    guide = question.body.guide
    full = sum(point.points for point in guide)
    earned = sum(point.points for place, point in enumerate(guide) if place in ticked)
    return (worth * earned / full).quantize(_CENT, ROUND_HALF_UP) if full else Decimal(0)
