"""宣布补考结束: until then candidates see their score and no question."""

from datetime import timedelta

import pytest

from tests.features.exams.helpers import audited, flashed


@pytest.fixture
def exam(make, city):
    return make.exam(city, resit_limit=1)


@pytest.fixture
def attempt(make, exam, officer, hand_in):
    sitting = make.sitting(exam, officer, opens_in=timedelta(hours=-3), window=timedelta(hours=2))
    return hand_in(make.attempt(sitting, officer), right=4)


def review(browser, account, attempt):
    return browser.sign_in(account).get("results.mine", attempt_id=attempt.id)


def test_questions_are_shown_once_the_resits_have_ended(
    browser, db, trainer, candidate_account, exam, attempt
):
    stem = attempt.paper.content[0]["stem"]
    page = review(browser, candidate_account, attempt)
    assert stem not in page.text
    assert "补考没有结束" in page.text
    browser.sign_in(trainer).post("resits.end", exam_id=exam.id)
    assert len(audited(db, "exam.end_resits")) == 1
    assert stem in review(browser, candidate_account, attempt).text


def test_ending_twice_or_without_resits_is_refused(browser, make, city, trainer, exam):
    browser.sign_in(trainer).post("resits.end", exam_id=exam.id)
    browser.post("resits.end", exam_id=exam.id)
    assert "已经宣布结束" in flashed(browser, "exams.show", exam_id=exam.id)
    plain = make.exam(city, title="无补考")
    browser.post("resits.end", exam_id=plain.id)
    assert "没有补考" in flashed(browser, "exams.show", exam_id=plain.id)


def test_an_outsider_finds_nothing(browser, stranger, invigilator, exam):
    browser.sign_in(stranger).post("resits.end", exam_id=exam.id, expect=404)
    browser.sign_in(invigilator).post("resits.end", exam_id=exam.id, expect=403)
