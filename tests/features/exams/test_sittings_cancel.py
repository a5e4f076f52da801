"""取消场次."""

import pytest

from tests.features.exams.helpers import audited, flashed


@pytest.fixture
def sitting(make, exam, officer):
    return make.sitting(exam, officer)


def test_cancels_with_a_reason(browser, db, trainer, sitting):
    browser.sign_in(trainer).post(
        "sittings.cancel", {"cancel-reason": "停电"}, sitting_id=sitting.id
    )
    assert sitting.cancelled_at is not None
    assert audited(db, "sitting.cancel")[0].detail["reason"] == "停电"
    assert "取消" in browser.get("sittings.show", sitting_id=sitting.id).text


def test_without_a_reason_nothing_happens(browser, trainer, sitting):
    browser.sign_in(trainer).post("sittings.cancel", {"cancel-reason": " "}, sitting_id=sitting.id)
    assert "请填写原因" in flashed(browser, "sittings.show", sitting_id=sitting.id)
    assert sitting.cancelled_at is None


def test_what_somebody_sits_is_not_cancelled(browser, make, trainer, sitting, officer):
    make.attempt(sitting, officer)
    browser.sign_in(trainer).post(
        "sittings.cancel", {"cancel-reason": "停电"}, sitting_id=sitting.id
    )
    assert "已有 1 名考生进场" in flashed(browser, "sittings.show", sitting_id=sitting.id)
    assert sitting.cancelled_at is None


def test_a_cancelled_sitting_takes_nobody_any_more(browser, trainer, sitting, make, city):
    browser.sign_in(trainer).post(
        "sittings.cancel", {"cancel-reason": "停电"}, sitting_id=sitting.id
    )
    browser.get("sittings.show", sitting_id=sitting.id)
    browser.post("sittings.roster", sitting_id=sitting.id)
    assert "本场次已取消" in flashed(browser, "sittings.show", sitting_id=sitting.id)


def test_another_units_is_not_found(browser, stranger, sitting):
    browser.sign_in(stranger).post(
        "sittings.cancel", {"cancel-reason": "x"}, expect=404, sitting_id=sitting.id
    )


def test_an_invigilator_may_not(browser, invigilator, sitting):
    browser.sign_in(invigilator).post(
        "sittings.cancel", {"cancel-reason": "x"}, expect=403, sitting_id=sitting.id
    )
