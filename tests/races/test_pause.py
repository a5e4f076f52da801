"""A pause against a save, a resume against a resume, an end against a hand-in."""

import threading
import uuid

import pytest
import sqlalchemy as sa

from tests.databases import is_postgresql
from tests.races.crowd import mutant, pause
from zhifa_training.accounts.actor import system
from zhifa_training.core.db import db
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt, AttemptScore
from zhifa_training.exams.models.sittings import Candidate
from zhifa_training.exams.rules.invigilation import Act, ActRefusedError
from zhifa_training.exams.services import closing, invigilation

pytestmark = pytest.mark.race
ROUNDS = 60


@pytest.fixture
def invigilator(crowd):
    return system(roots=[crowd.unit.id])


def tried(act, *arguments, **told):
    pause(0.004)
    try:
        act(*arguments, **told)
    except ActRefusedError:
        db.session.rollback()
        return False
    return True


def stored(attempt_id):
    db.session.rollback()
    attempt = db.session.get_one(Attempt, attempt_id, populate_existing=True)
    events = db.session.query(AnswerEvent).filter_by(attempt_id=attempt_id).all()
    return attempt, events


def save_against_pause(crowd, invigilator):
    """Save while the invigilator pauses; return what was stored at a moment after the pause."""
    runner = crowd.candidate().begin()

    def save():
        pause(0.004)
        return runner.save(1)[1]

    def stop():
        return tried(invigilation.pause, runner.attempt_id, reason="火警", actor=invigilator)

    outcome, is_paused = crowd.in_parallel(save, stop)
    attempt, events = stored(runner.attempt_id)
    assert is_paused
    assert len(events) == len(outcome.saved)
    assert (outcome.refusal is None) == bool(outcome.saved)
    return [event for event in events if event.received_at > attempt.paused_at]


def test_a_save_comes_before_the_pause_or_waits(crowd, invigilator):
    for _ in range(ROUNDS):
        assert save_against_pause(crowd, invigilator) == []


def test_without_the_guard_a_save_comes_after_the_pause(crowd, invigilator, monkeypatch):
    row, name = ("gate", "POSTGRESQL_SAVE") if is_postgresql() else ("a", "SQLITE_SAVE")
    mutant(monkeypatch, name, f"AND {row}.paused_at IS NULL", "")
    runner = crowd.candidate().begin()
    invigilation.pause(runner.attempt_id, reason="火警", actor=invigilator)
    runner.save(1)
    attempt, events = stored(runner.attempt_id)
    assert [event.received_at > attempt.paused_at for event in events] == [True]


def resume_twice(crowd, invigilator):
    runner = crowd.candidate().begin()
    invigilation.pause(runner.attempt_id, reason="火警", actor=invigilator)
    paused = sa.update(Attempt).where(Attempt.id == runner.attempt_id)
    since = stored(runner.attempt_id)[0].paused_at
    before = stored(runner.attempt_id)[0].deadline_at
    db.session.execute(paused.values(paused_at=since.replace(year=since.year - 1)))
    db.session.commit()

    def resume():
        return tried(invigilation.resume, runner.attempt_id, reason="解除", actor=invigilator)

    resumed = crowd.in_parallel(resume, resume)
    attempt, _ = stored(runner.attempt_id)
    given = (attempt.deadline_at - before).total_seconds()
    return sum(resumed), abs(given - attempt.paused_seconds) < 0.002


def test_a_pause_is_given_back_once(crowd, invigilator):
    for _ in range(ROUNDS // 3):
        assert resume_twice(crowd, invigilator) == (1, True)


def test_looking_first_gives_it_back_twice(crowd, invigilator, monkeypatch):
    """The mutant: the resume trusts what it saw, and writes without its condition."""
    looked = threading.Barrier(2)
    real = invigilation.get_attempt

    def look(attempt_id, *, actor):
        found = real(attempt_id, actor=actor)
        if is_postgresql():
            looked.wait(10)
        return found

    def careless(attempt_id, *conditions, **values):
        if "paused_seconds" in values:
            values["paused_seconds"] = Attempt.paused_seconds + 60
            values["deadline_at"] = invigilation.SecondsAfter(Attempt.deadline_at, 60)
            conditions = ()
        return updated(attempt_id, *conditions, **values)

    updated = invigilation._updated
    runner = crowd.candidate().begin()
    invigilation.pause(runner.attempt_id, reason="火警", actor=invigilator)
    monkeypatch.setattr(invigilation, "get_attempt", look)
    monkeypatch.setattr(invigilation, "_updated", careless)

    def resume():
        return tried(invigilation.resume, runner.attempt_id, reason="解除", actor=invigilator)

    assert sum(crowd.in_parallel(resume, resume)) == 2
    assert stored(runner.attempt_id)[0].paused_seconds == 120


def test_an_end_and_a_hand_in_close_once(crowd, invigilator):
    for _ in range(ROUNDS):
        runner = crowd.candidate().begin()
        runner.save(1)

        def hand_in(runner=runner):
            pause(0.004)
            return closing.hand_in(runner.attempt_id, epoch=1, token_digest=runner.token)

        def end(runner=runner):
            act = invigilation.end
            return tried(act, runner.attempt_id, Act.FORCE, reason="离场", actor=invigilator)

        outcome, is_forced = crowd.in_parallel(hand_in, end)
        attempt, _ = stored(runner.attempt_id)
        scores = db.session.query(AttemptScore).filter_by(attempt_id=runner.attempt_id).count()
        assert scores == 1
        assert outcome.receipt is not None
        assert (attempt.stop is not None) == is_forced


def extend_twice(crowd, invigilator, keys):
    runner = crowd.candidate().begin()
    candidate_id = stored(runner.attempt_id)[0].candidate_id

    def extend(key):
        told = {"minutes": 10, "reason": "停电", "actor": invigilator, "key": key}
        return lambda: tried(invigilation.extend, runner.attempt_id, **told)

    done = crowd.in_parallel(*map(extend, keys))
    db.session.rollback()
    return sum(done), db.session.get_one(Candidate, candidate_id).extra_minutes


def test_one_form_sent_twice_at_once_is_given_once(crowd, invigilator):
    for _ in range(ROUNDS // 3):
        assert extend_twice(crowd, invigilator, [uuid.uuid4()] * 2) == (1, 10)


def test_without_the_key_it_is_given_twice(crowd, invigilator):
    """The mutant: every sending has a key of its own."""
    assert extend_twice(crowd, invigilator, [uuid.uuid4(), uuid.uuid4()]) == (2, 20)
