"""审题清单: to each what waits for them, the longest waiting first."""

from datetime import timedelta

import pytest
import time_machine

from tests.workbooks import rows_of as workbook_rows
from zhifa_training.accounts.access import Role
from zhifa_training.core import clock


def listed(page):
    return [cell.text.strip() for cell in page.select('td[data-label="题干"]')]


def counts(page):
    chips = page.select(".chips .chip")
    return {chip.contents[0].strip(): int(chip.select_one(".chip-count").text) for chip in chips}


def test_a_reviewer_sees_what_others_wrote(browser, reviewer, author, proposed):
    page = browser.sign_in(reviewer).get("reviews.index")
    assert listed(page) == ["改过的题干（　）。"]
    assert counts(page) == {
        "待我审": 1,
        "我正在审": 0,
        "退回给我": 0,
        "我提交的": 0,
        "久未审结": 0,
        "全部": 1,
    }
    assert page.select_one('td[data-label="命题人"]').text == "命题人"


def test_nobody_is_asked_to_review_their_own(browser, make, city, revision, typed):
    both = make.account(city, Role.AUTHOR, Role.REVIEWER)
    browser.sign_in(both).post("questions.edit", typed, question_id=revision.question_id)
    found = counts(browser.get("reviews.index"))
    assert (found["待我审"], found["我提交的"]) == (0, 1)


def test_what_one_reads_and_what_came_back(browser, author, reviewer, claimed):
    assert listed(browser.get("reviews.index", queue="reading")) == ["改过的题干（　）。"]
    sent = {"number": "2", "action": "return", "words": "请改"}
    browser.post("reviews.decide", sent, question_id=claimed)
    assert listed(browser.get("reviews.index", queue="reading")) == []
    assert listed(browser.sign_in(author).get("reviews.index")) == ["改过的题干（　）。"]


def test_what_waits_long_is_found_and_marked(browser, reviewer, proposed):
    assert listed(browser.sign_in(reviewer).get("reviews.index", queue="long")) == []
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        browser.sign_in(reviewer)
        page = browser.get("reviews.index", queue="long")
    assert listed(page) == ["改过的题干（　）。"]
    assert page.select_one('td[data-label="等待天数"] .badge').text == "8 天"


@pytest.mark.parametrize("queue", ["for_me", "all", "nonsense"])
def test_search_narrows_and_unknown_queues_fall_back(browser, reviewer, proposed, queue):
    browser.sign_in(reviewer)
    assert len(listed(browser.get("reviews.index", queue=queue, q="改过"))) == 1
    assert listed(browser.get("reviews.index", queue=queue, q="%")) == []


def test_export_equals_the_screen(browser, reviewer, proposed):
    browser.sign_in(reviewer)
    rows = workbook_rows(browser.get("reviews.index", export="xlsx"))
    assert rows[0][:2] == ["编号", "题干"]
    assert [row[1] for row in rows[1:]] == listed(browser.get("reviews.index"))


def test_list_costs_the_same_however_long(
    browser, make, author, reviewer, law, typed, proposed, count_queries
):
    browser.sign_in(reviewer)
    with count_queries() as few:
        browser.get("reviews.index")
    browser.sign_in(author)
    for number in range(5):
        sent = typed | {"stem": f"第 {number} 稿（　）。"}
        browser.post("questions.edit", sent, question_id=make.question(law).question_id)
    browser.sign_in(reviewer)
    with count_queries() as many:
        assert len(listed(browser.get("reviews.index"))) == 6
    assert len(many) == len(few)


def test_an_officer_may_not_look(browser, officer_account):
    browser.sign_in(officer_account).get("reviews.index", expect=403)
