"""Clocks that are wrong, step or cross the end of a month (时钟): the verdict is the database's."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from zhifa_training.accounts.models import SignInSession
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.services import answers, sweeping

SHIFTS = [timedelta(minutes=-10), timedelta(minutes=10), timedelta(days=-1), timedelta(days=1)]
LEFT = {
    "answering": (timedelta(minutes=30), 200),
    "the last minute": (timedelta(minutes=1), 200),
    "grace": (timedelta(seconds=-10), 200),
    "over": (timedelta(minutes=-5), 410),
}
"""What remains at each stage, and how a save is answered then."""
TICK = timedelta(milliseconds=1)
GRACE = timedelta(seconds=30)


def shifted(by):
    """Set the clock of the web process; the database keeps its own."""
    return time_machine.travel(datetime.now(UTC) + by) if by else nullcontext()


def verdict(candidate, db, stored, left, by=timedelta(0)):
    """Answer, come to where ``left`` remains, answer again and hand in; return what was decided."""
    remaining, status = LEFT[left]
    attempt = candidate.given()
    candidate.save()
    attempt.started_at += remaining - timedelta(minutes=55)
    attempt.deadline_at += remaining - timedelta(minutes=55)
    db.session.commit()
    with shifted(by):
        told = candidate.save(expect=status)
        sweeping.sweep()
        receipt = candidate.hand_in()
    closed = stored.attempt(candidate.attempt_id)
    [score] = stored.scores(candidate.attempt_id)
    is_at_deadline = closed.closed_at == closed.deadline_at
    decided = (closed.close_reason, is_at_deadline, receipt["answered"], score.score)
    return len(told["saved"]), len(told["late"]), *decided


@pytest.mark.parametrize("by", SHIFTS, ids=str)
@pytest.mark.parametrize("left", LEFT)
def test_a_node_whose_clock_is_wrong_judges_as_any_other(candidate, stranger, db, stored, left, by):
    wrong = verdict(candidate, db, stored, left, by)
    assert wrong == verdict(stranger, db, stored, left)


@pytest.mark.parametrize("by", SHIFTS[:2], ids=str)
def test_a_clock_that_steps_during_the_exam_changes_nothing(candidate, db, stored, by):
    candidate.start()
    deadline = stored.attempt(candidate.attempt_id).deadline_at
    with shifted(by):
        candidate.save()
        assert sweeping.sweep().closed == 0
    candidate.save(candidate.event(1))
    assert candidate.hand_in()["answered"] == 2
    attempt = stored.attempt(candidate.attempt_id)
    assert attempt.deadline_at == deadline
    assert abs(attempt.closed_at - datetime.now(UTC)) < timedelta(minutes=5)


@pytest.mark.parametrize("by", SHIFTS[:2], ids=str)
@pytest.mark.parametrize(
    ("opens_in", "is_open"), [(timedelta(minutes=5), False), (timedelta(minutes=-5), True)]
)
def test_the_room_opens_by_the_database_s_clock(candidate, db, stored, opens_in, is_open, by):
    sitting = db.session.get(Sitting, candidate.sitting_id)
    sitting.opens_at = datetime.now(UTC) + opens_in
    db.session.commit()
    with shifted(by):
        candidate.browser.post("room.start", sitting_id=candidate.sitting_id)
    assert len(stored.attempts()) == is_open


@pytest.mark.parametrize(
    "deadline",
    [
        datetime(2026, 1, 31, 15, 59, 45, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 59, 45, tzinfo=UTC),
        datetime(2027, 2, 28, 23, 59, 45, tzinfo=UTC),
        datetime(2028, 2, 28, 23, 59, 45, tzinfo=UTC),
    ],
    ids=str,
)
def test_the_grace_crosses_the_end_of_a_month(candidate, db, stop_clock, deadline):
    attempt = candidate.given()
    candidate.save()
    attempt.started_at, attempt.deadline_at = deadline - timedelta(hours=1), deadline
    for signed_in in db.session.query(SignInSession):
        signed_in.expires_at = deadline + timedelta(hours=1)
    db.session.commit()
    stop_clock(deadline + GRACE)
    candidate.save()
    stop_clock(deadline + GRACE + TICK)
    candidate.save(expect=410)


@pytest.fixture
def judged_by_the_host(monkeypatch, stop_clock):
    real_save = answers.save

    def save(*given, **named):
        stop_clock(datetime.now(UTC))
        return real_save(*given, **named)

    monkeypatch.setattr(answers, "save", save)


@pytest.mark.parametrize(("by", "left"), [(SHIFTS[1], "the last minute"), (SHIFTS[0], "over")])
@pytest.mark.usefixtures("judged_by_the_host")
def test_asking_the_host_for_the_time_turns_it_red(candidate, stranger, db, stored, by, left):
    """The mutant: a node goes by its own clock."""
    verdict(stranger, db, stored, left)
    with pytest.raises(AssertionError):
        verdict(candidate, db, stored, left, by)
