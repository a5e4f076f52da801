"""A take-over meets saves from the device left behind."""

from functools import partial

import pytest

from tests.databases import is_postgresql
from tests.races.crowd import mutant, pause
from zhifa_training.accounts.actor import system
from zhifa_training.core.db import db
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt, LateAnswer
from zhifa_training.exams.models.invigilation import SeatPin
from zhifa_training.exams.rules.answers import current_answers, kept
from zhifa_training.exams.services import attempts, invigilation, pins

pytestmark = pytest.mark.race
SCHEDULES = 200

TRIES = 500
"""A mutant shows itself in one race of a few; on a busy machine in one of many."""


def race(crowd, runner):
    """Save on the old device while the new one takes over; return saves taken after it did."""
    taken_over = []

    def old_device():
        overtaken = 0
        for seq in range(1000, 1015):
            was_over = bool(taken_over)
            _, outcome = runner.save(seq, epoch=1)
            overtaken += was_over and outcome.refusal is None
        return overtaken

    def new_device():
        pause(0.02)
        attempts.take_over(runner.attempt_id, actor=runner.actor, device="new")
        taken_over.append(True)
        _, outcome = runner.save(1, epoch=2)
        assert outcome.refusal is None
        return 0

    return sum(crowd.in_parallel(old_device, new_device))


def current(runner):
    events = db.session.query(AnswerEvent).filter_by(attempt_id=runner.attempt_id)
    rows = [
        (str(e.client_event_id), str(e.item_id), e.value, e.client_seq, e.lease_epoch)
        for e in events
    ]
    return current_answers(kept(rows))


def test_the_new_device_wins_and_the_old_one_is_kept_apart(crowd):
    for _ in range(SCHEDULES):
        runner = crowd.candidate().begin(device=attempts.device_digest("old"))
        assert race(crowd, runner) == 0
        assert current(runner) == {str(crowd.item): frozenset({"000"})}
    assert db.session.query(LateAnswer).filter_by(reason="lease_lost").count() > 0
    assert {attempt.lease_epoch for attempt in db.session.query(Attempt)} == {2}


def test_two_devices_that_take_over_at_once_get_one_epoch_each(crowd):
    for _ in range(20):
        runner = crowd.candidate().begin(device=attempts.device_digest("old"))
        take_over = partial(attempts.take_over, runner.attempt_id, actor=runner.actor)
        crowd.in_parallel(partial(take_over, device="left"), partial(take_over, device="right"))
        assert db.session.get(Attempt, runner.attempt_id).lease_epoch == 3


def test_without_the_epoch_check_the_old_device_goes_on(crowd, monkeypatch):
    """The mutant: the statement no longer looks at the epoch."""
    if is_postgresql():
        mutant(monkeypatch, "POSTGRESQL_SAVE", "gate.lease_epoch <> :epoch", "false")
    else:
        mutant(monkeypatch, "SQLITE_SAVE", "a.lease_epoch <> :epoch", "false")
    runners = (crowd.candidate().begin(device="old") for _ in range(TRIES))
    assert any(race(crowd, runner) for runner in runners)


def spend_twice(crowd):
    runner = crowd.candidate().begin()
    invigilator = system(roots=[crowd.unit.id])
    pin = invigilation.issue_pin(runner.attempt_id, reason="换机", actor=invigilator)

    def spend():
        try:
            pins.use_pin(runner.attempt_id, pin)
        except pins.PinRefusedError:
            return False
        return True

    return sum(crowd.in_parallel(spend, spend, spend))


def test_a_code_is_spent_once(crowd):
    assert {spend_twice(crowd) for _ in range(20)} == {1}


def test_a_code_that_is_looked_at_and_not_updated_is_spent_again(crowd, monkeypatch):
    """The mutant: the right code is found by looking, and nothing marks it as used."""

    def look(attempt_id, pin):
        kept = db.session.get_one(SeatPin, attempt_id, populate_existing=True)
        return kept.digest == pins.pin_digest(attempt_id, pin), 1

    monkeypatch.setattr(pins, "_try", look)
    assert spend_twice(crowd) == 3
