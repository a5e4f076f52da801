"""个别延时: audited, and a live attempt has it at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from tests.features.exams.helpers import alerts, audited
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import system
from zhifa_training.exams.models.sittings import Candidate
from zhifa_training.exams.rules.attempts import deadline
from zhifa_training.exams.rules.words import AttemptState
from zhifa_training.exams.services import sittings as services


@pytest.fixture
def sitting(make, exam):
    return make.sitting(exam)


@pytest.fixture
def candidate(make, sitting, officer):
    return make.call(sitting, officer)


def give(browser, candidate, minutes, reason="断电", **options):
    return browser.post(
        "sittings.extra_time",
        {"minutes": minutes, "reason": reason},
        candidate_id=candidate.id,
        **options,
    )


def test_before_they_begin_it_is_remembered(browser, db, trainer, candidate):
    give(browser.sign_in(trainer), candidate, "15")
    assert candidate.extra_minutes == 15
    detail = audited(db, "candidate.extra_minutes")[0].detail
    assert (detail["minutes"], detail["reason"]) == (15, "断电")


def test_a_live_attempt_ends_later_at_once(browser, make, trainer, sitting, officer, candidate):
    attempt = make.attempt(sitting, officer)
    give(browser.sign_in(trainer), candidate, "20")
    assert attempt.deadline_at == deadline(
        started_at=attempt.started_at,
        duration_minutes=sitting.duration_minutes,
        extra_minutes=20,
        closes_at=sitting.closes_at,
    )
    before = attempt.deadline_at
    give(browser, candidate, "20")
    assert attempt.deadline_at == before, "the total is given, not added again"


def test_the_rule_of_the_window_still_binds(browser, make, trainer, exam, officer):
    sitting = make.sitting(exam, window=timedelta(minutes=30))
    candidate = make.call(sitting, officer)
    attempt = make.attempt(sitting, officer)
    give(browser.sign_in(trainer), candidate, "10")
    assert attempt.deadline_at <= sitting.closes_at + timedelta(minutes=10)


@pytest.mark.parametrize("minutes", ["-1", "481", "", "十"])
def test_bad_minutes_are_refused(browser, trainer, candidate, minutes):
    page = give(browser.sign_in(trainer), candidate, minutes, expect=200)
    assert "整数" in alerts(page)
    assert candidate.extra_minutes == 0


def test_needs_a_reason(browser, trainer, candidate):
    page = give(browser.sign_in(trainer), candidate, "5", reason=" ", expect=200)
    assert "请填写原因" in alerts(page)


def test_what_was_promised_is_not_taken_back(browser, trainer, candidate):
    give(browser.sign_in(trainer), candidate, "20")
    page = give(browser, candidate, "10", expect=200)
    assert "只能再增加" in alerts(page)
    assert candidate.extra_minutes == 20


def test_an_attempt_that_ran_out_is_not_reopened(
    browser, db, make, trainer, sitting, officer, candidate
):
    attempt = make.attempt(sitting, officer, deadline_in=timedelta(minutes=-5))
    before = attempt.deadline_at
    page = give(browser.sign_in(trainer), candidate, "20", expect=200)
    assert "已经截止" in alerts(page)
    assert (attempt.deadline_at, candidate.extra_minutes) == (before, 0)
    assert audited(db, "candidate.extra_minutes") == []


def test_a_handed_in_attempt_stays_as_it_is(make, hand_in, sitting, officer, candidate, someone):
    attempt = hand_in(make.attempt(sitting, officer), right=4)
    before = attempt.deadline_at
    assert services.grant_extra_minutes(candidate, minutes=9, reason="x", actor=someone) is None
    assert (attempt.state, attempt.deadline_at) == (AttemptState.SCORED, before)


@pytest.mark.race
def test_two_grants_at_once_keep_the_larger(app, db, make, city, sitting, officer, candidate):
    attempt = make.attempt(sitting, officer)
    candidate_id, actor = candidate.id, system(roots=[city.id])
    db.session.commit()
    gate = Barrier(2)

    def work(minutes):
        with app.app_context():
            mine = db.session.get(Candidate, candidate_id)
            gate.wait()
            try:
                services.grant_extra_minutes(mine, minutes=minutes, reason="x", actor=actor)
            except services.ExtraTimeError:
                return False
            return True

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(work, (10, 25)))
    db.session.commit()
    db.session.expire_all()
    assert done[1]
    assert candidate.extra_minutes == 25
    assert attempt.deadline_at - attempt.started_at == timedelta(minutes=60 + 25)


def test_another_units_is_not_found(browser, stranger, candidate):
    give(browser.sign_in(stranger), candidate, "5", expect=404)


def test_an_invigilator_may_help(browser, invigilator, candidate):
    give(browser.sign_in(invigilator), candidate, "5")
    assert candidate.extra_minutes == 5


def test_a_marker_may_not(browser, make, city, candidate):
    give(browser.sign_in(make.account(city, Role.MARKER)), candidate, "5", expect=403)
