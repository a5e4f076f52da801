"""题库: search, filters, paging, sort and export over the latest wording of each question."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from question_bank.questions import QuestionType
from question_bank.syllabus import Topic
from tests.workbooks import rows_of
from zhifa_training.core import clock
from zhifa_training.questions.models import Pool, QuestionState, StoredQuestion
from zhifa_training.questions.rules import ReviewState, Stage


def stems(page):
    return [cell.text.strip() for cell in page.select('td[data-label="题干"]')]


def test_lists_each_question_once_in_its_latest_wording(browser, author, revision, typed):
    browser.sign_in(author).post("questions.edit", typed, question_id=revision.question_id)
    assert stems(browser.get("questions.index")) == ["改过的题干（　）。"]


@pytest.mark.parametrize("name", ["q", "topic", "type", "law"])
def test_each_filter_narrows(browser, make, author, revision, name):
    other_law = make.law("港口法")
    other = make.question(other_law, type=QuestionType.MULTIPLE, topic=Topic.ETHICS)
    wanted = {
        "q": other.stem[:4],
        "topic": "ethics",
        "type": "multiple",
        "law": str(other_law.law_id),
    }
    page = browser.sign_in(author).get("questions.index", **{name: wanted[name]})
    assert stems(page) == [other.stem]


def test_state_filter_finds_the_suspended(browser, db, author, make, law):
    first, second = make.question(law), make.question(law)
    db.session.get(StoredQuestion, first.question_id).state = QuestionState.SUSPENDED
    db.session.commit()
    page = browser.sign_in(author).get("questions.index", state="suspended")
    assert stems(page) == [first.stem]
    assert stems(browser.get("questions.index", state="published")) == [second.stem]


def test_review_and_pool_filters_find_what_waits_and_what_is_for_practice(
    browser, db, author, make, law, revision, typed
):
    practice = make.question(law)
    db.session.get(StoredQuestion, practice.question_id).pool = Pool.PRACTICE
    db.session.commit()
    browser.sign_in(author).post("questions.edit", typed, question_id=revision.question_id)
    page = browser.get("questions.index", review="waiting")
    assert stems(page) == ["改过的题干（　）。"]
    assert page.select_one('td[data-label="状态"] .badge').text == "已发布"
    assert page.select_one('td[data-label="新修订"] .badge').text == "待审"
    assert rows_of(browser.get("questions.index", review="waiting", export="xlsx"))[1][7:9] == [
        "已发布",
        "待审",
    ]
    assert stems(browser.get("questions.index", pool="practice")) == [practice.stem]


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_filter_agrees_with_the_badge(browser, db, author, make, law, stage):
    later = clock.today() + timedelta(days=9)
    waiting = {"state": QuestionState.DRAFT, "published_number": None}
    facts = {
        Stage.DRAFT: waiting | {"review": ReviewState.WAITING},
        Stage.IN_REVIEW: waiting | {"review": ReviewState.IN_REVIEW, "claimed_at": clock.now()},
        Stage.RETURNED: waiting | {"review": ReviewState.RETURNED},
        Stage.PUBLISHED: {"resting_until": clock.today()},
        Stage.RESTING: {"resting_until": later},
        Stage.SUSPENDED: {"state": QuestionState.SUSPENDED, "resting_until": later},
        Stage.RETIRED: {"state": QuestionState.RETIRED},
    }
    made = {one: make.question(law) for one in Stage}
    for one, values in facts.items():
        where = StoredQuestion.id == made[one].question_id
        db.session.execute(update(StoredQuestion).where(where).values(**values))
    db.session.commit()
    page = browser.sign_in(author).get("questions.index", state=stage.value)
    assert stems(page) == [made[stage].stem]
    assert page.select_one('td[data-label="状态"] .badge').text == stage.label


def test_field_and_difficulty_filters_find_what_holds_them(browser, author, make, law):
    make.question(law)
    browser.sign_in(author)
    assert len(stems(browser.get("questions.index", field="general", difficulty="2"))) == 1
    assert len(stems(browser.get("questions.index", field="nonsense", difficulty="x"))) == 1


def test_percent_signs_are_searched_literally(browser, author, revision):
    assert stems(browser.sign_in(author).get("questions.index", q="%")) == []


def test_export_equals_the_screen_in_order_and_beyond_one_page(browser, make, author, law):
    for _ in range(55):
        make.question(law)
    browser.sign_in(author)
    screen = stems(browser.get("questions.index", sort="-code"))
    rows = rows_of(browser.get("questions.index", sort="-code", export="xlsx"))
    assert rows[0][:2] == ["编号", "题干"]
    assert [row[1] for row in rows[1:51]] == screen
    assert len(rows) == 56


def test_list_costs_the_same_however_long(browser, make, author, law, count_queries):
    make.question(law)
    browser.sign_in(author)
    with count_queries() as few:
        browser.get("questions.index")
    for _ in range(20):
        make.question(law)
    with count_queries() as many:
        browser.get("questions.index")
    assert len(many) == len(few)


def test_an_officer_may_not_read_the_bank(browser, officer_account):
    browser.sign_in(officer_account).get("questions.index", expect=403)
