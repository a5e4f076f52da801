"""The ends of the deadline and of the grace, to the millisecond, on a clock that stands still."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.databases import is_postgresql
from zhifa_training.exams.services import answers
from zhifa_training.exams.services import save_statements as sql

TICK = timedelta(milliseconds=1)
GRACE = timedelta(seconds=30)


@pytest.fixture
def stop_clock(monkeypatch):
    """Return a function that makes the saving statements see one fixed moment."""

    def stop(moment):
        if is_postgresql():
            _replace(monkeypatch, "POSTGRESQL_SAVE", f"TIMESTAMPTZ '{moment.isoformat()}'")
            return
        now = f"'{moment:%Y-%m-%d %H:%M:%S.%f}'"
        _replace(monkeypatch, "SQLITE_SAVE", now)
        monkeypatch.setattr(answers, "SQLITE_EXPLAIN", sql.prepared(sql.SQLITE_EXPLAIN, now))
        keep = sa.text(sql.SQLITE_KEEP_LATE.replace("{now}", now))
        monkeypatch.setattr(answers, "SQLITE_KEEP_LATE", keep)

    return stop


def _replace(monkeypatch, name, now):
    kind = type(getattr(answers, name))
    monkeypatch.setattr(answers, name, kind(sql.prepared(getattr(sql, name), now)))


@pytest.mark.parametrize(
    ("after", "status"),
    [(-TICK, 200), (0 * TICK, 200), (TICK, 200), (GRACE, 200), (GRACE + TICK, 410)],
)
def test_a_device_that_saved_before_has_until_the_end_of_the_grace(
    candidate, db, stored, stop_clock, after, status
):
    attempt = _whole_second(candidate, db)
    candidate.save()
    stop_clock(attempt.deadline_at + after)
    told = candidate.save(expect=status)
    assert bool(told["late"]) == (status == 410)
    assert len(stored.events(attempt.id)) == 1 + (status == 200)


@pytest.mark.parametrize(
    ("after", "status"), [(-TICK, 200), (0 * TICK, 200), (TICK, 410), (GRACE, 410)]
)
def test_a_device_that_never_saved_has_until_the_deadline(
    candidate, db, stored, stop_clock, after, status
):
    attempt = _whole_second(candidate, db)
    stop_clock(attempt.deadline_at + after)
    candidate.save(expect=status)
    assert len(stored.events(attempt.id)) == (status == 200)


def _whole_second(candidate, db):
    attempt = candidate.given()
    attempt.deadline_at = attempt.deadline_at.replace(microsecond=0)
    db.session.commit()
    return attempt
