"""试考: a paper is answered as a candidate would before anyone is called to it."""

import pytest
from sqlalchemy import select

from tests.features.exams.helpers import alerts, audited
from zhifa_training.accounts.access import Role
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.models.trials import PaperTrial


@pytest.fixture
def untried(make, city):
    return make.exam(city, is_tried=False)


def trials(db):
    return db.session.scalars(select(PaperTrial)).all()


def filled(page):
    """Return the fields that a browser would send of a page filled in."""
    found = {}
    for box in page.select("input[checked]"):
        found.setdefault(box["name"], []).append(box["value"])
    return found


def test_filled_with_the_key_it_earns_everything_and_is_recorded(browser, db, trainer, untried):
    browser.sign_in(trainer)
    page = browser.post("trials.show", {"fill": "1"}, expect=200, exam_id=untried.id)
    assert trials(db) == []
    page = browser.post("trials.show", filled(page), expect=200, exam_id=untried.id)
    assert "得 8 分，满分 8 分" in page.select_one("[aria-label=试考结果]").text
    assert "未得满分的题：没有" in page.select_one("[aria-label=试考结果]").text
    (trial,) = trials(db)
    assert (trial.answered, trial.score, trial.by_name) == (4, 8, trainer.name)
    assert len(audited(db, "exam.try_out")) == 1


def test_wrong_answers_are_listed_by_their_place(browser, db, trainer, untried):
    item = untried.paper.items[1]
    wrong = next(o["id"] for o in item.revision.options if o["id"] not in item.key)
    page = browser.sign_in(trainer).post(
        "trials.show", {"q2": wrong}, expect=200, exam_id=untried.id
    )
    lost = [link["href"] for link in page.select("[aria-label=试考结果] a")]
    assert lost == ["#q1", "#q2", "#q3", "#q4"]
    assert trials(db)[0].score == 0


def test_nothing_answered_is_refused_and_not_recorded(browser, db, trainer, untried):
    page = browser.sign_in(trainer).post("trials.show", {}, expect=200, exam_id=untried.id)
    assert "请至少答一题" in page.text
    assert trials(db) == []


def test_until_then_no_sitting_is_arranged(browser, db, trainer, untried, typed_window):
    browser.sign_in(trainer)
    assert "尚未试考" in browser.get("exams.show", exam_id=untried.id).text
    page = browser.post("sittings.new", typed_window, expect=200, exam_id=untried.id)
    assert "试卷尚未试考" in alerts(page)
    assert db.session.scalars(select(Sitting)).all() == []


def test_every_form_must_be_tried(browser, make, city, trainer, typed_window):
    version = make.law("公路法")
    revisions = [make.question(version) for _ in range(4)]
    exam = make.exam(city, revisions, form_count=2)
    make.form(exam, "B", revisions, is_tried=False)
    browser.sign_in(trainer)
    page = browser.post("sittings.new", typed_window, expect=200, exam_id=exam.id)
    assert "B 卷尚未试考" in alerts(page)
    chosen = {"q1": revisions[0].key[0]}
    browser.post("trials.show", chosen, expect=200, exam_id=exam.id, form="B")
    browser.post("sittings.new", typed_window, exam_id=exam.id)


def test_the_exam_page_lists_who_tried_it(browser, trainer, make, city):
    page = browser.sign_in(trainer).get("exams.show", exam_id=make.exam(city).id)
    assert "王试" in page.select_one("main").text


def test_who_may_not_read_the_bank_gets_no_key(browser, db, make, city, untried):
    manager = make.account(city, Role.EXAM_MANAGER)
    browser.sign_in(manager)
    assert "以答案填好" not in browser.get("trials.show", exam_id=untried.id).text
    page = browser.post("trials.show", {"fill": "1"}, expect=200, exam_id=untried.id)
    assert page.select("input[checked]") == []
    assert trials(db) == []


def test_a_draft_has_nothing_to_try(browser, trainer, make, city):
    browser.sign_in(trainer).get("trials.show", expect=409, exam_id=make.draft(city).id)


def test_who_is_called_to_it_does_not_see_it(browser, make, city, untried):
    officer = make.officer(city, "兼考人员")
    account = make.account(city, Role.TRAINER, Role.OFFICER, officer=officer)
    make.sitting(untried, officer)
    browser.sign_in(account).get("trials.show", expect=403, exam_id=untried.id)


def test_another_units_is_not_found(browser, stranger, untried):
    browser.sign_in(stranger).get("trials.show", expect=404, exam_id=untried.id)
    browser.post("trials.show", {"q1": "aaaaaa"}, expect=404, exam_id=untried.id)
