"""休用: out of new papers until a day, then back without anybody's doing."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from tests.features.questions.said import flashed
from zhifa_training.core import clock
from zhifa_training.questions.models import StoredQuestion
from zhifa_training.questions.queries import list_pool

REASON = {"rest-reason": "近期考得太多"}


def resting(days):
    return REASON | {"rest-until": (clock.today() + timedelta(days=days)).isoformat()}


def stems(page):
    return [cell.text.strip() for cell in page.select('td[data-label="题干"]')]


def test_it_returns_by_itself_on_its_day(browser, author, revision):
    where = {"question_id": revision.question_id}
    browser.sign_in(author).post("questions.rest", resting(30), **where)
    assert list_pool(actor=None) == []
    assert stems(browser.get("questions.index", state="resting")) == [revision.stem]
    assert stems(browser.get("questions.index", state="published")) == []
    with time_machine.travel(clock.now() + timedelta(days=30), tick=False):
        assert len(list_pool(actor=None)) == 1
        browser.sign_in(author)
        assert stems(browser.get("questions.index", state="published")) == [revision.stem]


def test_a_rest_may_end_early(browser, author, revision):
    where = {"question_id": revision.question_id}
    browser.sign_in(author).post("questions.rest", resting(30), **where)
    browser.post("questions.wake", **where)
    assert len(list_pool(actor=None)) == 1
    browser.post("questions.wake", **where)
    assert "没有在休用" in flashed(browser, "questions.show", **where)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (REASON, "请填写恢复日期"),
        (REASON | {"rest-until": "不久"}, "请按“年-月-日”填写"),
        (resting(0), "恢复日期须在明天至三年之内"),
        (resting(2000), "恢复日期须在明天至三年之内"),
        (resting(9) | {"rest-reason": " "}, "请填写休用原因"),
    ],
)
def test_each_bad_input_is_refused(browser, db, author, revision, sent, said):
    where = {"question_id": revision.question_id}
    browser.sign_in(author).post("questions.rest", sent, **where)
    assert said in flashed(browser, "questions.show", **where)
    assert db.session.get(StoredQuestion, revision.question_id).resting_until is None


def test_an_unknown_question_is_not_found(browser, author):
    browser.sign_in(author).post("questions.rest", resting(9), question_id=uuid4(), expect=404)
    browser.post("questions.wake", question_id=uuid4(), expect=404)


def test_a_reviewer_may_do_neither(browser, reviewer, revision):
    where = {"question_id": revision.question_id}
    browser.sign_in(reviewer).post("questions.rest", resting(9), expect=403, **where)
    browser.post("questions.wake", expect=403, **where)
