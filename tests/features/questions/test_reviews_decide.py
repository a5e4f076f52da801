"""审核决定: two people, one decision, on what was really read."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.features.questions.said import flashed
from zhifa_training.accounts.access import Role
from zhifa_training.audit.models import AuditEntry
from zhifa_training.questions.models import QuestionState, QuestionStep, StoredQuestion
from zhifa_training.questions.queries import list_pool
from zhifa_training.questions.rules import ReviewState, StepKind

APPROVE = {"number": "2", "action": "approve"}
RETURN = {"number": "2", "action": "return", "words": "第二项表述不清，请改为“三日”。"}


def stored(db, question_id):
    return db.session.get(StoredQuestion, question_id)


def kinds(db):
    return db.session.scalars(select(QuestionStep.kind).order_by(QuestionStep.at)).all()


def test_approval_puts_the_new_revision_into_use(browser, db, claimed):
    browser.post("reviews.decide", APPROVE, question_id=claimed)
    question = stored(db, claimed)
    assert (question.published_number, question.review) == (2, ReviewState.SETTLED)
    assert [item.id for item in list_pool(actor=None)] == [str(question.revisions[1].id)]
    assert kinds(db) == [StepKind.PROPOSED, StepKind.CLAIMED, StepKind.APPROVED]
    assert db.session.scalars(select(AuditEntry).filter_by(action="question.publish")).one()


def test_a_return_says_why_and_leaves_in_use_what_was_in_use(browser, db, author, claimed):
    browser.post("reviews.decide", RETURN, question_id=claimed)
    question = stored(db, claimed)
    assert (question.published_number, question.review) == (1, ReviewState.RETURNED)
    assert question.state is QuestionState.PUBLISHED
    page = browser.sign_in(author).get("reviews.show", question_id=claimed)
    assert "请改为“三日”" in page.text


@pytest.mark.parametrize("words", ["", "  "])
def test_a_return_without_a_reason_is_refused(browser, db, claimed, words):
    browser.post("reviews.decide", RETURN | {"words": words}, question_id=claimed)
    assert "请写明原因" in flashed(browser, "reviews.show", question_id=claimed)
    assert stored(db, claimed).review is ReviewState.IN_REVIEW


def test_without_a_claim_nothing_is_decided(browser, db, reviewer, proposed):
    browser.sign_in(reviewer).post("reviews.decide", APPROVE, question_id=proposed)
    assert "请先开始审核" in flashed(browser, "reviews.show", question_id=proposed)
    assert stored(db, proposed).published_number == 1


def test_another_reviewer_decides_nothing(browser, db, make, city, claimed):
    browser.sign_in(make.account(city, Role.REVIEWER))
    browser.post("reviews.decide", APPROVE, question_id=claimed)
    assert "由另一位审题员认领" in flashed(browser, "reviews.show", question_id=claimed)
    assert stored(db, claimed).published_number == 1


def test_what_was_overtaken_is_not_approved(browser, db, author, reviewer, claimed, typed):
    browser.sign_in(author).post(
        "questions.edit", typed | {"stem": "第三稿（　）。"}, question_id=claimed
    )
    browser.sign_in(reviewer).post("reviews.decide", APPROVE, question_id=claimed)
    assert "第 3 次修订，请重新审核" in flashed(browser, "reviews.show", question_id=claimed)
    assert (stored(db, claimed).published_number, stored(db, claimed).review) == (
        1,
        ReviewState.WAITING,
    )


def test_who_wrote_it_may_not_even_begin(browser, db, make, city, revision, typed):
    both = make.account(city, Role.AUTHOR, Role.REVIEWER)
    where = {"question_id": revision.question_id}
    browser.sign_in(both).post("questions.edit", typed, **where)
    browser.post("reviews.claim", **where)
    assert "须由另一位审题员审核" in flashed(browser, "reviews.show", **where)
    assert stored(db, revision.question_id).review is ReviewState.WAITING


def test_a_form_without_its_number_is_refused(browser, db, claimed):
    browser.post("reviews.decide", {"action": "approve"}, question_id=claimed)
    assert "请刷新页面" in flashed(browser, "reviews.show", question_id=claimed)
    assert stored(db, claimed).published_number == 1


def test_an_unknown_question_is_not_found(browser, reviewer):
    browser.sign_in(reviewer).post("reviews.decide", APPROVE, question_id=uuid4(), expect=404)


def test_an_author_may_not_decide(browser, db, author, claimed):
    browser.sign_in(author).post("reviews.decide", APPROVE, question_id=claimed, expect=403)
    assert stored(db, claimed).published_number == 1
