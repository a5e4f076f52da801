"""考试."""

from uuid import uuid4

from tests.features.exams.helpers import column


def test_a_draft_offers_to_publish(browser, trainer, draft):
    page = browser.sign_in(trainer).get("exams.show", exam_id=draft.id)
    assert page.select(f'form[action="/exams/{draft.id}/publish"]')
    assert "发布后确定" in page.text


def test_a_published_exam_shows_its_sittings(browser, make, trainer, exam, officer):
    make.sitting(exam, officer)
    page = browser.sign_in(trainer).get("exams.show", exam_id=exam.id)
    assert column(page, "场次") == ["第一场"]
    assert column(page, "应考") == ["1"]
    assert not page.select('form[action$="/publish"]')


def test_an_invigilator_sees_no_buttons(browser, invigilator, exam):
    page = browser.sign_in(invigilator).get("exams.show", exam_id=exam.id)
    assert not page.select(".page-actions a")


def test_outside_ones_units_there_is_no_such_exam(browser, stranger, exam):
    browser.sign_in(stranger).get("exams.show", exam_id=exam.id, expect=404)
    browser.get("exams.show", exam_id=uuid4(), expect=404)


def test_an_officer_may_not(browser, candidate_account, exam):
    browser.sign_in(candidate_account).get("exams.show", exam_id=exam.id, expect=403)
