"""Marking of every type beyond the choices, against an oracle written another way."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.folding import fold_answer
from question_bank.marking import (
    MarkItem,
    MarkPart,
    NeedsMarkerError,
    PartialCredit,
    mark,
    mark_paper,
    read_mark_item,
    shares_of,
    worth_of_marker,
)
from question_bank.questions import QuestionType
from question_bank.responses import about, handles, is_token, read_stored, stored

ALL, HALF, SHARE = PartialCredit
TEN = Decimal(10)


def score(kind, key, chosen, partial=ALL):
    return mark(QuestionType(kind), frozenset(key), frozenset(chosen), TEN, partial)


@pytest.mark.parametrize(
    ("chosen", "partial", "expected"),
    [
        (["1.a", "2.b", "3.c"], ALL, "10.00"),
        (["1.b", "2.a", "3.c"], ALL, "0.00"),
        (["1.b", "2.a", "3.c"], SHARE, "3.33"),
        (["1.b", "2.a", "3.c"], HALF, "3.33"),
        (["1.a"], SHARE, "3.33"),
        (["1.a", "2.a", "3.a", "1.b", "2.b", "3.b", "1.c", "2.c", "3.c"], SHARE, "3.33"),
        ([], SHARE, "0.00"),
    ],
)
def test_steps(chosen, partial, expected):
    assert score("ordering", ["1.a", "2.b", "3.c"], chosen, partial) == Decimal(expected)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (["la.ra", "lb.rb"], "10.00"),
        (["la.rb", "lb.rb"], "5.00"),
        (["la.ra", "la.rb", "lb.rb"], "5.00"),
        (["la.rc"], "0.00"),
    ],
)
@pytest.mark.parametrize("partial", PartialCredit)
def test_pairs(chosen, expected, partial):
    assert score("matching", ["la.ra", "lb.rb"], chosen, partial) == Decimal(expected)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (["b1=二百元", "b2=三千元"], "10.00"),
        (["b1=200元", "b2=３０００ 元"], "10.00"),
        (["b1=贰佰元整", "b2=3,000元"], "10.00"),
        (["b1=200", "b2=三千元"], "5.00"),
        (["b1=二百元", "b1=三百元", "b2=三千元"], "5.00"),
        (["b2=二百元"], "0.00"),
    ],
)
def test_blanks(chosen, expected):
    key = ["b1=二百元", "b1=贰佰元整", "b2=三千元"]
    assert score("fill_in", key, chosen) == Decimal(expected)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [("ab", "10.00"), ("a", "5.00"), ("ac", "0.00"), ("abc", "5.00"), ("cd", "0.00")],
)
def test_wrong_passages(chosen, expected):
    assert score("document_error", "ab", chosen) == Decimal(expected)


def test_an_indefinite_choice_follows_the_rule_of_the_paper():
    assert score("indefinite", "a", "a") == TEN
    assert score("indefinite", "ab", "a", HALF) == Decimal(5)
    assert score("evidence", "abc", "ab", SHARE) == Decimal("6.67")
    assert score("evidence", "ab", "abc", SHARE) == 0


def test_a_short_answer_is_not_marked_by_rule():
    with pytest.raises(NeedsMarkerError, match="简答题须由阅卷员评分"):
        score("short_answer", [], ["e=因为"])


def case(*parts, worth=TEN):
    return MarkItem("c", QuestionType.CASE, frozenset(), worth, parts)


ONE = MarkPart(QuestionType.SINGLE, frozenset("a"), frozenset("ab"), 2)
TWO = MarkPart(QuestionType.FILL_IN, frozenset(["x=证件"]), frozenset("x"), 1)
WORDS = MarkPart(QuestionType.SHORT_ANSWER, frozenset(), frozenset("e"), 7)


def test_a_case_set_is_the_sum_of_its_parts():
    item = case(ONE, TWO)
    paper = mark_paper([item], {"c": {"a", "x=证件"}}, ALL)
    assert paper.total == TEN
    assert mark_paper([item], {"c": {"a", "x=证"}}, ALL).total == Decimal("6.67")
    assert mark_paper([item], {"c": {"b", "x=证件"}}, ALL).total == Decimal("3.33")


@given(st.lists(st.integers(1, 9), min_size=1, max_size=9), st.decimals(0, 100, places=2))
def test_shares_add_up_to_the_worth(points, worth):
    parts = (MarkPart(QuestionType.SINGLE, frozenset("a"), frozenset("a"), one) for one in points)
    assert sum(shares_of(case(*parts, worth=worth))) == worth


def test_what_a_person_must_mark_waits_for_them():
    item = case(ONE, TWO, WORDS)
    assert worth_of_marker(item) == Decimal(7)
    answers = {"c": {"a", "e=违法事实确凿"}}
    assert mark_paper([item], answers, ALL).awaiting == {"c"}
    assert mark_paper([item], answers, ALL).total == Decimal(2)
    marked = mark_paper([item], answers, ALL, {"c": Decimal("4.5")})
    assert (marked.total, marked.awaiting) == (Decimal("6.50"), frozenset())
    assert mark_paper([item], answers, ALL, {"c": Decimal(99)}).total == Decimal(9)


def test_a_blank_sheet_waits_for_nobody():
    item = case(ONE, TWO, WORDS)
    assert not mark_paper([item], {"c": {"a"}}, ALL).awaiting
    short = MarkItem("s", QuestionType.SHORT_ANSWER, frozenset(), TEN)
    assert not mark_paper([short], {}, ALL).awaiting
    assert mark_paper([short], {"s": {"e=甲"}}, ALL).awaiting == {"s"}


def test_marking_reads_what_a_paper_keeps():
    key = [{"type": "single", "key": ["a"], "handles": ["a", "b"], "points": 2}]
    assert read_mark_item("c", QuestionType.CASE, key, TEN) == case(ONE)
    assert read_mark_item("q", QuestionType.SINGLE, ["a"], TEN).key == {"a"}


@pytest.mark.parametrize(
    ("words", "same"),
    [
        ("２００ 元", "二百元"),
        ("1.5万元", "一万五千元"),
        ("1,000", "一千"),
        ("０５日", "5日"),
        ("3.50%", "3.5%"),
        ("《行政处罚法》", "行政处罚法"),
        ("二〇二一年", "2021年"),
        ("ABC。", "abc"),
        ("三千千克", "3000千克"),
    ],
)
def test_folding_makes_equals_equal(words, same):
    assert fold_answer(words) == fold_answer(same)


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("15日", "1.5日"),
        ("三十", "三百"),
        ("1.05", "1.5"),
        ("10", "1"),
        ("1、5", "15"),
        ("4500千克", "45001000克"),
    ],
)
def test_folding_keeps_others_apart(words, other):
    assert fold_answer(words) != fold_answer(other)


WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


@given(st.text([chr(code) for code in range(0x20, 0x7F)] + list("零一二十百万亿元日"), max_size=20))
def test_width_and_space_never_tell_answers_apart(words):
    assert fold_answer(words.translate(WIDE)) == fold_answer(words)
    assert fold_answer(f" {words}\u3000") == fold_answer(words)


HANDLES = st.from_regex(r"[0-9a-f]{6}", fullmatch=True)
TOKENS = st.one_of(
    HANDLES,
    st.builds("{}.{}".format, st.integers(1, 99), HANDLES),
    st.builds("{}.{}".format, HANDLES, HANDLES),
    st.builds(
        "{}={}".format, HANDLES, st.text(min_size=1, max_size=30).filter(lambda t: "\0" not in t)
    ),
)


@given(st.frozensets(TOKENS, max_size=12))
def test_what_is_stored_is_read_back(tokens):
    assert all(map(is_token, tokens))
    assert read_stored(stored(tokens)) == tokens


@pytest.mark.parametrize(
    "token",
    [
        "",
        "=",
        "a b",
        "a.",
        ".a",
        "a.b.c",
        "a,b",
        "=甲",
        "a=",
        "a=\0",
        "x" * 41,
        "a" + "=" + "字" * 4001,
    ],
)
def test_other_text_is_no_token(token):
    assert not is_token(token)


def test_a_token_says_what_it_speaks_of():
    assert handles("abc") == ("abc",)
    assert handles("3.abc") == ("abc",)
    assert handles("abc.def") == ("abc", "def")
    assert handles("abc=甲.乙=丙") == ("abc",)
    assert about({"a", "b", "x=1", "a.b"}, frozenset("a")) == {"a"}


@given(st.permutations("abcdef"))
def test_an_ordering_is_right_in_one_order_only(order):
    key = {f"{place}.{step}" for place, step in enumerate("abcdef", 1)}
    chosen = {f"{place}.{step}" for place, step in enumerate(order, 1)}
    assert (score("ordering", key, chosen) == TEN) == (order == list("abcdef"))


def test_a_worse_answer_never_earns_more():
    dice = random.Random(7)
    key = {f"l{n}.r{n}" for n in range(6)}
    for _ in range(200):
        chosen = {f"l{n}.r{dice.randrange(6)}" for n in range(6)}
        right = chosen & key
        if right:
            spoiled = (chosen - {next(iter(right))}) | {"l0.r9"}
            assert score("matching", key, spoiled) <= score("matching", key, chosen)
