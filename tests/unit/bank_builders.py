"""Questions and law texts that tests of the question bank start from."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from question_bank.questions import (
    Citation,
    Option,
    Question,
    QuestionType,
    option_id,
    true_false_options,
)
from question_bank.syllabus import Difficulty, Field, Topic

LAWS = Path(__file__).resolve().parents[3] / "shared" / "data" / "laws"
needs_law_texts = pytest.mark.skipif(
    not LAWS.is_dir(), reason="没有法规文本（../shared/data/laws）"
)


def build_question(
    key="B",
    options=("五十元", "二百元", "五百元", "一千元"),
    kind=QuestionType.SINGLE,
    identity="administrative-penalty-001",
    **changes,
):
    """Build a well-formed question on 行政处罚法 51; key is letters, or a bool."""
    if kind is QuestionType.TRUE_FALSE:
        offered = true_false_options(identity)
        keys = {offered[0 if key else 1].id}
    else:
        offered = tuple(
            Option(option_id(identity, place), text) for place, text in enumerate(options)
        )
        keys = {offered["ABCDEFGH".index(letter)].id for letter in key}
    question = Question(
        id=identity,
        type=kind,
        stem="对公民适用简易程序当场作出罚款决定，罚款数额的上限是（　）。",
        options=offered,
        key=frozenset(keys),
        citation=Citation("行政处罚法", date(2021, 1, 22), 51),
        explanation="当场处罚对公民以二百元为限，五十元是旧法的数额。",
        evidence="对公民处以二百元以下",
        topic=Topic.COMMON_LAW,
        fields=frozenset([Field.GENERAL]),
        difficulty=Difficulty.MEDIUM,
    )
    return replace(question, **changes)
