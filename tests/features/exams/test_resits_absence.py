"""登记缺考原因: after entry has closed, for who did not come."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.features.exams.helpers import alerts, audited
from zhifa_training.exams.models.resits import Absence


@pytest.fixture
def sitting(make, exam):
    return make.sitting(exam, opens_in=timedelta(hours=-3), window=timedelta(hours=2))


@pytest.fixture
def candidate(make, sitting, officer):
    return make.call(sitting, officer)


def record(browser, candidate, reason="duty", remark="值班表", **options):
    typed = {"reason": reason, "remark": remark}
    return browser.post("resits.absence", typed, candidate_id=candidate.id, **options)


def test_the_later_reason_stands_and_both_are_in_the_trail(browser, db, invigilator, candidate):
    record(browser.sign_in(invigilator), candidate)
    record(browser, candidate, reason="none", remark="")
    absence = db.session.scalars(select(Absence)).one()
    assert (absence.reason, absence.note) == ("none", "")
    trail = [
        (entry.detail["before"], entry.detail["reason"])
        for entry in audited(db, "candidate.absence")
    ]
    assert sorted(trail) == [("", "duty"), ("duty", "none")]
    page = browser.get("resits.absence", candidate_id=candidate.id)
    assert page.select_one("option[selected]").text == "无正当理由"


def test_the_list_of_the_absent_leads_there(browser, invigilator, sitting, candidate):
    page = browser.sign_in(invigilator).get("sittings.show", sitting_id=sitting.id, stage="absent")
    assert page.select(f'a[href="{browser.url("resits.absence", candidate_id=candidate.id)}"]')


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"reason": "unknown"}, "请从列表中选择"), ({"remark": "长" * 201}, "说明不超过 200 个字")],
)
def test_refuses(browser, db, invigilator, candidate, typed, said):
    page = record(browser.sign_in(invigilator), candidate, **typed, expect=200)
    assert said in alerts(page)
    assert db.session.scalars(select(Absence)).all() == []


def test_nobody_is_absent_while_they_may_still_come(browser, make, exam, officer, invigilator):
    candidate = make.call(make.sitting(exam), officer)
    page = record(browser.sign_in(invigilator), candidate, expect=200)
    assert "请在入场截止后登记" in alerts(page)


def test_who_came_was_not_absent(browser, make, sitting, officer, candidate, invigilator):
    make.attempt(sitting, officer)
    page = record(browser.sign_in(invigilator), candidate, expect=200)
    assert "没有缺考" in alerts(page)


def test_an_outsider_finds_nothing(browser, stranger, candidate_account, candidate):
    browser.sign_in(stranger).get("resits.absence", candidate_id=candidate.id, expect=404)
    browser.sign_in(candidate_account).get("resits.absence", candidate_id=candidate.id, expect=403)
