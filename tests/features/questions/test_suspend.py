"""停用: with a reason, at once, and only a reviewer brings it back."""

from uuid import uuid4

from sqlalchemy import select

from zhifa_training.audit.models import AuditEntry
from zhifa_training.questions.models import QuestionState, StoredQuestion
from zhifa_training.questions.queries import list_pool


def test_a_suspended_question_leaves_the_pool(browser, db, author, reviewer, revision):
    where = {"question_id": revision.question_id}
    browser.sign_in(author).post("questions.suspend", {"reason": "法条已修订"}, **where)
    stored = db.session.get(StoredQuestion, revision.question_id)
    assert stored.state is QuestionState.SUSPENDED
    assert list_pool(actor=None) == []
    entry = db.session.scalars(select(AuditEntry).filter_by(action="question.suspend")).one()
    assert entry.detail["reason"] == "法条已修订"
    browser.sign_in(reviewer).post("questions.publish", **where)
    assert len(list_pool(actor=None)) == 1


def test_without_a_reason_nothing_happens(browser, db, author, revision):
    where = {"question_id": revision.question_id}
    browser.sign_in(author).post("questions.suspend", {"reason": " "}, **where)
    assert "请填写停用原因" in browser.get("questions.show", **where).text
    stored = db.session.get(StoredQuestion, revision.question_id)
    assert stored.state is QuestionState.PUBLISHED


def test_an_unknown_question_is_not_found(browser, author):
    browser.sign_in(author).post(
        "questions.suspend", {"reason": "x"}, question_id=uuid4(), expect=404
    )


def test_a_reviewer_may_not_suspend(browser, reviewer, revision):
    browser.sign_in(reviewer).post(
        "questions.suspend", {"reason": "x"}, question_id=revision.question_id, expect=403
    )
