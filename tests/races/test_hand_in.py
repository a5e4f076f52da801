"""Many hand-ins and sweeps at one moment: one transition, one receipt, one score."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from zhifa_training.core.db import db
from zhifa_training.core.hot import HotStatement
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.rules.words import AttemptState
from zhifa_training.exams.services import closing, sweeping
from zhifa_training.records.models import TrainingRecord

pytestmark = pytest.mark.race
SCHEDULES = 200


def hand_in(runner):
    return closing.hand_in(runner.attempt_id, epoch=1, token_digest=runner.token)


def test_a_hundred_hand_ins_give_one_receipt_and_one_score(crowd):
    runner = crowd.candidate().begin()
    runner.save(5)
    outcomes = crowd.in_parallel(*[lambda: hand_in(runner)] * 100)
    assert len({outcome.receipt for outcome in outcomes}) == 1
    assert outcomes[0].receipt.answered == 1
    assert db.session.query(AttemptScore).count() == 1


def test_many_candidates_hand_in_twice_at_once(crowd):
    for _ in range(SCHEDULES):
        runner = crowd.candidate().begin()
        outcomes = crowd.in_parallel(*[lambda runner=runner: hand_in(runner)] * 3)
        assert len({outcome.receipt for outcome in outcomes}) == 1
    assert db.session.query(AttemptScore).count() == SCHEDULES


def run_out(crowd, count):
    return [crowd.candidate().begin(deadline_in=timedelta(minutes=-5)) for _ in range(count)]


@pytest.fixture
def expired(crowd):
    return run_out(crowd, 40)


def test_four_sweeps_at_once_bring_each_attempt_forward_once(crowd, expired):
    swept = crowd.in_parallel(*[sweeping.sweep] * 4)
    assert sum(one.closed for one in swept) == len(expired)
    assert sum(one.filed for one in swept) == len(expired)
    assert sum(one.failed for one in swept) == 0
    assert db.session.query(AttemptScore).count() == len(expired)
    assert db.session.query(TrainingRecord).count() == len(expired)


def test_a_sweep_and_the_candidate_close_an_attempt_once(crowd):
    expired = run_out(crowd, SCHEDULES)
    for runner in expired:
        outcome, receipt = crowd.in_parallel(
            lambda runner=runner: hand_in(runner),
            lambda runner=runner: closing.close_expired(runner.attempt_id),
        )
        assert receipt in (None, outcome.receipt)
    assert db.session.query(AttemptScore).count() == len(expired)


@pytest.fixture
def unguarded(monkeypatch):
    """The mutant: the update no longer asks whether the attempt is live, nor a sweep for it."""
    guarded = closing._closing()
    statement = (
        sa.update(Attempt.__table__)
        .where(Attempt.id == closing._ATTEMPT)
        .values(dict(guarded._values))
        .returning(*guarded.exported_columns)
    )
    for name in ("HAND_IN", "CLOSE_EXPIRED"):
        monkeypatch.setattr(closing, name, HotStatement(statement))


def test_without_the_guard_a_second_hand_in_breaks(crowd, unguarded, caplog):
    runner = crowd.candidate().begin()
    with caplog.at_level("CRITICAL"), pytest.raises(sa.exc.DBAPIError):
        crowd.in_parallel(*[lambda: hand_in(runner)] * 4)


def test_without_the_guard_sweeps_close_attempts_twice(expired, unguarded):
    """Neither the guard nor the sweep asks for the state; only constraints are left."""
    for _ in range(2):
        for runner in expired:
            try:
                closing.close_expired(runner.attempt_id)
            except sa.exc.DBAPIError:
                return
    pytest.fail("nothing noticed that attempts were closed twice")


def test_states_only_move_forward_whatever_the_code_does(crowd):
    runner = crowd.candidate().begin()
    hand_in(runner)
    back = sa.update(Attempt).where(Attempt.id == runner.attempt_id)
    with pytest.raises(sa.exc.DBAPIError, match="只能向前"), db.engine.begin() as connection:
        connection.execute(back.values(state=AttemptState.LIVE, closed_at=None))
