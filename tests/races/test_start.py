"""Several starts at one moment: one attempt."""

import pytest
from sqlalchemy.exc import DBAPIError

from tests.races.crowd import without_index
from zhifa_training.core.db import db, is_postgresql
from zhifa_training.core.hot import hot_together
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
        try:
            with hot_together() as together:
                rows = attempts._outlast_and_read(together, sitting_id, actor, is_known=False)
        except DBAPIError:  # two live attempts: the statement has room for one
            return None, False
        facts = attempts._Facts.read(rows[0])
        if facts.live_id is not None:
            return facts.live_id, False
        facts = attempts.replace(facts, attempts_made=facts.now.microsecond // 1000 % 10)
        row = attempts._row(sitting_id, facts, actor=actor, device=device)
        with hot_together() as together:
            row["layout"] = attempts._laid_out(facts, attempts._read_paper(together, facts))
            values = {f"its_{name}": value for name, value in row.items()}
            begun = together.all(attempts._inserting(is_postgresql()), values)
            return begun[0].id if begun else attempts._live(together, sitting_id, actor), False

    monkeypatch.setattr(attempts, "_start", start)


def test_the_index_holds_even_a_careless_start(crowd, careless):
    for _ in range(CANDIDATES // 4):
        answered, live = race(crowd, crowd.candidate())
        assert len(answered) == live == 1


def test_without_the_index_two_attempts_live(crowd, careless):
    with without_index(Attempt.__table__, "uq_attempt_live"):
        assert any(race(crowd, crowd.candidate())[1] > 1 for _ in range(BOUND))
