from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhifa_training.exams.rules.answers import Kept, answered, current_answers, kept, next_seq
from zhifa_training.exams.rules.attempts import (
    Entry,
    EntryState,
    Phase,
    compute_state,
    deadline,
    entry_state,
    receipt_number,
)
from zhifa_training.exams.rules.words import AttemptState

BELL = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TICK = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("begins", "extra", "ends"),
    [(0, 0, 60), (30, 0, 90), (100, 0, 120), (0, 15, 75), (100, 15, 135)],
)
def test_an_attempt_ends_with_its_time_or_the_window_and_the_extension(begins, extra, ends):
    found = deadline(
        started_at=BELL + begins * MINUTE,
        duration_minutes=60,
        extra_minutes=extra,
        closes_at=BELL + 120 * MINUTE,
    )
    assert found == BELL + ends * MINUTE


def entry(**changes):
    values = {
        "opens_at": BELL,
        "closes_at": BELL + 120 * MINUTE,
        "late_entry_minutes": 15,
        "is_cancelled": False,
        "attempts_made": 0,
        "attempt_limit": 1,
    }
    return Entry(**values | changes)


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (-30 * MINUTE - TICK, EntryState.EARLY),
        (-30 * MINUTE, EntryState.WAITING),
        (-TICK, EntryState.WAITING),
        (0 * MINUTE, EntryState.OPEN),
        (15 * MINUTE, EntryState.OPEN),
        (15 * MINUTE + TICK, EntryState.TOO_LATE),
        (120 * MINUTE - TICK, EntryState.TOO_LATE),
        (120 * MINUTE, EntryState.OVER),
    ],
)
def test_entry_opens_and_closes_on_the_tick(after, state):
    assert entry_state(entry(), BELL + after) is state


def test_without_a_limit_one_may_enter_until_the_window_closes():
    always = entry(late_entry_minutes=None)
    assert entry_state(always, BELL + 120 * MINUTE - TICK) is EntryState.OPEN


def test_used_up_and_cancelled_are_said_first():
    assert entry_state(entry(attempts_made=1), BELL) is EntryState.USED_UP
    assert entry_state(entry(is_cancelled=True, attempts_made=1), BELL) is EntryState.CANCELLED


@dataclass(frozen=True)
class Timed:
    state: AttemptState = AttemptState.LIVE
    deadline_at: datetime = BELL
    grace_seconds: int = 30
    paused_at: datetime | None = None


def test_an_attempt_whose_clock_stands_still_does_not_run_out():
    paused = Timed(paused_at=BELL - MINUTE)
    assert compute_state(paused, BELL + timedelta(days=1)) is Phase.ANSWERING
    assert compute_state(replace(paused, state=AttemptState.CLOSED), BELL) is Phase.CLOSED


@pytest.mark.parametrize("paused", [0, 1, 600])
def test_a_pause_is_part_of_the_deadline(paused):
    facts = {
        "started_at": BELL,
        "duration_minutes": 60,
        "extra_minutes": 5,
        "closes_at": BELL + timedelta(hours=3),
    }
    ends = deadline(**facts, paused_seconds=paused)
    assert ends - deadline(**facts) == timedelta(seconds=paused)


@pytest.mark.parametrize(
    ("after", "phase"),
    [
        (-TICK, Phase.ANSWERING),
        (0 * TICK, Phase.ANSWERING),
        (TICK, Phase.COLLECTING),
        (timedelta(seconds=30), Phase.COLLECTING),
        (timedelta(seconds=30) + TICK, Phase.CLOSED),
    ],
)
def test_an_attempt_closes_by_its_deadline_alone(after, phase):
    assert compute_state(Timed(), BELL + after) is phase


@pytest.mark.parametrize("state", [s for s in AttemptState if s is not AttemptState.LIVE])
def test_what_was_closed_stays_closed(state):
    assert compute_state(Timed(state=state), BELL - MINUTE) is Phase.CLOSED


def test_a_receipt_number_belongs_to_one_attempt():
    first, second = (receipt_number(UUID(int=number)) for number in (1, 2))
    assert first == receipt_number(UUID(int=1)) != second
    assert len(first) <= 16


def test_the_newest_lease_wins_then_the_newest_answer():
    item, other = UUID(int=7), UUID(int=8)
    answers = [
        Kept(2, 1, UUID(int=1), item, "b"),
        Kept(1, 9, UUID(int=2), item, "a"),
        Kept(1, 3, UUID(int=3), other, "c,d"),
        Kept(1, 4, UUID(int=4), other, ""),
    ]
    for order in (answers, answers[::-1]):
        assert current_answers(order) == {str(item): frozenset("b")}
    assert next_seq(answers) == 10
    assert next_seq([]) == 1


SOME = st.integers(0, 2)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 2**128 - 1), SOME, st.sampled_from(["", "a", "a,b", '["c=d,e"]']), SOME, SOME
    ),
    unique_by=lambda row: row[0],
)


@given(ROWS, st.sampled_from([str, lambda identity: identity.hex]))
def test_a_hand_in_reads_the_same_answers_as_everyone(rows, spelled):
    """Whatever the order, the ties, and how the database spells ids."""
    spelled_rows = [
        [spelled(UUID(int=event)), spelled(UUID(int=item)), *rest] for event, item, *rest in rows
    ]
    assert answered(spelled_rows) == current_answers(kept(spelled_rows))
    assert answered(None) == {}
