"""The ends of the deadline and of the grace, to the millisecond, on a clock that stands still."""

from datetime import timedelta

import pytest

TICK = timedelta(milliseconds=1)
GRACE = timedelta(seconds=30)


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
