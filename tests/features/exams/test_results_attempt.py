"""答卷明细 for staff: keys only when no window of the exam is left."""

from datetime import timedelta

import pytest

from zhifa_training.accounts.access import Role

OVER = {"opens_in": timedelta(hours=-3), "window": timedelta(hours=2)}


@pytest.fixture
def attempt(make, hand_in, exam, officer):
    sitting = make.sitting(exam, officer, **OVER)
    return hand_in(make.attempt(sitting, officer), right=3)


def look(browser, account, attempt, **options):
    return browser.sign_in(account).get("results.attempt", attempt_id=attempt.id, **options)


def test_shows_answers_scores_and_keys_after_the_last_window(browser, trainer, attempt):
    page = look(browser, trainer, attempt)
    assert page.text.count("（答案）") == 4
    assert page.text.count("（所选）") == 4
    assert "6.00" in page.text
    assert page.text.count("得 2.00 分") == 3
    assert page.text.count("得 0.00 分") == 1


def test_while_another_window_is_to_come_no_key_leaves(browser, make, trainer, exam, attempt):
    make.sitting(exam, title="补考", opens_in=timedelta(days=3))
    page = look(browser, trainer, attempt)
    assert "（答案）" not in page.text
    assert "得 2.00 分" not in page.text
    assert "依法条应选此项" not in page.text
    assert page.text.count("（所选）") == 4


def test_someone_called_to_the_same_exam_sees_no_paper(browser, make, city, exam, attempt):
    colleague = make.officer(city, "兼考人员")
    account = make.account(city, Role.TRAINER, Role.OFFICER, officer=colleague)
    make.sitting(exam, colleague, opens_in=timedelta(days=3))
    page = look(browser, account, attempt)
    assert "（所选）" not in page.text
    assert "不显示他人的答卷内容" in page.text


def test_the_order_is_the_candidates_own(browser, db, trainer, attempt):
    page = look(browser, trainer, attempt)
    stems = {str(item.revision_id): item.revision.stem for item in attempt.paper.items}
    shown = [card.select_one("p").text for card in page.select(".card") if card.select("ol")]
    assert shown == [stems[item_id] for item_id, _ in attempt.layout]


def test_page_costs_the_same_however_many_items(
    browser, make, city, trainer, officer, hand_in, attempt, count_queries
):
    version = make.law("公路法")
    longer = make.exam(city, [make.question(version) for _ in range(12)])
    sitting = make.sitting(longer, officer, **OVER)
    other = hand_in(make.attempt(sitting, officer), right=9)
    browser.sign_in(trainer)
    with count_queries() as few:
        browser.get("results.attempt", attempt_id=attempt.id)
    with count_queries() as many:
        browser.get("results.attempt", attempt_id=other.id)
    assert len(many) == len(few)


def test_another_units_is_not_found(browser, stranger, attempt):
    look(browser, stranger, attempt, expect=404)


def test_the_candidate_may_not_open_the_staff_page(browser, candidate_account, attempt):
    look(browser, candidate_account, attempt, expect=403)


@pytest.mark.parametrize(("forms", "is_told"), [(1, False), (2, True)])
def test_the_form_is_named_where_there_are_several(
    browser, db, trainer, exam, attempt, forms, is_told
):
    exam.form_count = forms
    db.session.commit()
    assert ("A 卷" in look(browser, trainer, attempt).text) is is_told
