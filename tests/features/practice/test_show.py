"""One question page: nothing of the key before the answer, everything after it."""

import pytest
import sqlalchemy as sa

from question_bank.questions import QuestionType
from tests.features.practice.conftest import wrong_option
from tests.unit.every_type import SHAPES, every_type
from zhifa_training.exams.rules.trial import right_answer
from zhifa_training.practice.models import PracticeRun
from zhifa_training.questions.models import QuestionState, StoredQuestion


def test_the_key_is_not_on_the_page_before_the_answer(browser, questions, begun):
    page = browser.get("practice.show", practice_run_id=begun())
    assert "第 1 题，共 3 题" in page.text
    assert "依法条应选此项" not in page.text
    assert "某条例第1条的原文" not in page.text


def test_a_right_answer_shows_key_explanation_and_article(browser, questions, begun, answers):
    run = begun()
    browser.post("practice.answer", {"place": "1", "q": questions[0].key}, practice_run_id=run)
    page = browser.get("practice.show", practice_run_id=run, place=1)
    verdict = page.select_one("#verdict").text
    assert "正确" in verdict
    assert "依法条应选此项" in verdict
    assert "某条例第1条的原文" in page.text
    assert [answer.is_right for answer in answers()] == [True]


def test_a_wrong_answer_enters_the_book(browser, questions, begun, book):
    run = begun()
    sent = {"place": "1", "q": wrong_option(questions[0])}
    browser.post("practice.answer", sent, practice_run_id=run)
    page = browser.get("practice.show", practice_run_id=run, place=1)
    assert "错误" in page.select_one("#verdict").text
    (entry,) = book()
    assert (entry.question_id, entry.wrong_count) == (questions[0].question_id, 1)


def test_an_answer_sent_twice_counts_once(browser, questions, begun, answers, book):
    run = begun()
    sent = {"place": "1", "q": wrong_option(questions[0])}
    browser.post("practice.answer", sent, practice_run_id=run)
    browser.post("practice.answer", sent | {"q": questions[0].key}, practice_run_id=run)
    assert [answer.is_right for answer in answers()] == [False]
    assert [entry.wrong_count for entry in book()] == [1]


def test_nothing_answered_is_refused(browser, questions, begun, answers):
    run = begun()
    browser.post("practice.answer", {"place": "1"}, practice_run_id=run)
    assert "还没有作答" in browser.get("practice.show", practice_run_id=run).text
    assert answers() == []


def test_a_run_goes_on_where_one_stopped_and_ends(browser, questions, begun, db):
    run = begun()
    for place, revision in enumerate(questions, 1):
        page = browser.get("practice.show", practice_run_id=run)
        assert f"第 {place} 题，共 3 题" in page.text
        assert begun() == run
        sent = {"place": str(place), "q": revision.key}
        browser.post("practice.answer", sent, practice_run_id=run)
    assert "已全部做完" in browser.get("practice.show", practice_run_id=run).text
    db.session.expire_all()
    assert db.session.get(PracticeRun, run).ended_at is not None
    assert begun() != run


def split(token):
    return token.partition("=")


@pytest.mark.parametrize("kind", list(SHAPES))
def test_every_type_can_be_answered_right(
    browser, make, law, practised, begun, answers, tmp_path, kind
):
    question = every_type(tmp_path)[kind]
    revision = make.written(law, question)
    practised(revision)
    run = begun()
    browser.get("practice.show", practice_run_id=run)
    parts = [question, *(part.question for part in question.body.parts)]
    written = {f"{one.body.entry}=": "违法事实确凿" for one in parts if one.body.entry}
    right = sorted(right_answer(question))
    filled = {f"{blank}=": words for blank, mark, words in map(split, right) if mark}
    sent = {"place": "1", "q": [token for token in right if "=" not in token]}
    browser.post("practice.answer", sent | filled | written, practice_run_id=run)
    browser.get("practice.show", practice_run_id=run, place=1)
    by_hand = any(one.type is QuestionType.SHORT_ANSWER for one in parts)
    assert [answer.is_right for answer in answers()] == [None if by_hand else True]


@pytest.mark.parametrize(
    ("kind", "where"), [("ordering", ".step-text"), ("matching", ".pair:first-child option[value]")]
)
def test_the_order_on_the_page_does_not_tell_the_answer(
    browser, make, law, practised, begun, tmp_path, kind, where
):
    """The author writes steps and pairs down in the right order."""
    practised(make.written(law, every_type(tmp_path)[kind]))
    orders = set()
    for _ in range(12):
        run = begun(anew="1")
        first, again = (browser.get("practice.show", practice_run_id=run) for _ in range(2))
        shown = tuple(each.text for each in first.select(where))
        assert shown == tuple(each.text for each in again.select(where))
        orders.add(shown)
    assert len(orders) > 1


def test_a_question_taken_out_of_use_is_not_asked(browser, db, questions, begun, answers):
    run = begun()
    db.session.execute(
        sa.update(StoredQuestion)
        .where(StoredQuestion.id == questions[0].question_id)
        .values(state=QuestionState.SUSPENDED)
    )
    db.session.commit()
    page = browser.get("practice.show", practice_run_id=run)
    assert "本题已停止练习" in page.text
    assert questions[0].stem not in page.text
    browser.post("practice.answer", {"place": "1", "q": questions[0].key}, practice_run_id=run)
    assert answers() == []


@pytest.mark.parametrize("place", ["0", "4", "x", "99999999999"])
def test_a_place_that_is_not_there_is_not_found(browser, questions, begun, place):
    browser.get("practice.show", expect=404, practice_run_id=begun(), place=place)


def test_another_ones_run_is_not_found(browser, questions, begun, other, answers):
    run = begun()
    browser.sign_in(other).get("practice.show", expect=404, practice_run_id=run)
    sent = {"place": "1", "q": questions[0].key}
    browser.post("practice.answer", sent, expect=404, practice_run_id=run)
    assert answers() == []
