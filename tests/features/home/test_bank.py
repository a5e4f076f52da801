"""首页的命题与审题: what came back to its author, and what waits for a reviewer."""

import pytest

from zhifa_training.accounts.access import Role
from zhifa_training.questions.models import StoredQuestion
from zhifa_training.questions.services import review, revisions
from zhifa_training.questions.wording import as_question


@pytest.fixture
def people(make):
    city = make.unit()
    return make.account(city, Role.AUTHOR), make.account(city, Role.REVIEWER)


class Someone:
    officer_id, scope = None, frozenset()

    def __init__(self, account):
        self.account_id, self.name = account.id, account.name


@pytest.fixture
def pending(db, make, people):
    revision = make.question(make.law())
    stored = db.session.get(StoredQuestion, revision.question_id)
    wording = as_question(revision)
    changed = type(wording)(**{**vars(wording), "stem": "新的题干（　）。"})
    revisions.propose(
        stored,
        wording=changed,
        law_version_id=revision.law_version_id,
        why="更清楚",
        actor=Someone(people[0]),
    )
    return stored


def tasks(page):
    return [task.select_one(".task-title").text for task in page.select(".task")]


def test_a_reviewer_finds_what_waits(browser, people, pending):
    page = browser.sign_in(people[1]).get("home.index")
    assert tasks(page) == ["待我审：新的题干（　）。"]
    assert tasks(browser.sign_in(people[0]).get("home.index")) == []
    assert "没有等您处理的试题" in browser.get("home.index").text


def test_an_author_finds_what_came_back(browser, people, pending):
    reviewer = Someone(people[1])
    review.claim(pending, actor=reviewer)
    assert tasks(browser.sign_in(people[1]).get("home.index")) == ["我正在审：新的题干（　）。"]
    review.send_back(pending, number=2, reason="请改", actor=reviewer)
    assert tasks(browser.get("home.index")) == []
    page = browser.sign_in(people[0]).get("home.index")
    assert tasks(page) == ["退回给我：新的题干（　）。"]


def test_others_see_no_such_part(browser, make, pending):
    trainer = make.account(make.unit(), Role.TRAINER)
    assert "命题与审题" not in browser.sign_in(trainer).get("home.index").text
