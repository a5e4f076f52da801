"""审核发布: two people, always."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from zhifa_training.accounts.access import Role
from zhifa_training.audit.models import AuditEntry
from zhifa_training.questions.models import QuestionState, StoredQuestion


@pytest.fixture
def proposed(browser, author, revision, typed):
    browser.sign_in(author).post("questions.edit", typed, question_id=revision.question_id)
    return revision.question_id


def state(db, question_id):
    return db.session.get(StoredQuestion, question_id).state


def test_another_person_puts_it_into_use(browser, db, reviewer, proposed):
    browser.sign_in(reviewer).post("questions.publish", question_id=proposed)
    assert state(db, proposed) is QuestionState.PUBLISHED
    assert db.session.scalars(select(AuditEntry).filter_by(action="question.publish")).one()


def test_who_wrote_it_may_not_approve_it(browser, db, make, city, revision, typed):
    both = make.account(city, Role.AUTHOR, Role.REVIEWER)
    browser.sign_in(both).post("questions.edit", typed, question_id=revision.question_id)
    browser.post("questions.publish", question_id=revision.question_id)
    assert state(db, revision.question_id) is QuestionState.DRAFT
    assert (
        "须由另一位审题员审核"
        in browser.get("questions.show", question_id=revision.question_id).text
    )


def test_what_is_in_use_needs_no_approval(browser, reviewer, revision):
    browser.sign_in(reviewer).post("questions.publish", question_id=revision.question_id)
    page = browser.get("questions.show", question_id=revision.question_id)
    assert "没有待审的修订" in page.text


def test_an_unknown_question_is_not_found(browser, reviewer):
    browser.sign_in(reviewer).post("questions.publish", question_id=uuid4(), expect=404)


def test_an_author_may_not_approve(browser, db, author, proposed):
    browser.sign_in(author).post("questions.publish", question_id=proposed, expect=403)
    assert state(db, proposed) is QuestionState.DRAFT
