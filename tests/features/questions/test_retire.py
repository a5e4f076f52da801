"""退役: final, with a reason; what happened stays to be read."""

from uuid import uuid4

import pytest

from tests.features.questions.said import flashed
from zhifa_training.questions.models import QuestionState, StoredQuestion
from zhifa_training.questions.queries import list_pool
from zhifa_training.questions.rules import ReviewState

REASON = {"step-reason": "所依据的规章已废止"}


def test_a_retired_question_is_drawn_no_more_and_cannot_come_back(
    browser, db, reviewer, author, proposed
):
    browser.sign_in(reviewer).post("questions.retire", REASON, question_id=proposed)
    stored = db.session.get(StoredQuestion, proposed)
    assert (stored.state, stored.review) == (QuestionState.RETIRED, ReviewState.SETTLED)
    assert list_pool(actor=None) == []
    for endpoint in ("questions.resume", "questions.retire"):
        browser.post(endpoint, REASON, question_id=proposed)
        assert "退役" in flashed(browser, "questions.show", question_id=proposed)
    browser.sign_in(author).post("questions.suspend", {"suspend-reason": "x"}, question_id=proposed)
    assert "已退役" in flashed(browser, "questions.show", question_id=proposed)
    assert stored.state is QuestionState.RETIRED
    assert "所依据的规章已废止" in browser.get("questions.show", question_id=proposed).text


@pytest.mark.parametrize("reason", ["", " ", "长" * 201])
def test_a_reason_is_wanted(browser, db, reviewer, revision, reason):
    where = {"question_id": revision.question_id}
    browser.sign_in(reviewer).post("questions.retire", {"step-reason": reason}, **where)
    assert "原因" in flashed(browser, "questions.show", **where)
    assert db.session.get(StoredQuestion, revision.question_id).state is QuestionState.PUBLISHED


def test_an_unknown_question_is_not_found(browser, reviewer):
    browser.sign_in(reviewer).post("questions.retire", REASON, question_id=uuid4(), expect=404)


def test_an_author_may_not(browser, author, revision):
    browser.sign_in(author).post(
        "questions.retire", REASON, question_id=revision.question_id, expect=403
    )
