"""试卷预览: for those who set exams, never for those who sit this one."""

import pytest

from zhifa_training.accounts.access import Role
from zhifa_training.exams.services import publishing


@pytest.fixture
def published(draft, pool, someone):
    publishing.publish(draft, actor=someone)
    return draft


def test_shows_every_question_with_its_key_to_who_reads_the_bank(browser, trainer, published, pool):
    text = browser.sign_in(trainer).get("exams.paper", exam_id=published.id).text
    assert all(revision.stem in text for revision in pool)
    assert text.count("（答案）") == 4


def test_who_may_not_read_the_bank_sees_no_key(browser, make, city, published, pool):
    manager = make.account(city, Role.EXAM_MANAGER)
    text = browser.sign_in(manager).get("exams.paper", exam_id=published.id).text
    assert pool[0].stem in text
    assert "（答案）" not in text


def test_a_trainer_who_is_called_to_it_does_not_see_it(browser, make, city, published):
    officer = make.officer(city, "兼考人员")
    account = make.account(city, Role.TRAINER, Role.OFFICER, officer=officer)
    make.sitting(published, officer)
    browser.sign_in(account).get("exams.paper", exam_id=published.id, expect=403)


def test_a_draft_has_none_yet(browser, trainer, draft):
    page = browser.sign_in(trainer).get("exams.paper", exam_id=draft.id)
    assert "还没有试卷" in page.text


def test_another_units_is_not_found(browser, stranger, published):
    browser.sign_in(stranger).get("exams.paper", exam_id=published.id, expect=404)


def test_candidates_and_invigilators_may_not(browser, candidate_account, invigilator, published):
    browser.sign_in(candidate_account).get("exams.paper", exam_id=published.id, expect=403)
    browser.sign_in(invigilator).get("exams.paper", exam_id=published.id, expect=403)
