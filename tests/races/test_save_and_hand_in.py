"""An answer meets a hand-in: whatever was acknowledged is in the scored set, once."""

from itertools import chain

import pytest
import sqlalchemy as sa

from question_bank.marking import answers_digest
from tests.databases import is_postgresql
from tests.races.crowd import mutant, pause, without_trigger
from zhifa_training.core.db import db, hot_connection
from zhifa_training.core.ids import new_id
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt, AttemptScore, LateAnswer
from zhifa_training.exams.rules.words import AttemptState
from zhifa_training.exams.services import answers, closing

pytestmark = pytest.mark.race
SCHEDULES = 200
WRITERS = 3
SAVES = 12
BOUND = 400


def race(crowd, runner):
    """Let writers save while one hands in; return ``(acknowledged, acknowledged but unscored)``."""

    def writer(place):
        acknowledged = []
        for number in range(SAVES):
            answer, outcome = runner.save(1 + number * WRITERS + place)
            if outcome.refusal is not None:
                break
            acknowledged += [answer.seq] * len(outcome.saved)
        return acknowledged

    def hander():
        pause(0.03)
        assert closing.hand_in(runner.attempt_id, epoch=1, token_digest=runner.token).receipt
        return []

    calls = [lambda place=place: writer(place) for place in range(WRITERS)]
    acknowledged = sorted(chain.from_iterable(crowd.in_parallel(hander, *calls)))
    return len(acknowledged), _unscored(runner, acknowledged)


def _unscored(runner, acknowledged):
    """Count the acknowledged answers that the score does not know, by what was scored last."""
    db.session.expire_all()
    events = db.session.query(AnswerEvent).filter_by(attempt_id=runner.attempt_id).all()
    [score] = db.session.query(AttemptScore).filter_by(attempt_id=runner.attempt_id)
    values = {event.client_seq: event.value.split(",") for event in events}
    assert set(acknowledged) <= set(values), "an acknowledged answer is not stored"
    digests = {answers_digest({str(runner.crowd.item): values[seq]}): seq for seq in values}
    scored = digests.get(score.answers_digest, 0)
    return sum(seq > scored for seq in acknowledged)


def test_no_acknowledged_answer_is_left_out_of_the_score(crowd):
    total = 0
    for _ in range(SCHEDULES):
        acknowledged, unscored = race(crowd, crowd.candidate().begin())
        assert unscored == 0
        total += acknowledged
    late = db.session.query(LateAnswer).count()
    assert total > SCHEDULES, "the writers were hardly running"
    assert late > 0, "no save ever met a closed attempt"


def test_check_then_insert_loses_acknowledged_answers(crowd, monkeypatch):
    """The mutant: the usual two statements, and no trigger."""

    def careless(wanted, values):
        attempt_id, [answer] = values["attempt"], wanted.answers
        with hot_connection() as connection:
            state = connection.scalar(sa.select(Attempt.state).where(Attempt.id == attempt_id))
        if state is not AttemptState.LIVE:
            return answers.Outcome(now=None, deadline_at=None, refusal=answers.Refusal.CLOSED)
        with hot_connection() as connection:
            connection.execute(
                sa.insert(AnswerEvent).values(
                    attempt_id=attempt_id,
                    client_event_id=new_id(),
                    item_id=answer.item_id,
                    value=answer.value,
                    client_seq=answer.seq,
                    lease_epoch=1,
                )
            )
        return answers.Outcome(now=None, deadline_at=None, saved=(answer.event_id,))

    monkeypatch.setattr(answers, "_save_on_postgresql", careless)
    monkeypatch.setattr(answers, "_save_on_sqlite", careless)
    with without_trigger("answer_event_only_while_live"):
        assert any(race(crowd, crowd.candidate().begin())[1] for _ in range(BOUND))


@pytest.mark.postgresql
@pytest.mark.skipif(not is_postgresql(), reason="SQLite has one write lock and no row locks")
def test_without_the_row_lock_one_statement_is_not_enough(crowd, monkeypatch):
    """The mutant: the same single statement without FOR SHARE."""
    mutant(monkeypatch, "POSTGRESQL_SAVE", "FOR SHARE OF a", "")
    with without_trigger("answer_event_only_while_live"):
        assert any(race(crowd, crowd.candidate().begin())[1] for _ in range(BOUND))
