"""A paper is drawn while one of its questions goes to practice: never both."""

import threading
import uuid

import pytest
import sqlalchemy as sa

from tests.databases import is_postgresql
from tests.races.crowd import pause
from zhifa_training.accounts.actor import Actor, system
from zhifa_training.core.db import db, transactional
from zhifa_training.core.errors import DomainError
from zhifa_training.exams.models.papers import Exam, PaperItem
from zhifa_training.exams.services import publishing
from zhifa_training.questions.models import Pool, StoredQuestion
from zhifa_training.questions.services import pools

pytestmark = pytest.mark.race
ROUNDS = 30
PATIENCE_SECONDS = 10
MOVER = Actor(account_id=uuid.uuid4(), officer_id=None, name="审题人", holdings={})


def refused(call):
    pause(0.004)
    try:
        call()
    except DomainError:
        db.session.rollback()


def race(crowd):
    """Publish an exam of one question while it moves; tell whether both happened."""
    others = sa.update(StoredQuestion).values(pool=Pool.PRACTICE)
    db.session.execute(others)
    db.session.commit()
    make = crowd.make
    version = make.law(f"法{uuid.uuid4().hex[:8]}")
    revision = make.question(version)
    revision_id, question_id = revision.id, revision.question_id
    exam_id = make.draft(crowd.unit, make.blueprint(crowd.unit, {"count": 1}), pass_score=1).id
    publisher = system(roots=[crowd.unit.id])

    def publish():
        publishing.publish(db.session.get_one(Exam, exam_id), actor=publisher)

    def move():
        pools.move(db.session.get_one(StoredQuestion, question_id), reason="练习", actor=MOVER)

    crowd.in_parallel(lambda: refused(publish), lambda: refused(move))
    db.session.rollback()
    held = db.session.query(PaperItem).filter_by(revision_id=revision_id).count()
    stored = db.session.get_one(StoredQuestion, question_id, populate_existing=True)
    outcome = bool(held), stored.pool is Pool.PRACTICE
    db.session.rollback()
    return outcome


def test_a_question_is_in_the_paper_or_in_practice_never_in_both(crowd):
    found = {race(crowd) for _ in range(ROUNDS)}
    assert (True, True) not in found
    assert (False, False) not in found


class Meeting:
    """Two threads that wait for each other's step: what luck would bring together, always."""

    def __init__(self):
        self.looked, self.over = threading.Event(), threading.Event()

    def pass_on(self, mine, other):
        mine.set()
        other.wait(PATIENCE_SECONDS)


@pytest.fixture
def meeting():
    return Meeting()


@pytest.fixture
def looks_first(monkeypatch, meeting):
    """The mutant: the move looks, and writes once the paper has been published."""
    publish = publishing.publish

    def move(stored, *, reason, actor):
        look = sa.select(StoredQuestion.id).where(*pools._moving(stored)._where_criteria)
        found = transactional(lambda: db.session.scalars(look).one())()
        meeting.pass_on(meeting.looked, meeting.over)
        wanted = sa.update(StoredQuestion).where(StoredQuestion.id == found)
        transactional(lambda: db.session.execute(wanted.values(pool=Pool.PRACTICE)))()

    def published(exam, *, actor):
        meeting.looked.wait(PATIENCE_SECONDS)
        publish(exam, actor=actor)
        meeting.over.set()

    monkeypatch.setattr(pools, "move", move)
    monkeypatch.setattr(publishing, "publish", published)


def test_looking_first_and_writing_later_lets_both_happen(crowd, looks_first):
    assert race(crowd) == (True, True)


@pytest.fixture
def holds_nothing(monkeypatch, meeting):
    """The mutant: the drawn questions are not held, and move before the paper is stored."""
    move = pools.move

    def moved(stored, *, reason, actor):
        meeting.looked.wait(PATIENCE_SECONDS)
        move(stored, reason=reason, actor=actor)
        meeting.over.set()

    def hold(*_args, **_options):
        meeting.pass_on(meeting.looked, meeting.over)

    monkeypatch.setattr(pools, "move", moved)
    monkeypatch.setattr(publishing, "hold_for_paper", hold)


@pytest.mark.skipif(not is_postgresql(), reason="SQLite has one writer: no move while it publishes")
def test_a_question_that_is_not_held_moves_while_its_paper_is_stored(crowd, holds_nothing):
    assert race(crowd) == (True, True)
