"""公布成绩: once, after the window, with every attempt scored; then it is in the ledger."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.features.exams.helpers import audited, flashed
from zhifa_training.accounts.actor import system
from zhifa_training.core import clock
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.rules.release import ReleasedError
from zhifa_training.exams.rules.words import AttemptState, ReleasePolicy
from zhifa_training.exams.services import release as services
from zhifa_training.records.models import Fact, TrainingRecord


@pytest.fixture
def sitting(make, exam, officer):
    """A sitting whose window closed a minute ago."""
    return make.sitting(
        exam, officer, opens_in=timedelta(minutes=-91), window=timedelta(minutes=90)
    )


@pytest.fixture
def attempt(make, hand_in, sitting, officer):
    return hand_in(make.attempt(sitting, officer), right=4)


def facts(db):
    return {
        (record.fact, record.source) for record in db.session.scalars(select(TrainingRecord)).all()
    }


def test_results_are_out_and_in_the_ledger(browser, db, trainer, sitting, attempt, city):
    browser.sign_in(trainer).post("results.release", sitting_id=sitting.id)
    assert sitting.released_by == trainer.id
    assert attempt.state is AttemptState.FINAL
    source = f"attempt:{attempt.id}"
    assert facts(db) == {(Fact.ROTATION_EXAM_SAT, source), (Fact.ROTATION_EXAM_PASSED, source)}
    record = db.session.scalars(select(TrainingRecord)).first()
    assert record.unit_id == city.id
    assert record.occurred_on == clock.in_beijing(attempt.closed_at).date()
    assert audited(db, "result.release")[0].detail["attempts"] == 1


def test_who_failed_sat_but_did_not_pass(browser, db, make, trainer, sitting, officer, hand_in):
    attempt = hand_in(make.attempt(sitting, officer), right=1)
    browser.sign_in(trainer).post("results.release", sitting_id=sitting.id)
    assert facts(db) == {(Fact.ROTATION_EXAM_SAT, f"attempt:{attempt.id}")}


def test_before_release_nothing_is_in_the_ledger(db, attempt):
    assert facts(db) == set()


def test_expired_attempts_nobody_looked_at_are_closed_first(
    browser, db, make, trainer, sitting, officer
):
    attempt = make.attempt(sitting, officer, deadline_in=timedelta(minutes=-5))
    browser.sign_in(trainer).post("results.release", sitting_id=sitting.id)
    assert attempt.state is AttemptState.FINAL
    assert len(facts(db)) == 1


def test_while_the_window_is_open_it_is_refused(browser, db, make, trainer, exam, officer):
    sitting = make.sitting(exam, officer)
    browser.sign_in(trainer).post("results.release", sitting_id=sitting.id)
    assert "尚未结束" in flashed(browser, "results.sitting", sitting_id=sitting.id)
    assert sitting.released_at is None


def test_while_somebody_with_extra_time_answers_it_is_refused(
    browser, make, trainer, sitting, officer
):
    make.attempt(sitting, officer, deadline_in=timedelta(minutes=10))
    browser.sign_in(trainer).post("results.release", sitting_id=sitting.id)
    assert "1 份答卷未判分" in flashed(browser, "results.sitting", sitting_id=sitting.id)
    assert sitting.released_at is None


def test_twice_is_refused(browser, db, trainer, sitting, attempt):
    browser.sign_in(trainer).post("results.release", sitting_id=sitting.id)
    first = sitting.released_at
    browser.get("results.sitting", sitting_id=sitting.id)
    browser.post("results.release", sitting_id=sitting.id)
    assert "已经公布" in flashed(browser, "results.sitting", sitting_id=sitting.id)
    assert sitting.released_at == first
    assert len(facts(db)) == 2


def test_an_exam_released_at_once_needs_none(browser, make, city, trainer, officer):
    exam = make.exam(city, release_policy=ReleasePolicy.AT_ONCE)
    sitting = make.sitting(exam, officer, opens_in=timedelta(hours=-5))
    browser.sign_in(trainer).post("results.release", sitting_id=sitting.id)
    assert "无需统一公布" in flashed(browser, "results.sitting", sitting_id=sitting.id)


@pytest.mark.race
def test_two_at_once_release_once(app, db, city, sitting, attempt):
    sitting_id, actor = sitting.id, system(roots=[city.id])
    db.session.commit()
    gate = Barrier(2)

    def work(_):
        with app.app_context():
            mine = db.session.get(Sitting, sitting_id)
            gate.wait()
            try:
                services.release(mine, actor=actor)
            except ReleasedError:
                return False
            return True

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(work, range(2)))
    db.session.commit()
    assert sorted(done) == [False, True]
    assert len(facts(db)) == 2
    assert len(audited(db, "result.release")) == 1


def test_another_units_is_not_found(browser, stranger, sitting):
    browser.sign_in(stranger).post("results.release", expect=404, sitting_id=sitting.id)


def test_an_invigilator_may_not(browser, invigilator, sitting):
    browser.sign_in(invigilator).post("results.release", expect=403, sitting_id=sitting.id)
    assert sitting.released_at is None
