"""停用、恢复: with a reason, at once, and only a reviewer brings it back."""

from uuid import uuid4

from sqlalchemy import select

from tests.features.questions.said import flashed
from zhifa_training.audit.models import AuditEntry
from zhifa_training.questions.models import QuestionState, StoredQuestion
from zhifa_training.questions.queries import list_pool


def state(db, question_id):
    return db.session.get(StoredQuestion, question_id).state


def test_a_suspended_question_leaves_the_pool_until_a_reviewer_resumes_it(
    browser, db, author, reviewer, revision
):
    where = {"question_id": revision.question_id}
    browser.sign_in(author).post("questions.suspend", {"suspend-reason": "法条已修订"}, **where)
    assert state(db, revision.question_id) is QuestionState.SUSPENDED
    assert list_pool(actor=None) == []
    entry = db.session.scalars(select(AuditEntry).filter_by(action="question.suspend")).one()
    assert entry.detail["why"] == "法条已修订"
    assert "法条已修订" in browser.get("questions.show", **where).text
    browser.post("questions.resume", {"step-reason": "已核对"}, expect=403, **where)
    browser.sign_in(reviewer).post("questions.resume", {"step-reason": "已核对"}, **where)
    assert len(list_pool(actor=None)) == 1


def test_without_a_reason_nothing_happens(browser, db, author, reviewer, revision):
    where = {"question_id": revision.question_id}
    browser.sign_in(author).post("questions.suspend", {"suspend-reason": " "}, **where)
    assert "请填写停用原因" in flashed(browser, "questions.show", **where)
    assert state(db, revision.question_id) is QuestionState.PUBLISHED
    browser.post("questions.suspend", {"suspend-reason": "x"}, **where)
    browser.sign_in(reviewer).post("questions.resume", {"step-reason": ""}, **where)
    assert "请填写原因" in flashed(browser, "questions.show", **where)
    assert state(db, revision.question_id) is QuestionState.SUSPENDED


def test_only_what_is_suspended_is_resumed(browser, reviewer, revision):
    where = {"question_id": revision.question_id}
    browser.sign_in(reviewer).post("questions.resume", {"step-reason": "x"}, **where)
    assert "只有停用的试题" in flashed(browser, "questions.show", **where)


def test_suspending_twice_is_one_step(browser, db, author, revision):
    where = {"question_id": revision.question_id}
    browser.sign_in(author)
    for _ in range(2):
        browser.post("questions.suspend", {"suspend-reason": "x"}, **where)
    entries = db.session.scalars(select(AuditEntry).filter_by(action="question.suspend")).all()
    assert len(entries) == 1


def test_an_unknown_question_is_not_found(browser, author, reviewer):
    sent = {"suspend-reason": "x", "step-reason": "x"}
    browser.sign_in(author).post("questions.suspend", sent, question_id=uuid4(), expect=404)
    browser.sign_in(reviewer).post("questions.resume", sent, question_id=uuid4(), expect=404)


def test_a_reviewer_may_not_suspend(browser, reviewer, revision):
    browser.sign_in(reviewer).post(
        "questions.suspend", {}, question_id=revision.question_id, expect=403
    )
