import logging
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from tests.features.room.rescoring import rescored
from zhifa_training.exams import ticker
from zhifa_training.exams.rules.words import AttemptState, CloseReason
from zhifa_training.exams.services import closing, sweeping
from zhifa_training.records.models import Fact, TrainingRecord

LONG_PAST = timedelta(minutes=-5)


def expire(db, attempt, by=timedelta(minutes=5)):
    attempt.deadline_at -= timedelta(minutes=55) + by
    db.session.commit()


def test_an_expired_attempt_is_closed_at_its_own_deadline_and_scored(candidate, db, stored):
    attempt = candidate.given()
    candidate.save()
    expire(db, attempt)
    deadline = attempt.deadline_at
    assert sweeping.sweep() == sweeping.Swept(closed=1, scored=0, filed=1, rescored=0, failed=0)
    attempt = stored.attempt(candidate.attempt_id)
    assert (attempt.closed_at, attempt.close_reason) == (deadline, CloseReason.EXPIRED)
    [score] = stored.scores(candidate.attempt_id)
    assert rescored(stored, candidate.attempt_id) == (score.score, score.answers_digest)
    assert sweeping.sweep() == sweeping.Swept(closed=0, scored=0, filed=0, rescored=0, failed=0)


@pytest.mark.parametrize("deadline_in", [timedelta(minutes=1), timedelta(seconds=-10)])
def test_nothing_is_closed_before_the_grace_is_over(candidate, stored, deadline_in):
    candidate.given(deadline_in=deadline_in)
    sweeping.sweep()
    assert stored.attempt(candidate.attempt_id).state is AttemptState.LIVE


def test_a_result_is_filed_in_the_ledger_once(candidate, db, stored):
    candidate.start()
    for index in range(4):
        candidate.save(candidate.event(index))
    candidate.hand_in()
    sweeping.sweep()
    sweeping.sweep()
    assert stored.attempt(candidate.attempt_id).state is AttemptState.FINAL
    records = db.session.query(TrainingRecord).all()
    assert {record.fact for record in records} == {
        Fact.ROTATION_EXAM_SAT,
        Fact.ROTATION_EXAM_PASSED,
    }
    assert len(records) == 2
    assert {record.source for record in records} == {f"attempt:{candidate.attempt_id}"}


def test_whoever_fails_has_sat_but_not_passed(candidate, db):
    candidate.start()
    candidate.hand_in()
    sweeping.sweep()
    facts = [record.fact for record in db.session.query(TrainingRecord)]
    assert facts == [Fact.ROTATION_EXAM_SAT]


def test_results_released_together_wait_for_their_release(candidate, db, stored):
    candidate.sitting.exam.release_policy = "together"
    db.session.commit()
    candidate.start()
    candidate.hand_in()
    assert sweeping.sweep().filed == 0
    assert db.session.query(TrainingRecord).count() == 0
    candidate.sitting.released_at = candidate.sitting.opens_at
    db.session.commit()
    assert sweeping.sweep().filed == 1


@pytest.fixture
def crowd(candidate, make):
    """Return a function that puts many officers into attempts that have expired."""

    def many(number):
        attempts = []
        for place in range(number):
            officer = make.officer(candidate.sitting.unit, name=f"考生{place}")
            make.call(candidate.sitting, officer)
            attempts.append(make.attempt(candidate.sitting, officer, deadline_in=LONG_PAST))
        return [attempt.id for attempt in attempts]

    return many


def test_one_poisoned_attempt_does_not_stop_the_others(
    crowd, candidate, stored, monkeypatch, caplog
):
    attempts = crowd(5)
    candidate.given(deadline_in=LONG_PAST)
    closing.marking_by_paper.forget()
    poisoned = attempts[2]
    score = closing._score

    def breaking(attempt_id, *rest):
        if attempt_id == poisoned:
            raise ValueError("试题没有标准答案，无法判分。")
        return score(attempt_id, *rest)

    with monkeypatch.context() as patch, caplog.at_level(logging.CRITICAL):
        patch.setattr(closing, "_score", breaking)
        swept = sweeping.sweep()
    assert (swept.closed, swept.filed, swept.failed) == (6, 5, 1)
    assert stored.attempt(poisoned).state is AttemptState.CLOSED
    assert sweeping.sweep() == sweeping.Swept(closed=0, scored=1, filed=1, rescored=0, failed=0)
    assert stored.attempt(poisoned).state is AttemptState.FINAL


def test_more_than_one_batch_is_swept(crowd, monkeypatch):
    attempts = crowd(7)
    monkeypatch.setattr(sweeping, "BATCH", 3)
    assert sweeping.sweep().closed == len(attempts)


def test_after_a_restart_every_open_attempt_closes_at_its_own_time(crowd, stored):
    """Nothing is kept per attempt in a process, so there is nothing to lose with it."""
    attempts = crowd(60)
    deadlines = {attempt.id: attempt.deadline_at for attempt in stored.attempts()}
    assert sweeping.sweep().closed == len(attempts)
    assert {attempt.id: attempt.closed_at for attempt in stored.attempts()} == deadlines


def test_the_command_tells_what_it_did(app, candidate):
    candidate.given(deadline_in=LONG_PAST)
    result = app.test_cli_runner().invoke(args=["exams", "sweep"])
    assert result.exit_code == 0, result.output
    assert "到时收卷 1 份" in result.output


def test_the_command_fails_where_an_attempt_could_not_be_scored(app, candidate, monkeypatch):
    candidate.given(deadline_in=LONG_PAST)

    def breaking(*_):
        raise ValueError("无法判分")

    monkeypatch.setattr(closing, "mark_paper", breaking)
    result = app.test_cli_runner().invoke(args=["exams", "sweep"])
    assert result.exit_code == 1
    assert "未能处理" in result.output


def test_the_ticker_outlives_a_database_that_is_away(app, db, monkeypatch, caplog):
    calls = []
    swept = threading.Event()

    def sweep():
        calls.append(time.monotonic())
        if len(calls) < 3:
            raise OperationalError("SELECT 1", {}, Exception("away"))
        swept.set()

    monkeypatch.setattr(ticker, "sweep", sweep)
    monkeypatch.setattr(ticker, "EVERY_SECONDS", 0.01)
    with caplog.at_level(logging.CRITICAL):
        stopping = ticker.start(app)
        assert swept.wait(5)
        stopping.set()
