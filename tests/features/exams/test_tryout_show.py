"""试做: every type as in the exam room, answered without script, marked by the marking rules."""

from uuid import uuid4

import pytest

from question_bank.questions import QuestionType
from tests.unit.every_type import SHAPES, every_type
from zhifa_training.accounts.access import Role
from zhifa_training.exams.models.attempts import AnswerEvent


@pytest.fixture(scope="module")
def questions(tmp_path_factory):
    return every_type(tmp_path_factory.mktemp("bank"))


@pytest.fixture
def author(make, city):
    return make.account(city, Role.AUTHOR)


@pytest.fixture
def law(make):
    return make.law()


def right_fields(page, question):
    """Return what a browser sends when the right answer is given by the controls of the page."""
    parts = [part.question for part in question.body.parts] or [question]
    keys = frozenset().union(*(one.key for one in parts))
    sent = {}
    for box in page.select(".question input[type=radio], .question input[type=checkbox]"):
        if box["value"] in keys:
            sent.setdefault(box["name"], []).append(box["value"])
    for menu in page.select(".question select[name]"):
        chosen = [one["value"] for one in menu.select("option") if one["value"] in keys]
        sent.setdefault(menu["name"], []).extend(chosen)
    for entry in page.select(".question [data-entry]"):
        words = [token for token in keys if token.startswith(entry["name"])]
        sent[entry["name"]] = words[0].partition("=")[2] if words else "事实确凿，有法定依据"
    return sent


def scores(page):
    return [badge.text for badge in page.select(".verdict .badge")]


@pytest.mark.parametrize("kind", list(SHAPES))
def test_the_right_answer_earns_everything(browser, make, author, law, questions, kind):
    revision = make.written(law, questions[kind])
    where = {"question_id": revision.question_id}
    page = browser.sign_in(author).get("tryout.show", **where)
    assert not page.select("fieldset[disabled], .verdict")
    sent = right_fields(page, questions[kind])
    if kind == "short_answer":
        sent["tick"] = ["0.0", "0.1"]
    if kind == "case":
        sent["tick"] = ["3.0", "3.1"]
    page = browser.post("tryout.show", sent, expect=200, **where)
    expected = {"short_answer": [5], "case": [2, 2, 6]}.get(kind, [10])
    assert scores(page) == [f"得 {one}.00 分，满分 {one} 分" for one in expected]
    assert questions[kind].explanation in page.text or kind == "case"
    assert all(text in page.text for text in questions[kind].key_texts)


@pytest.mark.parametrize("kind", list(SHAPES))
def test_an_empty_sheet_earns_nothing_and_shows_the_key(
    browser, make, author, law, questions, kind
):
    revision = make.written(law, questions[kind])
    page = browser.sign_in(author).post(
        "tryout.show", {}, expect=200, question_id=revision.question_id
    )
    assert all(score.startswith(("得 0 分", "得 0.00 分")) for score in scores(page))
    assert "未作答" in page.text or kind == "short_answer"


def test_what_was_answered_stays_on_the_page(browser, make, author, law, questions):
    revision = make.written(law, questions["fill_in"])
    where = {"question_id": revision.question_id}
    page = browser.sign_in(author).get("tryout.show", **where)
    names = [entry["name"] for entry in page.select("[data-entry]")]
    page = browser.post("tryout.show", dict.fromkeys(names, "二百元"), expect=200, **where)
    assert [entry["value"] for entry in page.select("[data-entry]")] == ["二百元", "二百元"]
    assert scores(page) == ["得 5.00 分，满分 10 分"]


def test_partial_credit_is_tried_too(browser, make, author, law):
    revision = make.question(law, type=QuestionType.MULTIPLE)
    where = {"question_id": revision.question_id}
    one = {"q1": revision.key[0]}
    browser.sign_in(author)
    found = [
        scores(browser.post("tryout.show", one | {"partial": rule}, expect=200, **where))[0]
        for rule in ("all_or_nothing", "half", "proportional", "nonsense")
    ]
    assert [text.split("，")[0] for text in found] == [
        "得 0.00 分",
        "得 5.00 分",
        "得 5.00 分",
        "得 5.00 分",
    ]


def test_each_revision_can_be_tried(browser, make, author, law):
    revision = make.question(law)
    where = {"question_id": revision.question_id}
    page = browser.sign_in(author).get("tryout.show", revision=1, **where)
    assert "第 1 次修订（在用）" in page.text
    browser.get("tryout.show", revision=2, expect=404, **where)
    browser.get("tryout.show", revision="x", expect=404, **where)


@pytest.mark.parametrize(
    "sent", [{"q1": "nonsense"}, {"q1": "甲乙"}, {"nothing=": "字"}, {"tick": ["9.9", "a.b", "0"]}]
)
def test_what_no_page_of_ours_sends_earns_nothing(browser, make, author, law, sent):
    revision = make.question(law)
    page = browser.sign_in(author).post(
        "tryout.show", sent, expect=200, question_id=revision.question_id
    )
    assert scores(page) == ["得 0.00 分，满分 10 分"]


def test_nothing_is_kept(browser, db, make, author, law):
    revision = make.question(law)
    where = {"question_id": revision.question_id}
    browser.sign_in(author).post("tryout.show", {"q1": revision.key[0]}, expect=200, **where)
    assert db.session.query(AnswerEvent).count() == 0


def test_an_unknown_question_is_not_found(browser, author):
    browser.sign_in(author).get("tryout.show", question_id=uuid4(), expect=404)


def test_an_officer_may_not(browser, make, city, law):
    revision = make.question(law)
    account = make.account(city, officer=make.officer(city))
    browser.sign_in(account).get("tryout.show", question_id=revision.question_id, expect=403)
