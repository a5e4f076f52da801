"""修改场次: until somebody has begun."""

from datetime import timedelta

import pytest

from tests.features.exams.helpers import alerts, audited


@pytest.fixture
def sitting(make, exam, officer):
    return make.sitting(exam, officer, opens_in=timedelta(minutes=30))


def test_moves_the_window(browser, db, trainer, sitting, typed_window):
    typed = typed_window | {"title": "改期场"}
    browser.sign_in(trainer).post("sittings.edit", typed, sitting_id=sitting.id)
    assert (sitting.title, sitting.duration_minutes) == ("改期场", 90)
    assert len(audited(db, "sitting.change")) == 1


def test_comes_filled_in_beijing_time(browser, trainer, sitting):
    page = browser.sign_in(trainer).get("sittings.edit", sitting_id=sitting.id)
    local = sitting.opens_at + timedelta(hours=8)
    assert page.select_one("#opens_at")["value"] == local.strftime("%Y-%m-%dT%H:%M")


def test_refuses_a_window_upside_down(browser, trainer, sitting, typed_window):
    typed = typed_window | {"closes_at": typed_window["opens_at"]}
    page = browser.sign_in(trainer).post("sittings.edit", typed, expect=200, sitting_id=sitting.id)
    assert "结束时间须晚于开始时间" in alerts(page)


def test_once_begun_nothing_changes(browser, make, trainer, sitting, officer, typed_window):
    make.attempt(sitting, officer)
    page = browser.sign_in(trainer).post(
        "sittings.edit", typed_window, expect=200, sitting_id=sitting.id
    )
    assert "已有 1 名考生进场" in alerts(page)
    assert sitting.place == ""


def test_another_units_is_not_found(browser, stranger, sitting, typed_window):
    browser.sign_in(stranger).post("sittings.edit", typed_window, expect=404, sitting_id=sitting.id)


def test_an_invigilator_may_not(browser, invigilator, sitting):
    browser.sign_in(invigilator).get("sittings.edit", expect=403, sitting_id=sitting.id)
