"""Statistics of one question from answers on several papers, and what deserves a second look."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.answers import Answer
from question_bank.statistics.pooled import doubts, question_statistics
from question_bank.statistics.report import plain

OPTIONS, KEY = ("a", "b", "c"), ("a",)
answers = st.lists(
    st.builds(
        Answer,
        st.sampled_from([0.0, 0.5, 1.0]),
        st.floats(0, 1),
        st.frozensets(st.sampled_from(OPTIONS), max_size=2),
    ),
    max_size=30,
)


def many(*chosen_at):
    """Return answers from (option, rest, how many)."""
    return [
        Answer(float(option in KEY), rest, frozenset(option))
        for option, rest, count in chosen_at
        for _ in range(count)
    ]


def test_a_question_by_hand():
    found = question_statistics(
        [*many(("a", 0.9, 2), ("b", 0.3, 1)), Answer(0.0, 0.3, frozenset())], OPTIONS, KEY
    )
    assert (found.n, found.omitted, found.facility) == (4, 1, 0.5)
    assert found.r_item_rest == pytest.approx(1)
    assert found.discrimination_27 == 1
    assert [(each.option, each.n) for each in found.options] == [
        ("a", 2), ("b", 1), ("c", 0), ("未答", 1),
    ]  # fmt: skip
    assert [each.is_key for each in found.options] == [True, False, False, False]


def test_a_sound_question_raises_no_doubt():
    assert doubts(question_statistics(
        many(("a", 0.9, 30), ("a", 0.4, 10), ("b", 0.4, 10), ("c", 0.3, 10)), OPTIONS, KEY
    )) == []  # fmt: skip


@pytest.mark.parametrize(
    ("given_answers", "said"),
    [
        (many(("b", 0.9, 30), ("a", 0.3, 20), ("c", 0.3, 10)), "请复核答案"),
        (many(("b", 0.9, 30), ("a", 0.3, 20), ("c", 0.3, 10)), "请复核该选项"),
        (many(("b", 0.9, 30), ("b", 0.5, 9), ("a", 0.3, 20), ("c", 0.9, 9)), "请复核该选项"),
        (many(("a", 0.9, 30), ("b", 0.3, 20)), "无人选择"),
    ],
)
def test_what_deserves_a_second_look_is_said(given_answers, said):
    assert any(said in doubt for doubt in doubts(question_statistics(given_answers, OPTIONS, KEY)))


@given(answers)
def test_any_answers_give_clean_json(found):
    statistics = question_statistics(found, OPTIONS, KEY)
    json.dumps(plain(statistics), allow_nan=False)
    assert sum(statistics.group_sizes.values()) == len(found)
    assert all(isinstance(doubt, str) for doubt in doubts(statistics))
