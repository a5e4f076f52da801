"""Two sittings of one round call the same officer at once, and two draws of one sample."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from zhifa_training.accounts.actor import system
from zhifa_training.core.db import db
from zhifa_training.core.errors import DomainError
from zhifa_training.exams.models.resits import ResitCall, SampleDraw
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.services import sampling, sittings

pytestmark = pytest.mark.race
ROUNDS = 20
PATIENCE_SECONDS = 10


def tried(call):
    try:
        return call()
    except DomainError:
        db.session.rollback()
        return None


@pytest.fixture
def resits(crowd):
    """Officers absent with a good reason from the first round, and two sittings of the next."""
    make = crowd.make
    exam = make.exam(crowd.unit, resit_limit=1, takes_unexcused=True)
    officers = [make.officer(crowd.unit) for _ in range(3)]
    over = {"opens_in": timedelta(hours=-3), "window": timedelta(hours=2)}
    first = make.sitting(exam, *officers, **over)
    for candidate in db.session.scalars(select(Candidate).filter_by(sitting_id=first.id)).all():
        make.absence(candidate)
    later = {"opens_in": timedelta(days=2), "resit_round": 1}
    return [make.sitting(exam, title=title, **later).id for title in ("补考一场", "补考二场")]


def call_both(crowd, sitting_ids):
    someone = system(roots=[crowd.unit.id])

    def call(sitting_id):
        return lambda: tried(
            lambda: sittings.call_roster(db.session.get_one(Sitting, sitting_id), actor=someone)
        )

    crowd.in_parallel(*map(call, sitting_ids))
    db.session.rollback()
    held = select(func.count()).select_from(Candidate).where(Candidate.sitting_id.in_(sitting_ids))
    return db.session.scalars(held).one()


def test_each_officer_has_one_place_in_a_round(crowd, resits):
    assert call_both(crowd, resits) == 3
    assert db.session.scalars(select(func.count()).select_from(ResitCall)).one() == 3


@pytest.fixture
def looks_first(monkeypatch):
    """Both sittings look at the rounds before either writes: what luck would do, always."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one writer in at a time: the second sees what the first wrote")
    looked, make_roster = threading.Barrier(2), sittings.roster

    def roster(members):
        found = make_roster(members)
        looked.wait(PATIENCE_SECONDS)
        return found

    monkeypatch.setattr(sittings, "roster", roster)


def test_looking_at_once_still_gives_one_place(crowd, resits, looks_first):
    assert call_both(crowd, resits) == 3


def test_without_the_key_both_sittings_call_everyone(crowd, resits, looks_first, monkeypatch):
    monkeypatch.setattr(sittings, "take_places", lambda _sitting, rows: len(rows))
    assert call_both(crowd, resits) == 6


def test_a_sample_is_drawn_once(crowd):
    someone = system(roots=[crowd.unit.id])
    officers = [crowd.make.officer(crowd.unit) for _ in range(8)]
    exam = crowd.make.exam(crowd.unit)
    for _ in range(ROUNDS):
        sitting_id = crowd.make.sitting(exam, opens_in=timedelta(days=2)).id

        def draw(sitting_id=sitting_id):
            sitting = db.session.get_one(Sitting, sitting_id)
            return tried(lambda: sampling.draw_sample(sitting, share=25, least=1, actor=someone))

        drawn = crowd.in_parallel(draw, draw)
        assert sorted(drawn, key=str) == [2, None]
        db.session.rollback()
        sample = db.session.get_one(SampleDraw, sitting_id)
        assert len(sample.population) == len(officers)
        called = select(func.count(Candidate.id)).where(Candidate.sitting_id == sitting_id)
        assert db.session.scalars(called).one() == 2
