"""What practice decides without a database: order, spacing, weakness, days."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.statistics.intervals import wilson
from zhifa_training.practice.rules.modes import (
    Mode,
    NothingToPractiseError,
    Subject,
    UnknownSubjectError,
    in_turn,
    read_subject,
    resume_at,
    shuffled,
)
from zhifa_training.practice.rules.progress import ArticleTally, days_running, weakest
from zhifa_training.practice.rules.spacing import GAPS, unmet

DAY = date(2026, 3, 1)
LAW = UUID(int=7)
answers = st.lists(st.tuples(st.booleans(), st.integers(0, 9)), max_size=30)


def after(history):
    """Return every standing of a history of (right?, days since the last answer)."""
    day, standing = DAY, unmet(DAY).after(is_right=False, on=DAY)
    standings = [(day, False, standing)]
    for is_right, days in history:
        day += timedelta(days=days)
        standing = standing.after(is_right=is_right, on=day)
        standings.append((day, is_right, standing))
    return standings


@pytest.mark.parametrize(
    ("days", "streak"), [((1, 3, 7), 3), ((0, 3, 7), 2), ((1, 2, 7), 2), ((1, 3, 6), 2)]
)
def test_each_gap_must_have_passed(days, streak):
    assert after([(True, gap) for gap in days])[-1][2].streak == streak


@given(answers)
def test_an_error_begins_anew_and_is_counted(history):
    standings = after(history)
    for day, is_right, standing in standings:
        if not is_right:
            assert (standing.streak, standing.due_on) == (0, day + timedelta(days=GAPS[0]))
    assert standings[-1][2].wrong == sum(not is_right for _, is_right, _ in standings)


@given(answers)
def test_mastery_takes_all_the_gaps_since_the_last_error(history):
    last_error = DAY
    for day, is_right, standing in after(history):
        if not is_right:
            last_error = day
        assert 0 <= standing.streak <= len(GAPS)
        if standing.is_mastered:
            assert day - last_error >= timedelta(days=sum(GAPS))


@given(answers, st.integers(1, 5))
def test_answers_of_one_day_count_once(history, times):
    day, _, standing = after(history)[-1]
    once = standing.after(is_right=True, on=day)
    again = once
    for _ in range(times):
        again = again.after(is_right=True, on=day)
    assert again == once


@given(st.integers(1, 30), st.sets(st.integers(1, 30)), st.none() | st.integers(1, 30))
def test_going_on_finds_an_open_place_if_there_is_one(total, answered, last):
    place = resume_at(total, answered, last)
    still_open = set(range(1, total + 1)) - answered
    assert (place in still_open) if still_open else place is None


def test_random_is_a_shuffle_that_the_seed_decides():
    questions = [str(n) for n in range(50)]
    turn = in_turn(Mode.RANDOM, questions, "seed")
    assert turn != questions
    assert sorted(turn) == sorted(questions)
    assert turn == in_turn(Mode.RANDOM, questions, "seed")
    assert in_turn(Mode.SEQUENCE, questions, "seed") == questions


@pytest.mark.parametrize("mode", list(Mode))
def test_nothing_is_said_with_a_remedy(mode):
    with pytest.raises(NothingToPractiseError):
        in_turn(mode, [], "seed")


@pytest.mark.parametrize("text", [f"law:{LAW}", f"articles:{LAW}.3,{LAW}.12", "type:single"])
def test_a_subject_is_written_as_it_is_read(text):
    assert str(read_subject(Mode.FOCUS, text)) == text
    assert read_subject(Mode.SEQUENCE, text) == Subject()


@pytest.mark.parametrize(
    "text", ["", "law:", "law:1", "type:none", "articles:", "articles:1.2", "x:y"]
)
def test_an_odd_subject_is_refused(text):
    with pytest.raises(UnknownSubjectError):
        read_subject(Mode.FOCUS, text)


def tally(article, answered, right):
    return ArticleTally(LAW, "某条例", article, answered, right)


def test_the_weakest_three_need_enough_answers():
    tallies = [tally(1, 4, 0), tally(2, 20, 2), tally(3, 20, 4), tally(4, 20, 1), tally(5, 20, 0)]
    assert [each.article for each in weakest(tallies)] == [5, 4, 2]
    assert weakest([tally(1, 4, 0), tally(2, 5, 4), tally(3, 100, 95)]) == []


@given(st.integers(5, 200).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_the_interval_is_that_of_the_library(counts):
    answered, right = counts
    assert tally(1, answered, right).interval == pytest.approx(wilson(right / answered, answered))


def test_days_running_end_today_or_yesterday():
    days = [DAY - timedelta(days=n) for n in (0, 1, 2, 4)]
    assert days_running(days, on=DAY) == 3
    assert days_running(days, on=DAY + timedelta(days=1)) == 3
    assert days_running(days, on=DAY + timedelta(days=2)) == 0
    assert days_running([], on=DAY) == 0


@given(st.lists(st.text(min_size=1, max_size=3), unique=True), st.booleans(), st.text(max_size=3))
def test_shuffling_keeps_every_handle_in_its_group(handles, may_move, seed):
    first, second = handles[: len(handles) // 2], handles[len(handles) // 2 :]
    found = shuffled([(first, may_move), (second, False)], seed)
    assert sorted(found[: len(first)]) == sorted(first)
    assert found[len(first) :] == second
    assert found == shuffled(
        [(first[::-1] if may_move else first, may_move), (second, False)], seed
    )
