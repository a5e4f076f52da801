"""补考与抽考: who is due again, how an exam ended, and a draw that anybody can repeat."""

import hashlib
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhifa_training.exams.rules import sampling
from zhifa_training.exams.rules.resits import (
    AbsenceError,
    AbsenceReason,
    Facts,
    Outcome,
    ResitError,
    Turn,
    ensure_absent,
    ensure_round,
    is_due,
    outcome,
    round_label,
    turn,
    why_not,
)

CAME = {"has_entered": True, "is_entry_over": True, "reason": None}
AWAY = {"has_entered": False, "is_scored": False, "is_passed": False}


def facts(number=0, **changes):
    values = {"is_entry_over": True, "has_entered": True, "is_scored": True, "is_passed": True}
    return Facts(**{"round": number, "reason": None} | values | changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Turn.PASSED),
        ({"is_passed": False}, Turn.FAILED),
        ({"is_scored": False}, Turn.AWAITING),
        (AWAY | {"is_entry_over": False}, Turn.AWAITING),
        (AWAY, Turn.UNEXPLAINED),
        (AWAY | {"reason": AbsenceReason.SICK}, Turn.EXCUSED),
        (AWAY | {"reason": AbsenceReason.NONE}, Turn.UNEXCUSED),
    ],
)
def test_a_round_turns_out_by_what_is_known(changes, expected):
    assert turn(facts(**changes)) is expected


@pytest.mark.parametrize("held", [Turn.PASSED, Turn.AWAITING, Turn.UNEXPLAINED])
def test_who_passed_or_waits_is_not_due(held):
    assert why_not([Turn.FAILED, held], takes_unexcused=True) is held


def test_who_failed_or_had_a_reason_is_due():
    assert is_due([Turn.FAILED], takes_unexcused=False)
    assert is_due([Turn.EXCUSED, Turn.FAILED], takes_unexcused=False)


def test_who_stayed_away_without_reason_is_due_only_where_the_exam_says_so():
    assert not is_due([Turn.UNEXCUSED], takes_unexcused=False)
    assert is_due([Turn.UNEXCUSED], takes_unexcused=True)


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [
        ([facts()], Outcome.FIRST_TRY),
        ([facts(is_passed=False), facts(1)], Outcome.AFTER_RESIT),
        ([facts(is_passed=False), facts(1, is_passed=False)], Outcome.FAILED),
        ([facts(is_passed=False), facts(1, **AWAY)], Outcome.FAILED),
        ([facts(is_passed=False), facts(1, is_scored=False)], Outcome.AWAITING),
        ([facts(**AWAY)], Outcome.ABSENT),
        ([facts(**AWAY), facts(1)], Outcome.AFTER_RESIT),
        ([facts(**AWAY, is_entry_over=False)], Outcome.AWAITING),
    ],
)
def test_an_exam_ends_in_one_way_for_each_officer(rounds, expected):
    assert outcome(rounds) is expected


def test_a_round_must_be_provided_in_order_and_in_time():
    ensure_round(0, limit=0, rounds_held=0, ended_at=None)
    ensure_round(1, limit=1, rounds_held=1, ended_at=None)
    for number, limit, held, ended, said in (
        (1, 0, 1, None, "没有补考"),
        (2, 1, 2, None, "最多补考 1 次"),
        (2, 3, 1, None, "还没有安排第 1 次补考，不能先安排第 2 次补考"),
        (1, 1, 1, datetime(2026, 1, 1, tzinfo=UTC), "已宣布结束"),
    ):
        with pytest.raises(ResitError, match=said):
            ensure_round(number, limit=limit, rounds_held=held, ended_at=ended)
    assert [round_label(number) for number in (0, 2)] == ["首考", "第 2 次补考"]


@pytest.mark.parametrize(
    ("withdrawn", "entered", "over", "said"),
    [(True, False, True, "已撤出"), (False, True, True, "已经进场"), (False, False, False, "截止")],
)
def test_a_reason_is_recorded_only_for_who_did_not_come(withdrawn, entered, over, said):
    with pytest.raises(AbsenceError, match=said):
        ensure_absent(is_withdrawn=withdrawn, has_entered=entered, is_entry_over=over)


POPULATION = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10**6)), unique_by=lambda p: p[1])


def pairs(found):
    return [(UUID(int=unit), UUID(int=officer)) for unit, officer in found]


@given(POPULATION, st.integers(1, 100), st.integers(0, 50), st.randoms(use_true_random=False))
def test_a_draw_takes_the_share_of_each_unit_in_whatever_order(found, share, least, shuffler):
    population = pairs(found)
    drawn = sampling.draw(population, seed="种", share=share, least=least)
    shuffler.shuffle(population)
    assert drawn == sampling.draw(population, seed="种", share=share, least=least)
    for unit in {unit for unit, _ in population}:
        officers = {officer for other, officer in population if other == unit}
        wanted = max(least, -(-len(officers) * share // 100))
        assert len(drawn & officers) == min(len(officers), wanted)
        lots = {
            officer: hashlib.sha256(f"种:{officer}".encode()).hexdigest() for officer in officers
        }
        left = [lots[officer] for officer in officers - drawn]
        assert all(lots[officer] < lot for officer in officers & drawn for lot in left)


def test_another_seed_draws_others():
    population = pairs((0, officer) for officer in range(200))
    draws = {sampling.draw(population, seed=str(seed), share=15, least=1) for seed in range(20)}
    assert len(draws) == 20
    assert {len(drawn) for drawn in draws} == {30}


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ({"called": 3, "is_drawn": False, "population": 9}, "名单中已有 3 人"),
        ({"called": 3, "is_drawn": True, "population": 9}, "只抽取一次"),
        ({"called": 0, "is_drawn": False, "population": 0}, "没有符合条件的人员"),
    ],
)
def test_a_sample_is_drawn_once_and_from_somebody(held, said):
    with pytest.raises(sampling.SampleFaultError, match=said):
        sampling.ensure_drawable(**held)
