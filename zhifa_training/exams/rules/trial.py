"""Trying a paper out before anyone sits it (试考)."""

import re
from collections.abc import Iterable, Mapping, Sequence

from question_bank.questions import Question
from question_bank.responses import is_token
from zhifa_training.core.errors import DomainError

_CHOICE = re.compile(r"q([1-9]\d{0,2})(?:-\d+)?")


class UntriedError(DomainError):
    """A form has not been tried out (尚未试考)."""


class NothingAnsweredError(DomainError):
    """A trial without an answer tries nothing (没有作答)."""


def answers_of(
    fields: Iterable[tuple[str, str]], handles: Mapping[str, Iterable[str]]
) -> dict[str, frozenset[str]]:
    """Read a paper from a plain form: ``q3`` holds tokens of the third question, ``handle=`` words.

    ``handles`` tells what each question offers, by its id, in the order of the paper.
    """
    items = list(handles)
    owner = {handle: item for item, offered in handles.items() for handle in offered}
    found: dict[str, set[str]] = {}
    for name, text in fields:
        if name.endswith("=") and text.strip():
            item, token = owner.get(name[:-1]), name + text.strip()
        elif (choice := _CHOICE.fullmatch(name)) and int(choice[1]) <= len(items):
            item, token = items[int(choice[1]) - 1], text
        else:
            continue
        if item is not None and is_token(token):
            found.setdefault(item, set()).add(token)
    return {item: frozenset(tokens) for item, tokens in found.items()}


def right_answer(question: Question) -> frozenset[str]:
    """Return what a right answer gives: of what a blank accepts the first; nothing to be marked."""
    firsts = {f"{blank.id}={blank.accepted[0]}" for blank in question.body.blanks}
    plain = {token for token in question.key if "=" not in token}
    if question.body.parts:
        return frozenset().union(*(right_answer(part.question) for part in question.body.parts))
    return frozenset(firsts | plain)


def ensure_answered(answers: Mapping[str, object]) -> None:
    """Refuse to record a trial in which nothing was answered."""
    if not answers:
        raise NothingAnsweredError("还没有作答：请至少答一题再判分，未作答的试考不予记录")


def ensure_tried(untried: Sequence[str]) -> None:
    """Refuse to let candidates near forms that nobody has tried out."""
    if untried:
        named = "、".join(untried)
        raise UntriedError(f"{named}尚未试考：请先在考试页点“试考”，答一遍并核对判分，再安排场次")
