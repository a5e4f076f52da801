"""Several starts at one moment: one attempt."""

import pytest
from sqlalchemy.exc import ProgrammingError

from tests.races.crowd import without_index
from zhifa_training.core.db import db, transactional
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.services import attempts

pytestmark = pytest.mark.race
CANDIDATES = 200
STARTS = 3
BOUND = 300


def race(crowd, runner):
    """Start several times at once; return what was answered and how many attempts there are."""

    def starter():
        return attempts.start(crowd.sitting_id, actor=runner.actor, device="device")

    answered = set(crowd.in_parallel(*[starter] * STARTS))
    live = db.session.query(Attempt).filter_by(officer_id=runner.officer.id, state="live").count()
    db.session.rollback()
    return answered, live


def test_everyone_gets_the_same_attempt(crowd):
    for _ in range(CANDIDATES):
        answered, live = race(crowd, crowd.candidate())
        assert len(answered) == live == 1


@pytest.fixture
def careless(monkeypatch):
    """The mutant: read in one transaction, write in the next, and number by the clock."""

    def start(sitting_id, *, actor, device):
        known = attempts.papers.all()
        read = transactional(lambda: attempts._outlast_and_read(sitting_id, actor, known))
        try:
            facts = attempts._Facts.read(read()[0])
        except ProgrammingError:  # two live attempts: the statement has room for one
            return None, False
        if facts.live_id is not None:
            return facts.live_id, False
        order = attempts._laid_out(facts, known.get(facts.paper_id))
        facts = attempts.replace(facts, attempts_made=facts.now.microsecond // 1000 % 10)
        insertion = attempts._insertion(sitting_id, facts, actor=actor, device=device, order=order)
        write = transactional(lambda: db.session.execute(insertion).scalar_one_or_none())
        return write() or attempts._live(sitting_id, actor), False

    monkeypatch.setattr(attempts, "_start", start)


def test_the_index_holds_even_a_careless_start(crowd, careless):
    for _ in range(CANDIDATES // 4):
        answered, live = race(crowd, crowd.candidate())
        assert len(answered) == live == 1


def test_without_the_index_two_attempts_live(crowd, careless):
    with without_index(Attempt.__table__, "uq_attempt_live"):
        assert any(race(crowd, crowd.candidate())[1] > 1 for _ in range(BOUND))
