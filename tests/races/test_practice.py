"""A shown question answered twice at one moment counts once (双击、两个标签页)."""

import pytest
import sqlalchemy as sa

from zhifa_training.core.db import db
from zhifa_training.practice.models import PracticeAnswer, PracticeRun, WrongEntry
from zhifa_training.practice.rules.modes import Mode
from zhifa_training.practice.services import runs
from zhifa_training.questions.models import Pool, QuestionRevision, StoredQuestion

pytestmark = pytest.mark.race
RUNS = 40
AT_ONCE = 3


@pytest.fixture
def question(crowd):
    revision = crowd.make.question(crowd.make.law("某练习条例"))
    db.session.execute(
        sa.update(StoredQuestion)
        .where(StoredQuestion.id == revision.question_id)
        .values(pool=Pool.PRACTICE)
    )
    db.session.commit()
    return revision.id, next(o["id"] for o in revision.options if o["id"] not in revision.key)


def race(crowd, runner, question):
    """Answer one place wrongly several times at once; return the answers and errors counted."""
    revision_id, wrong = question
    officer_id = runner.officer.id
    run_id = runs.start(Mode.SEQUENCE, "", actor=runner.actor)

    def answer():
        run = db.session.get(PracticeRun, run_id)
        revision = db.session.get(QuestionRevision, revision_id)
        return runs.answer(run, 1, revision, frozenset([wrong]), actor=runner.actor)

    counted = crowd.in_parallel(*[answer] * AT_ONCE)
    kept = db.session.query(PracticeAnswer).filter_by(run_id=run_id).count()
    entry = db.session.query(WrongEntry).filter_by(officer_id=officer_id).one()
    errors = entry.wrong_count
    db.session.rollback()
    return sum(counted), kept, errors


def test_one_shown_question_counts_once(crowd, question):
    for _ in range(RUNS):
        assert race(crowd, crowd.candidate(), question) == (1, 1, 1)


def test_two_runs_begun_at_once_are_one(crowd, question):
    for _ in range(RUNS):
        runner = crowd.candidate()

        def start(runner=runner):
            return runs.start(Mode.SEQUENCE, "", actor=runner.actor)

        assert len(set(crowd.in_parallel(*[start] * AT_ONCE))) == 1


def test_counting_without_asking_the_key_counts_twice(crowd, question, monkeypatch):
    """The mutant: what the insert says is not looked at."""
    keep = runs._keep
    monkeypatch.setattr(runs, "_keep", lambda *given: keep(*given) or True)
    assert race(crowd, crowd.candidate(), question) == (AT_ONCE, 1, AT_ONCE)
