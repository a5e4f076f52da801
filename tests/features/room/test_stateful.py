"""An attempt through any order of acts, against a plain model that shares no code with it."""

import uuid
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.databases import is_postgresql
from tests.features.room.rescoring import rescored
from tests.races.crowd import Crowd, mutant
from zhifa_training.accounts.actor import system
from zhifa_training.core.db import db
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt, AttemptScore, LateAnswer
from zhifa_training.exams.rules.answers import Answer, Save
from zhifa_training.exams.rules.invigilation import Act, ActRefusedError
from zhifa_training.exams.rules.words import AttemptState
from zhifa_training.exams.services import answers, attempts, closing, invigilation, sweeping

LEFT = {"answering": 1800, "grace": -10, "over": -300}
"""Seconds left at each stage; far from every boundary, so that the clock itself decides nothing."""
NUMBERS = st.integers(min_value=1, max_value=4000)


class Sitting(RuleBasedStateMachine):
    """What a candidate, their devices, the network and the clock may do, in any order."""

    crowd = None

    def __init__(self):
        super().__init__()
        self.events, self.saved, self.late = {}, {}, {}
        self.stage, self.epoch, self.is_closed, self.receipt = "answering", 1, False, None
        self.device, self.is_paused, self.stop = 0, False, None

    @initialize()
    def start(self):
        self.candidate = self.crowd.candidate()
        self.candidate.attempt_id = self._start()

    @rule()
    def start_again(self):
        if not self.is_closed and (self.stage != "over" or self.is_paused):
            assert self._start() == self.candidate.attempt_id

    def _start(self):
        actor = self.candidate.actor
        return attempts.start(self.crowd.sitting_id, actor=actor, device="device 0")

    @rule(seqs=st.lists(NUMBERS, min_size=1, max_size=4), stale=st.booleans())
    def save(self, seqs, stale):
        events = {uuid.uuid4(): seq for seq in seqs}
        self.events |= {event: (seq, self.epoch) for event, seq in events.items()}
        self._send(events, epoch=max(1, self.epoch - stale))

    @precondition(lambda self: self.events)
    @rule(data=st.data())
    def replay(self, data):
        event = data.draw(st.sampled_from(list(self.events)))
        seq, epoch = self.events[event]
        self._send({event: seq}, epoch=epoch)

    @rule()
    def take_over(self):
        self.device += 1
        attempts.take_over(
            self.candidate.attempt_id, actor=self.candidate.actor, device=f"device {self.device}"
        )
        if not self.is_closed and (self.stage == "answering" or self.is_paused):
            self.epoch += 1
        else:
            self.device -= 1

    @rule()
    def pause(self):
        is_done = self._done(invigilation.pause)
        can = not self.is_closed and not self.is_paused and self.stage == "answering"
        assert is_done == can
        self.is_paused = self.is_paused or is_done

    @rule()
    def resume(self):
        assert self._done(invigilation.resume) == self.is_paused
        self.is_paused = False

    @rule(act=st.sampled_from([Act.FORCE, Act.TERMINATE]))
    def end(self, act):
        is_done = self._done(partial(invigilation.end, act=act))
        assert is_done == (not self.is_closed)
        if is_done:
            self.is_closed, self.is_paused = True, False
            self.stop = invigilation.STOPS[act]

    def _done(self, act):
        invigilator = system(roots=[self.crowd.unit.id])
        try:
            act(self.candidate.attempt_id, reason="原因", actor=invigilator)
        except ActRefusedError:
            db.session.rollback()
            return False
        return True

    @precondition(lambda self: self.stage != "over" and not self.is_closed and not self.is_paused)
    @rule()
    def time_passes(self):
        stages = list(LEFT)
        self.stage = stages[stages.index(self.stage) + 1]
        deadline = datetime.now(UTC) + timedelta(seconds=LEFT[self.stage])
        moved = sa.update(Attempt).where(Attempt.id == self.candidate.attempt_id)
        with db.engine.begin() as connection:
            connection.execute(moved.values(deadline_at=deadline))

    @rule(stale=st.booleans())
    def hand_in(self, stale):
        epoch = max(1, self.epoch - stale)
        outcome = closing.hand_in(
            self.candidate.attempt_id, epoch=epoch, token_digest=self.candidate.token
        )
        if self.is_paused:
            assert outcome.refusal == "paused"
            return
        if not self.is_closed and epoch != self.epoch:
            assert outcome.refusal == "lease_lost"
            return
        self.is_closed = True
        self.receipt = self.receipt or outcome.receipt
        assert outcome.receipt == self.receipt

    @rule()
    def sweep(self):
        assert sweeping.sweep().failed == 0
        if not self.is_paused:
            self.is_closed = self.is_closed or self.stage == "over"

    def _send(self, events, *, epoch):
        last = max((seq for seq, of in self.saved.values() if of == self.epoch), default=None)
        expected = {event: self._is_taken(seq, epoch, last) for event, seq in events.items()}
        given = tuple(sorted(self._answer(event, seq) for event, seq in events.items()))
        outcome = answers.save(
            self.candidate.attempt_id, Save(epoch, given), token_digest=self.candidate.token
        )
        if self.is_paused:
            assert (outcome.refusal, outcome.saved, outcome.late) == ("paused", (), ())
            return
        for event, is_taken in expected.items():
            if event in self.saved:
                assert event in outcome.saved, "what was acknowledged stays acknowledged"
            elif is_taken:
                assert event in outcome.saved
                self.saved[event] = (events[event], epoch)
            else:
                assert event in outcome.late
                self.late[event] = True
        assert len(outcome.saved) + len(outcome.late) == len(events)

    def _is_taken(self, seq, epoch, last):
        if self.is_closed or epoch != self.epoch or self.stage == "over":
            return False
        return self.stage == "answering" or (last is not None and seq > last)

    def _answer(self, event, seq):
        chosen = tuple(f"{bit:03x}" for bit in range(12) if seq >> bit & 1)
        return Answer(event, self.crowd.item, chosen, seq)

    @invariant()
    def the_database_agrees(self):
        if not hasattr(self, "candidate"):
            return
        db.session.rollback()
        mine = {"attempt_id": self.candidate.attempt_id}
        stored = db.session.query(AnswerEvent).filter_by(**mine).all()
        late = db.session.query(LateAnswer).filter_by(**mine).all()
        attempt = db.session.get(Attempt, self.candidate.attempt_id)
        scores = db.session.query(AttemptScore).filter_by(**mine).all()
        assert {e.client_event_id: (e.client_seq, e.lease_epoch) for e in stored} == self.saved
        assert {row.client_event_id for row in late} == set(self.late)
        assert attempt.lease_epoch == self.epoch
        assert (attempt.state is not AttemptState.LIVE) == self.is_closed
        assert (attempt.paused_at is not None) == self.is_paused
        assert attempt.stop == self.stop
        assert len(scores) == int(self.is_closed)
        if scores:
            assert attempt.closed_at <= attempt.deadline_at
            reader = _Reader(attempt, stored)
            assert rescored(reader, attempt.id) == (scores[0].score, scores[0].answers_digest)
            if self.receipt:
                assert self.receipt.digest == scores[0].answers_digest
        db.session.rollback()


class _Reader:
    def __init__(self, attempt, events):
        self.attempt, self.events = lambda _: attempt, lambda _: events


@pytest.fixture
def machine(app, make):
    crowd = Crowd(app, make)
    return type("SittingHere", (Sitting,), {"crowd": crowd})


PROFILE = settings(
    max_examples=50,
    stateful_step_count=40,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_any_order_of_acts_agrees_with_the_model(machine):
    run_state_machine_as_test(machine, settings=PROFILE)


GUARDS = {
    "epoch": ("{row}.lease_epoch <> :epoch", "false"),
    "grace": ("given.client_seq > (", "0 <= ("),
    "deadline": ("ELSE 'after_deadline'", "ELSE NULL"),
    "pause": ("AND {row}.paused_at IS NULL", ""),
}
SCRIPTS = {
    "epoch": lambda it: (it.take_over(), it.save([1], stale=True)),
    "grace": lambda it: (it.save([5], stale=False), it.time_passes(), it.save([3], stale=False)),
    "deadline": lambda it: (it.time_passes(), it.time_passes(), it.save([3], stale=False)),
    "pause": lambda it: (it.pause(), it.save([3], stale=False)),
}


@pytest.mark.parametrize("weakness", GUARDS)
def test_a_weakened_rule_is_noticed(machine, monkeypatch, weakness):
    """The mutants: the model turns red when the statement forgets the epoch, grace or deadline."""
    row, name = ("gate", "POSTGRESQL_SAVE") if is_postgresql() else ("a", "SQLITE_SAVE")
    play(machine, weakness)
    guard, instead = GUARDS[weakness]
    mutant(monkeypatch, name, guard.format(row=row), instead)
    with pytest.raises(AssertionError):
        play(machine, weakness)


def play(machine, weakness):
    acted = machine()
    acted.start()
    SCRIPTS[weakness](acted)
    acted.the_database_agrees()
