"""撤出名单: before they begin, with a reason."""

import pytest

from tests.features.exams.helpers import alerts, audited


@pytest.fixture
def sitting(make, exam):
    return make.sitting(exam)


@pytest.fixture
def candidate(make, sitting, officer):
    return make.call(sitting, officer)


def test_withdraws_with_a_reason(browser, db, trainer, candidate):
    browser.sign_in(trainer).get("sittings.withdraw", candidate_id=candidate.id)
    browser.post("sittings.withdraw", {"reason": "请假"}, candidate_id=candidate.id)
    assert candidate.withdrawn_at is not None
    assert audited(db, "candidate.withdraw")[0].detail["reason"] == "请假"


def test_needs_a_reason(browser, trainer, candidate):
    page = browser.sign_in(trainer).post(
        "sittings.withdraw", {"reason": ""}, expect=200, candidate_id=candidate.id
    )
    assert "请填写原因" in alerts(page)
    assert candidate.withdrawn_at is None


def test_who_has_begun_stays(browser, make, trainer, sitting, officer, candidate):
    make.attempt(sitting, officer)
    page = browser.sign_in(trainer).post(
        "sittings.withdraw", {"reason": "x"}, expect=200, candidate_id=candidate.id
    )
    assert "已经进场" in alerts(page)
    assert candidate.withdrawn_at is None


def test_another_units_is_not_found(browser, stranger, candidate):
    browser.sign_in(stranger).get("sittings.withdraw", expect=404, candidate_id=candidate.id)


def test_an_invigilator_may_not(browser, invigilator, candidate):
    browser.sign_in(invigilator).get("sittings.withdraw", expect=403, candidate_id=candidate.id)
