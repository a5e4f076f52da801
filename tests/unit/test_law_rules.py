"""施行区间与两人原则: what the dates alone decide."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhifa_training.laws.rules import (
    DraftDecidedError,
    DraftState,
    Interval,
    RepealFaultError,
    SameHandError,
    Validity,
    VersionClashError,
    ensure_repeal,
    ensure_second_person,
    ensure_staged,
    place,
    starts_on,
    validity,
)

JAN, MAR, MAY, JUL = (date(2024, month, 1) for month in (1, 3, 5, 7))


def interval(begins, ends=None):
    return Interval(uuid4(), begins, ends)


def test_a_date_of_effect_before_the_adoption_is_the_old_law_s():
    assert starts_on(MAR, JAN) == MAR
    assert starts_on(MAR, MAY) == MAY
    assert starts_on(MAR, None) == MAR


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 2, 29), Validity.COMING),
        (MAR, Validity.IN_FORCE),
        (date(2024, 6, 30), Validity.IN_FORCE),
        (JUL, Validity.PAST),
    ],
)
def test_a_version_holds_from_its_first_day_until_the_day_before_its_end(on, expected):
    assert validity(starts_on=MAR, ends_on=JUL, on=on) is expected


def test_a_version_without_an_end_holds_for_good():
    assert validity(starts_on=MAR, ends_on=None, on=date(2999, 1, 1)) is Validity.IN_FORCE


def test_a_new_version_ends_the_one_before():
    old = interval(JAN)
    placed = place(MAY, [old])
    assert (placed.shortened, placed.ends_on) == (old.id, None)


def test_an_earlier_version_found_later_ends_where_the_known_one_begins():
    placed = place(JAN, [interval(MAY)])
    assert (placed.shortened, placed.ends_on) == (None, MAY)


def test_a_version_between_two_takes_the_rest_of_the_first():
    first, last = interval(JAN, MAY), interval(MAY)
    placed = place(MAR, [last, first])
    assert (placed.shortened, placed.ends_on) == (first.id, MAY)


def test_a_version_of_a_repealed_law_ends_with_it():
    placed = place(MAR, [interval(JAN, JUL)])
    assert placed.ends_on == JUL
    assert place(JUL, [interval(JAN, JUL)]).shortened is None


def test_two_versions_of_one_day_are_refused():
    with pytest.raises(VersionClashError, match="2024-03-01"):
        place(MAR, [interval(MAR)])


@given(st.lists(st.dates(date(2000, 1, 1), date(2030, 1, 1)), unique=True, max_size=12))
def test_in_whatever_order_versions_come_they_never_overlap_and_leave_no_gap(days):
    known = {}
    for day in days:
        placed = place(day, known.values())
        if placed.shortened is not None:
            known[placed.shortened] = Interval(
                placed.shortened, known[placed.shortened].starts_on, day
            )
        new = Interval(uuid4(), day, placed.ends_on)
        known[new.id] = new
    ordered = sorted(known.values(), key=lambda each: each.starts_on)
    assert [each.ends_on for each in ordered[:-1]] == [each.starts_on for each in ordered[1:]]
    assert not ordered or ordered[-1].ends_on is None


def test_who_proposed_may_not_confirm():
    me = uuid4()
    with pytest.raises(SameHandError):
        ensure_second_person(proposed_by=me, confirmed_by=me)
    ensure_second_person(proposed_by=me, confirmed_by=uuid4())
    ensure_second_person(proposed_by=None, confirmed_by=None)


@pytest.mark.parametrize("state", [DraftState.CONFIRMED, DraftState.DISCARDED])
def test_what_is_decided_is_not_decided_again(state):
    with pytest.raises(DraftDecidedError):
        ensure_staged(state)


@pytest.mark.parametrize(
    ("known", "on", "basis", "said"),
    [
        (interval(JAN), MAR, " ", "废止依据"),
        (interval(JAN, MAR), MAY, "令", "已于 2024-03-01 失效"),
        (interval(MAR), MAR, "令", "须晚于"),
    ],
)
def test_a_senseless_repeal_is_refused(known, on, basis, said):
    with pytest.raises(RepealFaultError, match=said):
        ensure_repeal(known, on=on, basis=basis)
