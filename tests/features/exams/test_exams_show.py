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


def test_a_draft_says_before_publishing_what_its_forms_lack(browser, make, trainer, city, pool):
    exam = make.draft(city, make.blueprint(city, {"count": 3}), form_count=2)
    page = browser.sign_in(trainer).get("exams.show", exam_id=exam.id)
    assert "现在不能发布" in page.text
    assert "“单选题”缺 2 题：需要 6 题，可用 4 题" in page.text


def test_a_draft_that_lacks_nothing_says_nothing(browser, trainer, draft, pool):
    page = browser.sign_in(trainer).get("exams.show", exam_id=draft.id)
    assert "现在不能发布" not in page.text
