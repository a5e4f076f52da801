"""How a person of the demo answers a paper (模拟作答)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from question_bank.questions import QuestionType
from question_bank.syllabus import Difficulty
from zhifa_training.demo.bank import DemoQuestion

EASE = {Difficulty.EASY: 2.1, Difficulty.MEDIUM: 1.5, Difficulty.HARD: 0.8}
TYPE_EASE = {QuestionType.SINGLE: 0.0, QuestionType.TRUE_FALSE: 0.25, QuestionType.MULTIPLE: -0.75}
BLANK_SHARE, SECOND_THOUGHT_SHARE, INCOMPLETE_SHARE = 0.008, 0.04, 0.6


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it was given; a later one to the same question replaces it."""

    item: str
    options: frozenset[str]


def answer(draw: Random, questions: Iterable[DemoQuestion], ability: float) -> list[Given]:
    """Return the answers in the order given, second thoughts included."""
    given = []
    for question in questions:
        if draw.random() < BLANK_SHARE:
            continue
        if draw.random() < SECOND_THOUGHT_SHARE:
            given.append(Given(question.id, _choice(draw, question, ability - 1)))
        given.append(Given(question.id, _choice(draw, question, ability)))
    return given


def _choice(draw: Random, question: DemoQuestion, ability: float) -> frozenset[str]:
    ease = ability + EASE[question.pool_item.difficulty] + TYPE_EASE[question.type]
    if draw.random() < 1 / (1 + math.exp(-ease)):
        return question.key
    if question.type is QuestionType.MULTIPLE:
        return _wrong_set(draw, question)
    wrong = [option for option in question.option_ids if option not in question.key]
    return frozenset([draw.choice(wrong)])


def _wrong_set(draw: Random, question: DemoQuestion) -> frozenset[str]:
    """Leave one right option out, or take a wrong one in."""
    key = sorted(question.key)
    wrong = [option for option in question.option_ids if option not in question.key]
    if not wrong or draw.random() < INCOMPLETE_SHARE:
        left_out = draw.choice(key)
        return frozenset(option for option in key if option != left_out)
    return frozenset([*draw.sample(key, draw.randint(1, len(key))), draw.choice(wrong)])


def final(given: Sequence[Given]) -> dict[str, frozenset[str]]:
    """Return the last answer of each question."""
    return {each.item: each.options for each in given}
