"""Moments are aware, scores are exact, keys sort by time."""

import time
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from zhifa_training.core import clock
from zhifa_training.core.ids import new_id
from zhifa_training.core.types import Score, UtcDateTime

SQLITE, POSTGRESQL = sqlite.dialect(), postgresql.dialect()


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=["sqlite", "postgresql"])
def test_a_naive_moment_is_refused(dialect):
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), dialect)  # noqa: DTZ001


@given(
    st.datetimes(min_value=datetime(2000, 1, 2), max_value=datetime(2100, 1, 1)),  # noqa: DTZ001
    st.integers(-12, 14),
)
def test_a_moment_comes_back_the_same_from_both_databases(naive, offset):
    moment = naive.replace(tzinfo=timezone(timedelta(hours=offset)))
    for dialect in (SQLITE, POSTGRESQL):
        stored = UtcDateTime().process_bind_param(moment, dialect)
        back = UtcDateTime().process_result_value(stored, dialect)
        assert back == moment
        assert back.tzinfo is UTC


@given(st.decimals(0, 10_000, places=2))
def test_a_score_comes_back_exactly(score):
    stored = Score().process_bind_param(score, SQLITE)
    assert isinstance(stored, int)
    assert Score().process_result_value(stored, SQLITE) == score


def test_a_finer_score_is_refused():
    with pytest.raises(ValueError, match="hundredth"):
        Score().process_bind_param(Decimal("0.005"), SQLITE)


def test_keys_are_version_seven_and_sort_by_time():
    first = new_id()
    time.sleep(0.002)
    second = new_id()
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert first < second
    assert abs((first.int >> 80) / 1000 - time.time()) < 5


def test_ten_thousand_keys_are_all_different():
    assert len({new_id() for _ in range(10_000)}) == 10_000


def test_keys_of_one_moment_or_of_a_clock_a_little_back_sort_as_they_were_made(monkeypatch):
    made = [new_id() for _ in range(2_000)]
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now - 30 * 10**9)
    made += [new_id() for _ in range(2_000)]
    assert made == sorted(made)


def test_a_clock_that_was_far_ahead_is_forgotten(monkeypatch):
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + 3600 * 10**9)
    new_id()
    monkeypatch.setattr(time, "time_ns", real)
    assert abs((new_id().int >> 80) / 1000 - time.time()) < 5


def test_wall_clock_time_is_read_as_beijing():
    typed = datetime(2026, 3, 1, 9, 0)  # noqa: DTZ001
    assert clock.from_beijing(typed) == datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
    assert clock.in_beijing(clock.from_beijing(typed)).hour == 9


def test_today_turns_at_midnight_in_beijing(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 1, 16, 0, tzinfo=UTC))
    assert clock.today().isoformat() == "2026-03-02"
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 1, 15, 59, tzinfo=UTC))
    assert clock.today().isoformat() == "2026-03-01"
