"""What changed between two wordings: nothing lost, nothing invented, every type said whole."""

from dataclasses import replace

import pytest

from question_bank.comparison import compare, says
from question_bank.questions import Citation, Medium, QuestionType
from tests.unit.every_type import SHAPES, every_type


@pytest.fixture(scope="module")
def questions(tmp_path_factory):
    return every_type(tmp_path_factory.mktemp("bank"))


@pytest.mark.parametrize("kind", list(SHAPES))
def test_every_type_says_its_key_and_is_equal_to_itself(questions, kind):
    question = questions[kind]
    text = "\n".join(words for _, words in says(question))
    assert all(answer in text for answer in question.key_texts)
    assert question.stem in text
    assert question.evidence in text
    assert not any(line.is_changed for line in compare(question, question))


def test_without_a_before_everything_is_new(questions):
    lines = compare(None, questions["single"])
    assert all(line.is_changed and not line.before for line in lines)


def test_a_change_is_found_where_it_was_made(questions):
    case = questions["case"]
    part = case.body.parts[0]
    other = replace(part, question=replace(part.question, explanation="换了说法。"))
    changed = replace(case, body=replace(case.body, parts=(other, *case.body.parts[1:])))
    assert [line.label for line in compare(case, changed) if line.is_changed] == [
        "第 1 小题 · 解析"
    ]


def test_a_lost_part_and_another_picture_are_seen(questions):
    case = questions["case"]
    fewer = replace(case, body=replace(case.body, parts=case.body.parts[:2]))
    lost = [line.label for line in compare(case, fewer) if line.is_changed]
    assert "第 3 小题" in lost
    single = questions["single"]
    one = replace(
        single,
        type=QuestionType.EVIDENCE,
        body=replace(single.body, media=(Medium("a" * 64, "image", "现场照片"),)),
    )
    two = replace(one, body=replace(one.body, media=(Medium("b" * 64, "image", "现场照片"),)))
    assert [line.label for line in compare(one, two) if line.is_changed] == ["图像"]


def test_another_article_is_a_change(questions):
    single = questions["single"]
    citation = Citation(single.citation.law, single.citation.version, 52)
    [line] = [
        line for line in compare(single, replace(single, citation=citation)) if line.is_changed
    ]
    assert line.label == "依据"
