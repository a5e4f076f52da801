"""A rehearsal's timetable, and how its requests are summed up."""

import pytest

from zhifa_training.exams.rules.rehearsal import (
    BELL,
    LAST_SAVE,
    LAST_START,
    SAVE_EVERY_SECONDS,
    Sample,
    Size,
    figures_by_kind,
    figures_of,
    quantile,
    timetable,
)


def size(examinees=50, seconds=60.0, questions=50, seed=1):
    return Size(examinees=examinees, seconds=seconds, questions=questions, seed=seed)


def test_the_same_seed_draws_the_same_moments():
    assert timetable(size()) == timetable(size())
    assert timetable(size()) != timetable(size(seed=2))


@pytest.mark.parametrize("seconds", [2, 3, 60, 600])
def test_everyone_does_everything_in_its_order_and_in_time(seconds):
    for turn in timetable(size(seconds=seconds)):
        moments = [turn.waits_at, turn.starts_at, *turn.saves_at, turn.hands_in_at]
        assert moments == sorted(moments)
        assert turn.waits_at <= BELL * seconds <= turn.starts_at <= LAST_START * seconds
        assert turn.saves_at[-1] <= LAST_SAVE * seconds <= turn.hands_in_at <= seconds


def test_saves_come_every_ten_seconds_with_jitter():
    turns = timetable(size(seconds=600))
    pauses = [
        b - a for turn in turns for a, b in zip(turn.saves_at, turn.saves_at[1:], strict=False)
    ]
    assert len(pauses) > 1000
    assert min(pauses) >= SAVE_EVERY_SECONDS * 0.8 - 1e-6
    assert max(pauses) <= SAVE_EVERY_SECONDS * 1.2 + 1e-6
    assert len({round(pause, 3) for pause in pauses}) > 100


@pytest.mark.parametrize("questions", [1, 7, 50, 200])
def test_the_saves_are_enough_for_every_question(questions):
    for turn in timetable(size(questions=questions)):
        assert turn.answers_at_once(questions) * len(turn.saves_at) >= questions


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([], 0.5, 0.0), ([3], 0.99, 3), ([1, 2, 3, 4], 0.5, 2), (range(1, 101), 0.95, 95)],
)
def test_a_quantile_is_a_value_that_occurred(values, share, expected):
    assert quantile(list(values), share) == expected


def test_what_waits_for_its_turn_counts_from_when_it_was_meant():
    """An overloaded server must not look fast because the client asked later."""
    late = [Sample("save", 1.0, 1.0 + wait, is_done=True) for wait in (0.5, 2.0)]
    assert figures_of(late).p99_ms == 2000


def test_a_failure_is_an_error_and_no_quick_answer():
    samples = [Sample("save", 0, 1, is_done=True), Sample("save", 0, 0.001, is_done=False)]
    figures = figures_by_kind(samples)["save"]
    assert (figures.requests, figures.errors, figures.p50_ms) == (2, 1, 1000)
    assert figures_by_kind(samples)["all"].errors == 1
