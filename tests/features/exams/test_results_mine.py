"""我的成绩: what policy, review mode and open windows allow, and not a character more."""

from datetime import timedelta

import pytest

from zhifa_training.exams.rules.words import ReleasePolicy, ReviewMode
from zhifa_training.exams.services import release as services

OVER = {"opens_in": timedelta(hours=-3), "window": timedelta(hours=2)}
KEY_MARKS = ("（答案）", "依法条应选此项", "第四十二条", "题干")


@pytest.fixture
def sit(make, city, officer, hand_in):
    """Let the officer sit an exam with these rules, three of four answers right."""

    def sit(*, window=OVER, right=3, **rules):
        sitting = make.sitting(make.exam(city, **rules), officer, **window)
        return hand_in(make.attempt(sitting, officer), right=right)

    return sit


@pytest.fixture
def look(browser, candidate_account):
    def look(attempt):
        page = browser.sign_in(candidate_account).get("results.mine", attempt_id=attempt.id)
        return page.select_one("main").text

    return look


def test_before_release_there_is_only_a_promise(sit, look):
    """Negative test 1: no score, no pass mark met, no key."""
    text = look(sit(release_policy=ReleasePolicy.TOGETHER))
    assert "已交卷，成绩待公布" in text
    assert not any(mark in text for mark in (*KEY_MARKS, "6.00", "合格", "得分"))


def test_after_release_the_score_is_there(sit, look, someone):
    attempt = sit(release_policy=ReleasePolicy.TOGETHER, review_mode=ReviewMode.SCORE)
    services.release(attempt.sitting, actor=someone)
    text = look(attempt)
    assert "6.00" in text
    assert "合格" in text
    assert not any(mark in text for mark in KEY_MARKS)


def test_wrong_items_only(sit, look):
    text = look(sit(review_mode=ReviewMode.WRONG_ITEMS))
    assert text.count("（答案）") == text.count("依法条应选此项") == 1
    assert "第四十二条" in text


def test_nothing_wrong_is_said_so(sit, look):
    assert "没有答错的题" in look(sit(review_mode=ReviewMode.WRONG_ITEMS, right=4))


def test_the_whole_paper(sit, look):
    text = look(sit(review_mode=ReviewMode.WHOLE_PAPER))
    assert text.count("（答案）") == 4


@pytest.mark.parametrize("mode", [ReviewMode.WRONG_ITEMS, ReviewMode.WHOLE_PAPER])
def test_while_the_same_window_is_open_only_the_score_is_shown(sit, look, mode):
    """EX-2: even an immediate release keeps the keys until the last window is over."""
    text = look(sit(window={}, review_mode=mode))
    assert "6.00" in text
    assert "还有场次或补考没有结束" in text
    assert not any(mark in text for mark in KEY_MARKS)


def test_a_resit_arranged_later_closes_the_review_again(sit, look, make):
    attempt = sit(review_mode=ReviewMode.WHOLE_PAPER)
    assert "（答案）" in look(attempt)
    resit = make.sitting(attempt.sitting.exam, title="补考", opens_in=timedelta(days=2))
    assert not any(mark in look(attempt) for mark in KEY_MARKS)
    make.session.delete(resit)
    make.session.commit()
    assert "（答案）" in look(attempt)


def test_a_cancelled_resit_holds_nothing_back(sit, look, make):
    attempt = sit(review_mode=ReviewMode.WHOLE_PAPER)
    exam = attempt.sitting.exam
    make.sitting(exam, opens_in=timedelta(days=2), cancelled_at=attempt.started_at)
    assert "（答案）" in look(attempt)


def test_somebody_with_extra_time_holds_the_keys_back(sit, look, make, city):
    window = {"opens_in": timedelta(minutes=-125), "window": timedelta(hours=2)}
    attempt = sit(window=window, review_mode=ReviewMode.WHOLE_PAPER)
    assert "（答案）" in look(attempt)
    make.call(attempt.sitting, make.officer(city, "延时"), extra_minutes=30)
    assert not any(mark in look(attempt) for mark in KEY_MARKS)


def test_while_answering_nothing_is_shown(make, city, officer, look):
    attempt = make.attempt(make.sitting(make.exam(city), officer), officer)
    text = look(attempt)
    assert "作答尚未结束" in text
    assert not any(mark in text for mark in (*KEY_MARKS, "得分"))


def test_an_expired_attempt_nobody_closed_awaits_its_score(make, city, officer, look):
    sitting = make.sitting(make.exam(city), officer)
    attempt = make.attempt(sitting, officer, deadline_in=timedelta(minutes=-5))
    assert "正在判分" in look(attempt)


def test_anothers_attempt_does_not_exist(browser, make, city, sit):
    """Negative test 2."""
    attempt = sit()
    colleague = make.account(city, officer=make.officer(city, "王五"))
    browser.sign_in(colleague).get("results.mine", attempt_id=attempt.id, expect=404)


def test_staff_who_are_no_officers_have_no_such_page(browser, trainer, sit):
    browser.sign_in(trainer).get("results.mine", attempt_id=sit().id, expect=403)


def test_page_costs_the_same_however_many_items(
    browser, candidate_account, make, city, officer, hand_in, sit, count_queries
):
    few_items = sit()
    version = make.law("公路法")
    longer = make.exam(city, [make.question(version) for _ in range(12)])
    many_items = hand_in(make.attempt(make.sitting(longer, officer, **OVER), officer), right=2)
    browser.sign_in(candidate_account)
    with count_queries() as few:
        browser.get("results.mine", attempt_id=few_items.id)
    with count_queries() as many:
        browser.get("results.mine", attempt_id=many_items.id)
    assert len(many) == len(few)
