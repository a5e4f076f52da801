"""What a run holds: only what may be practised, in the order that was asked for."""

from datetime import date

import pytest
import sqlalchemy as sa

from question_bank.questions import QuestionType
from tests.features.practice.conftest import acting_as, wrong_option
from zhifa_training.accounts.access import Role
from zhifa_training.exams.rules.words import ReleasePolicy
from zhifa_training.practice.models import PracticeRun
from zhifa_training.practice.queries.pool import list_question_ids
from zhifa_training.practice.rules.modes import Mode, Subject


def queue(db, run):
    return db.session.get(PracticeRun, run).queue


def ids(*revisions):
    return [str(revision.question_id) for revision in revisions]


def test_sequence_goes_through_the_laws(questions, begun, db):
    assert queue(db, begun()) == ids(*questions)


def test_random_holds_the_same_in_another_order(make, law, practised, begun, db):
    many = practised(*(make.question(law, article=n) for n in range(1, 40)))
    found = queue(db, begun(mode="random"))
    assert sorted(found) == sorted(ids(*many))
    assert found != ids(*many)


def test_by_law_by_article_and_by_type(make, law, questions, practised, begun, db):
    elsewhere = make.enact("另一条例", {1: "另一条例的条文。"}, date(2024, 3, 1))
    (judged,) = practised(make.question(elsewhere, article=1, type=QuestionType.TRUE_FALSE))
    assert queue(db, begun(mode="focus", subject=f"law:{law.law_id}")) == ids(*questions)
    one = f"articles:{law.law_id}.2"
    assert queue(db, begun(mode="focus", subject=one)) == ids(questions[2])
    assert queue(db, begun(mode="focus", subject="type:true_false")) == ids(judged)


def test_unseen_wrong_and_favourites(browser, questions, begun, db):
    run = begun()
    sent = {"place": "1", "q": wrong_option(questions[0])}
    browser.post("practice.answer", sent, practice_run_id=run)
    browser.post("practice.favourite", {"keep": "1"}, question_id=questions[2].question_id)
    assert queue(db, begun(mode="unseen")) == ids(questions[1], questions[2])
    assert queue(db, begun(mode="wrong")) == ids(questions[0])
    assert queue(db, begun(mode="favourite")) == ids(questions[2])


def test_anew_begins_from_the_first(questions, begun):
    run = begun()
    assert begun(anew="1") != run


@pytest.mark.parametrize(
    "sent",
    [
        {"mode": "focus"},
        {"mode": "focus", "subject": "law:x"},
        {"mode": "focus", "subject": "type:x"},
        {"mode": "focus", "subject": "articles:x"},
        {"mode": "wrong"},
        {"mode": "favourite"},
    ],
)
def test_nothing_to_practise_is_said(browser, learner, questions, db, sent):
    browser.sign_in(learner).post("practice.start", sent)
    assert browser.get("practice.index").select_one("[role=alert], .flash, .alert, .notice")
    assert db.session.scalars(sa.select(PracticeRun)).all() == []


def test_questions_for_exams_are_not_practised(make, law, me, practised):
    make.question(law)
    assert list_question_ids(Mode.SEQUENCE, Subject(), actor=me) == []


@pytest.mark.parametrize("opens", [True, False])
def test_an_item_of_an_exam_not_released_is_never_practised(
    browser, make, city, law, practised, begun, me, opens
):
    """Even where the pool says otherwise: the exam's own condition is asked as well."""
    revision = make.question(law)
    exam = make.exam(city, [revision], release_policy=ReleasePolicy.TOGETHER)
    if opens:
        make.sitting(exam)
    practised(revision)
    assert list_question_ids(Mode.SEQUENCE, Subject(), actor=me) == []


def test_an_item_held_after_the_run_began_is_neither_shown_nor_marked(
    browser, make, city, questions, begun, answers
):
    run = begun()
    make.sitting(make.exam(city, [questions[0]], release_policy=ReleasePolicy.TOGETHER))
    page = browser.get("practice.show", practice_run_id=run)
    assert questions[0].stem not in page.text
    browser.post("practice.answer", {"place": "1", "q": questions[0].key}, practice_run_id=run)
    assert answers() == []
    assert questions[0].stem not in browser.get("practice.read").text


def test_an_amended_article_is_not_practised(make, law, questions, me):
    texts = {n: f"某条例第{n}条的原文。" for n in range(1, 60)}
    make.enact("某条例", texts | {1: "全新的第一条，罚款改为五千元。"}, date(2025, 3, 1))
    assert list_question_ids(Mode.SEQUENCE, Subject(), actor=me) == ids(questions[2])


def test_someone_without_the_right_is_refused(browser, make, city, questions):
    browser.sign_in(make.account(city, Role.TRAINER)).post("practice.start", expect=403)


def test_an_account_that_is_no_officer_has_nothing(browser, make, city, questions):
    browser.sign_in(make.account(city, Role.OFFICER)).post("practice.start", expect=404)
    browser.get("practice.index")


def test_each_sees_only_ones_own(questions, begun, other):
    begun()
    assert list_question_ids(Mode.UNSEEN, Subject(), actor=acting_as(other)) == ids(*questions)
