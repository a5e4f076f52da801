"""开始审核、放回待审: one reviewer at a time, until the claim is old."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select, update

from tests.features.questions.said import flashed
from zhifa_training.accounts.access import Role
from zhifa_training.core import clock
from zhifa_training.questions.models import QuestionStep, StoredQuestion
from zhifa_training.questions.rules import ReviewState, StepKind


def stored(db, question_id):
    return db.session.get(StoredQuestion, question_id)


def test_a_claim_names_the_reviewer_and_the_moment(browser, db, reviewer, proposed):
    browser.sign_in(reviewer).post("reviews.claim", question_id=proposed)
    question = stored(db, proposed)
    assert (question.review, question.claimed_by) == (ReviewState.IN_REVIEW, reviewer.id)
    assert question.claimed_at <= clock.now()
    page = browser.get("reviews.show", question_id=proposed)
    assert [button["value"] for button in page.select("[name=action]")] == ["approve", "return"]


def test_claiming_again_is_no_second_step(browser, db, claimed):
    browser.post("reviews.claim", question_id=claimed)
    steps = db.session.scalars(select(QuestionStep.kind)).all()
    assert steps.count(StepKind.CLAIMED) == 1


def test_a_second_reviewer_is_told_until_the_claim_is_old(browser, db, make, city, claimed):
    other = make.account(city, Role.REVIEWER)
    browser.sign_in(other).post("reviews.claim", question_id=claimed)
    assert "另一位审题员正在审核" in flashed(browser, "reviews.show", question_id=claimed)
    long_ago = clock.now() - timedelta(days=4)
    db.session.execute(update(StoredQuestion).values(claimed_at=long_ago))
    db.session.commit()
    browser.post("reviews.claim", question_id=claimed)
    assert stored(db, claimed).claimed_by == other.id


def test_a_release_gives_it_back(browser, db, claimed):
    browser.post("reviews.release", question_id=claimed)
    question = stored(db, claimed)
    assert (question.review, question.claimed_by) == (ReviewState.WAITING, None)
    browser.post("reviews.release", question_id=claimed)
    assert "请先开始审核" in flashed(browser, "reviews.show", question_id=claimed)


def test_what_is_in_use_needs_no_review(browser, reviewer, revision):
    where = {"question_id": revision.question_id}
    browser.sign_in(reviewer).post("reviews.claim", **where)
    assert "没有待审的修订" in flashed(browser, "reviews.show", **where)


def test_an_unknown_question_is_not_found(browser, reviewer):
    browser.sign_in(reviewer).post("reviews.claim", question_id=uuid4(), expect=404)
    browser.post("reviews.release", question_id=uuid4(), expect=404)


def test_an_author_may_do_neither(browser, author, proposed):
    browser.sign_in(author).post("reviews.claim", question_id=proposed, expect=403)
    browser.post("reviews.release", question_id=proposed, expect=403)
