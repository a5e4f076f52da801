"""Hand-ins meet an approved correction, and approvals meet each other: the database decides."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
import sqlalchemy as sa

from tests.races.crowd import pause
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import system
from zhifa_training.core.db import db
from zhifa_training.core.errors import DomainError
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.corrections import (
    CorrectionDecision,
    KeyCorrection,
    PaperEdition,
    edition_of,
)
from zhifa_training.exams.rules.corrections import Verdict
from zhifa_training.exams.services import closing, corrections, rescoring, sweeping
from zhifa_training.records.models import RecordVoid, TrainingRecord

pytestmark = pytest.mark.race
ROUNDS = 12
CANDIDATES = 6
WRONG = 1


@pytest.fixture
def office(crowd):
    return Office(crowd)


class Office:
    """An exam of one question, and people who correct it while candidates hand in."""

    def __init__(self, crowd):
        self.crowd, make = crowd, crowd.make
        self.exam = crowd.sitting.exam
        self.paper_id = self.exam.paper.id
        names = ("审批人甲", "审批人乙")
        accounts = [make.account(crowd.unit, Role.EXAM_MANAGER, name=name) for name in names]
        whole = system(roots=[crowd.unit.id])
        self.actors = [replace(whole, account_id=one.id, name=one.name) for one in accounts]
        self.proposer = make.account(crowd.unit, Role.EXAM_MANAGER, name="提出人")

    def propose(self, accepts=()):
        db.session.rollback()
        return self.crowd.make.correction(self.exam, accepts=accepts, by=self.proposer).id

    def approve(self, correction_id, place=0, *, seen):
        pause(0.01)
        corrections.decide(
            correction_id, verdict=Verdict.APPROVED, seen=seen, actor=self.actors[place]
        )

    def candidates(self):
        db.session.rollback()
        runners = [self.crowd.candidate().begin() for _ in range(CANDIDATES)]
        for runner in runners:
            runner.save(WRONG)
        return runners

    def hand_in(self, runner):
        pause(0.01)
        return closing.hand_in(runner.attempt_id, epoch=1, token_digest=runner.token)

    def race(self, edition):
        """Hand in while a correction is approved: it voids, and then names a key, by turns."""
        runners = self.candidates()
        correction = self.propose([] if edition % 2 else [["000"]])
        self.crowd.in_parallel(
            partial(self.approve, correction, seen=edition - 1),
            *(partial(self.hand_in, runner) for runner in runners),
        )
        sweeping.sweep()
        db.session.rollback()

    def current(self):
        """Return ``(score, edition)`` of the current runs."""
        found = sa.select(AttemptScore.score, AttemptScore.key_edition).filter_by(is_current=True)
        return set(map(tuple, db.session.execute(found)))


def refused(call):
    try:
        call()
    except (DomainError, sa.exc.DBAPIError) as refusal:
        db.session.rollback()
        return refusal
    return None


def test_no_score_by_an_old_key_survives_an_approval(office):
    for edition in range(1, ROUNDS + 1):
        office.race(edition)
        assert office.current() == {(Decimal(2), edition)}
    runs = db.session.query(AttemptScore).filter_by(is_current=True).count()
    assert runs == ROUNDS * CANDIDATES


def test_without_the_backlog_an_old_score_survives(office, monkeypatch):
    """The mutant: whoever handed in before the approval is not marked again."""
    nothing = sa.select(Attempt.id).where(sa.false())
    monkeypatch.setattr(sweeping, "stale_attempts", lambda: nothing)
    monkeypatch.setattr(corrections, "rescore_some", lambda _exam_id: None)
    office.hand_in(office.candidates()[0])
    office.race(1)
    assert (Decimal(0), 0) in office.current()


def test_a_worker_that_trusts_its_memory_marks_by_the_old_key(office, monkeypatch):
    """The mutant: keys remembered are taken for those of whatever edition holds."""
    first, later = office.candidates()[:2]
    office.hand_in(first)
    items = closing.marking_by_paper.find(office.paper_id).items

    class Trusting:
        def find(self, paper_id):
            edition = db.session.scalars(sa.select(edition_of(paper_id))).one()
            db.session.rollback()
            return closing.Marking(edition, items)

    office.approve(office.propose(), seen=0)
    monkeypatch.setattr(closing, "marking_by_paper", Trusting())
    office.hand_in(later)
    sweeping.sweep()
    assert (Decimal(0), 1) in office.current()


def both(office, first, second):
    calls = [
        lambda: refused(partial(office.approve, first, 0, seen=0)),
        lambda: refused(partial(office.approve, second, 1, seen=0)),
    ]
    return office.crowd.in_parallel(*calls)


def check_one_of_two(office, outcomes):
    assert [type(one).__mro__[1] for one in outcomes if one] == [DomainError]
    assert db.session.query(PaperEdition).count() == 1
    assert db.session.query(CorrectionDecision).count() == 1


def test_one_of_two_approvals_of_one_correction_holds(office):
    correction = office.propose()
    check_one_of_two(office, both(office, correction, correction))


def test_one_of_two_corrections_seen_at_once_holds(office):
    check_one_of_two(office, both(office, office.propose(), office.propose([["000"]])))


def test_without_lock_and_rules_the_keys_of_the_tables_still_hold(office, monkeypatch):
    """The mutant: nothing is locked and nothing asked; the database lets one of them in."""
    for name in ("lock", "ensure_undecided", "ensure_current"):
        monkeypatch.setattr(corrections, name, lambda *_args, **_facts: None)
    correction = office.propose()
    check_one_of_two(office, both(office, correction, correction))


def test_the_database_refuses_a_proposer_whom_the_rule_lets_through(office, monkeypatch):
    """The mutant: anyone may approve."""
    monkeypatch.setattr(corrections, "ensure_may_decide", lambda **_facts: None)
    correction = office.propose()
    own = db.session.get_one(KeyCorrection, correction).proposed_by
    office.actors[0] = replace(office.actors[0], account_id=own)
    assert isinstance(refused(partial(office.approve, correction, seen=0)), DomainError)
    assert db.session.query(PaperEdition).count() == 0


def test_many_sweeps_mark_each_attempt_again_once(office, monkeypatch):
    runners = office.candidates()
    for runner in runners:
        office.hand_in(runner)
    sweeping.sweep()
    monkeypatch.setattr(corrections, "rescore_some", lambda _exam_id: None)
    office.approve(office.propose(), seen=0)
    swept = office.crowd.in_parallel(*[sweeping.sweep] * 4)
    assert sum(one.rescored for one in swept) == len(runners)
    assert db.session.query(AttemptScore).count() == 2 * len(runners)
    assert db.session.query(RecordVoid).count() == len(runners)
    standing = ~sa.exists().where(RecordVoid.record_id == TrainingRecord.id)
    assert db.session.query(TrainingRecord).filter(standing).count() == 2 * len(runners)
    assert not rescoring.rescore(runners[0].attempt_id)
