import hashlib
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.marking import (
    MarkItem,
    PartialCredit,
    answers_digest,
    mark,
    mark_paper,
)
from question_bank.questions import QuestionType

SINGLE, MULTIPLE, TRUE_FALSE, INDEFINITE = (
    QuestionType.SINGLE,
    QuestionType.MULTIPLE,
    QuestionType.TRUE_FALSE,
    QuestionType.INDEFINITE,
)
OPTIONS = st.frozensets(st.sampled_from("ABCDEF"))
WORTHS = st.decimals(min_value=0, max_value=100, places=2)


def oracle(kind, key, chosen, worth, partial):
    """Score in whole cents by another road: fractions, counting, rounding by hand."""
    hits = sum(option in key for option in chosen)
    if hits != len(chosen) or hits == 0:
        share = Fraction(0)
    elif hits == len(key):
        share = Fraction(1)
    elif kind in (MULTIPLE, INDEFINITE):
        share = {
            "all_or_nothing": Fraction(0),
            "half": Fraction(1, 2),
            "proportional": Fraction(hits, len(key)),
        }[partial.value]
    else:
        share = Fraction(0)
    return int(Fraction(worth) * share * 100 + Fraction(1, 2))


@given(
    kind=st.sampled_from([SINGLE, MULTIPLE, TRUE_FALSE, INDEFINITE]),
    key=OPTIONS.filter(bool),
    chosen=OPTIONS,
    worth=WORTHS,
    partial=st.sampled_from(PartialCredit),
)
def test_marking_agrees_with_an_independent_oracle(kind, key, chosen, worth, partial):
    score = mark(kind, key, chosen, worth, partial)
    assert score * 100 == oracle(kind, key, chosen, worth, partial)
    assert score.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("chosen", "partial", "score"),
    [
        ("ACD", "all_or_nothing", "2.00"),
        ("AC", "all_or_nothing", "0.00"),
        ("AC", "half", "1.00"),
        ("A", "half", "1.00"),
        ("AC", "proportional", "1.33"),
        ("A", "proportional", "0.67"),
        ("ACDB", "half", "0.00"),
        ("AB", "proportional", "0.00"),
        ("", "half", "0.00"),
    ],
)
def test_a_wrong_option_costs_everything_and_a_missing_one_what_the_rule_says(
    chosen, partial, score
):
    found = mark(MULTIPLE, set("ACD"), set(chosen), Decimal(2), PartialCredit(partial))
    assert str(found) == score


def test_half_a_cent_rounds_up():
    assert mark(MULTIPLE, {"A", "B"}, {"A"}, Decimal("0.25"), PartialCredit.HALF) == Decimal("0.13")


@pytest.mark.parametrize("kind", [SINGLE, TRUE_FALSE])
def test_partial_credit_is_for_multiple_choice_alone(kind):
    assert mark(kind, {"A", "B"}, {"A"}, Decimal(2), PartialCredit.HALF) == 0


@pytest.mark.parametrize("worth", ["-1", "NaN", "Infinity"])
def test_a_worth_that_is_no_amount_is_refused(worth):
    with pytest.raises(ValueError, match="分值须为不小于零的数"):
        mark(SINGLE, {"A"}, {"A"}, Decimal(worth), PartialCredit.HALF)


def test_a_question_without_key_is_refused_rather_than_given_away():
    with pytest.raises(ValueError, match="没有标准答案"):
        mark(SINGLE, set(), set(), Decimal(1), PartialCredit.HALF)


ITEMS = [
    MarkItem("q1", SINGLE, frozenset("A"), Decimal(1)),
    MarkItem("q2", MULTIPLE, frozenset("ABC"), Decimal("2.5")),
    MarkItem("q3", TRUE_FALSE, frozenset("T"), Decimal(1)),
]


def test_a_paper_sums_its_questions_and_ignores_answers_to_none():
    answers = {"q1": frozenset("A"), "q2": frozenset("AB"), "q9": frozenset("A")}
    score = mark_paper(ITEMS, answers, PartialCredit.HALF)
    assert score.per_item == {"q1": Decimal(1), "q2": Decimal("1.25"), "q3": Decimal(0)}
    assert (str(score.total), str(score.full)) == ("2.25", "4.50")


def test_a_paper_that_holds_a_question_twice_is_refused():
    with pytest.raises(ValueError, match="“q1”重复"):
        mark_paper([ITEMS[0], ITEMS[0]], {}, PartialCredit.HALF)


@given(st.dictionaries(st.sampled_from("abcdef"), OPTIONS))
def test_the_digest_depends_on_the_answers_alone(answers):
    turned = {item: sorted(answers[item], reverse=True) for item in reversed(answers)}
    assert answers_digest(turned) == answers_digest(answers)
    assert answers_digest(answers | {"cleared": []}) == answers_digest(answers)
    assert answers_digest(answers | {"given": ["A"]}) != answers_digest(answers)


def test_the_digest_is_stable_across_releases():
    by_hand = hashlib.sha256(b'{"q1":["c"],"q2":["a","b"]}').hexdigest()
    assert answers_digest({"q2": ["b", "a"], "q1": ["c"]}) == by_hand


def test_labels_are_what_candidates_read():
    assert [rule.label for rule in PartialCredit] == ["全对给分", "少选得半", "少选按比例"]
