"""Answers typed into a plain form of a whole paper, and who must wait for a trial."""

from decimal import Decimal

import pytest

from question_bank.marking import PartialCredit, mark_paper, read_mark_item
from question_bank.storage import plain_body
from tests.unit.every_type import every_type
from zhifa_training.exams.rules.trial import (
    NothingAnsweredError,
    UntriedError,
    answers_of,
    ensure_answered,
    ensure_tried,
    right_answer,
)
from zhifa_training.exams.services.publishing import marked_by

HANDLES = {"one": ["aaaaaa", "bbbbbb"], "two": ["cccccc"], "three": ["dddddd"]}


def test_tokens_belong_to_the_question_whose_number_they_carry():
    fields = [("q1", "aaaaaa"), ("q1", "bbbbbb"), ("q2-1", "cccccc"), ("dddddd=", " 二百元 ")]
    assert answers_of(fields, HANDLES) == {
        "one": {"aaaaaa", "bbbbbb"},
        "two": {"cccccc"},
        "three": {"dddddd=二百元"},
    }


@pytest.mark.parametrize(
    "field",
    [
        ("q4", "aaaaaa"),
        ("q0", "aaaaaa"),
        ("q1", ""),
        ("q1", "<b>"),
        ("ffffff=", "词"),
        ("dddddd=", "  "),
        ("csrf_token", "aaaaaa"),
        ("qx", "aaaaaa"),
        ("q1111", "aaaaaa"),
    ],
)
def test_what_belongs_to_no_question_is_left_out(field):
    assert answers_of([field], HANDLES) == {}


def test_a_trial_without_an_answer_is_refused():
    with pytest.raises(NothingAnsweredError, match="请至少答一题"):
        ensure_answered({})
    ensure_answered({"one": {"aaaaaa"}})


def test_forms_nobody_tried_are_named():
    with pytest.raises(UntriedError, match=r"A 卷、C 卷尚未试考"):
        ensure_tried(["A 卷", "C 卷"])
    ensure_tried([])


class Revision:
    """What a revision row offers to publishing."""

    def __init__(self, question):
        self.key, self.body = sorted(question.key), plain_body(question.body)


def test_right_answers_earn_everything_that_rules_can_give(tmp_path):
    for name, question in every_type(tmp_path).items():
        key = marked_by(Revision(question))
        item = read_mark_item("one", question.type, key, Decimal(10))
        score = mark_paper([item], {"one": right_answer(question)}, PartialCredit.HALF)
        is_whole = not question.needs_marker
        assert (score.total == score.full) is is_whole, name
