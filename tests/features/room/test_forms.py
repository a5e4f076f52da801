"""平行卷 in the exam room: who is given which form, and where its letter is shown."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.browser import Browser
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.models.papers import Paper
from zhifa_training.exams.rules.forms import Offer, choose_form, form_label

PEOPLE = 12


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def bank(make):
    version = make.law("行政处罚法")
    return [make.question(version) for _ in range(8)]


@pytest.fixture
def two_forms(make, unit, bank):
    """An exam with an A form of the first four questions and a B form of the others."""
    exam = make.exam(unit, bank[:4], form_count=2)
    make.form(exam, "B", bank[4:])
    return exam


def start(app, make, unit, sitting, officer):
    browser = Browser(app).sign_in(make.account(unit, officer=officer))
    location = browser.post("room.start", sitting_id=sitting.id).location
    return browser, uuid.UUID(location.rsplit("/", 1)[-1])


def form_of(db, attempt_id):
    found = sa.select(Paper.form).join(Attempt, Attempt.paper_id == Paper.id)
    return db.session.scalars(found.where(Attempt.id == attempt_id)).one()


def test_both_forms_are_given_out(app, db, make, unit, two_forms):
    sitting = make.sitting(two_forms)
    given = set()
    for place in range(PEOPLE):
        officer = make.officer(unit, f"考生{place}")
        make.call(sitting, officer)
        given.add(form_of(db, start(app, make, unit, sitting, officer)[1]))
    assert given == {"A", "B"}


@pytest.mark.parametrize(("met", "given"), [(slice(0, 3), "B"), (slice(4, 6), "A")])
def test_the_form_that_repeats_least_is_given(app, db, make, unit, bank, two_forms, met, given):
    for place in range(4):
        officer = make.officer(unit, f"考生{place}")
        make.attempt(make.sitting(make.exam(unit, bank[met]), officer), officer)
        sitting = make.sitting(two_forms, officer)
        assert form_of(db, start(app, make, unit, sitting, officer)[1]) == given


def test_only_ones_own_latest_exams_count(app, db, make, unit, bank, two_forms):
    """The oldest of three exams would speak for B, the two latest speak for A."""
    two_forms.avoids_last = 2
    db.session.commit()
    others = [make.officer(unit, f"他人{place}") for place in range(2)]
    for place in range(4):
        officer = make.officer(unit, f"考生{place}")
        for ago, met in ((30, bank[:4]), (20, bank[4:6]), (10, bank[6:])):
            attempt = make.attempt(make.sitting(make.exam(unit, met), officer), officer)
            attempt.started_at -= timedelta(days=ago)
        for other in others:
            make.attempt(make.sitting(make.exam(unit, bank[:4]), other), other)
        db.session.commit()
        sitting = make.sitting(two_forms, officer)
        assert form_of(db, start(app, make, unit, sitting, officer)[1]) == "A"


def test_another_attempt_gets_another_form(app, db, make, unit, two_forms):
    for place in range(3):
        officer = make.officer(unit, f"考生{place}")
        sitting = make.sitting(two_forms, officer, attempt_limit=2)
        browser, first = start(app, make, unit, sitting, officer)
        browser.post("room.hand_in", json={"epoch": 1}, attempt_id=first, expect=200)
        second = browser.post("room.start", sitting_id=sitting.id).location.rsplit("/", 1)[-1]
        assert {form_of(db, first), form_of(db, uuid.UUID(second))} == {"A", "B"}


@pytest.mark.parametrize("is_warm", [True, False])
def test_starting_is_three_statements_with_forms_too(
    app, make, unit, bank, two_forms, count_queries, is_warm
):
    officer, before = make.officer(unit), make.officer(unit, "先到者")
    make.attempt(make.sitting(make.exam(unit, bank[:3]), officer), officer)
    sitting = make.sitting(two_forms, officer, before)
    if is_warm:
        start(app, make, unit, sitting, before)
    browser = Browser(app).sign_in(make.account(unit, officer=officer))
    sitting_id = sitting.id
    with count_queries() as seen:
        browser.post("room.start", sitting_id=sitting_id)
    assert len(seen) <= 3, seen


def test_a_sitting_is_listed_once_though_its_exam_has_two_forms(app, make, unit, two_forms):
    officer = make.officer(unit)
    make.sitting(two_forms, officer)
    page = Browser(app).sign_in(make.account(unit, officer=officer)).get("room.mine")
    assert len(page.select("tbody tr")) == 1


def test_page_and_receipt_name_the_form_and_show_its_questions(app, db, make, unit, two_forms):
    officer = make.officer(unit)
    sitting = make.sitting(two_forms, officer)
    browser, attempt_id = start(app, make, unit, sitting, officer)
    label = f"{form_of(db, attempt_id)} 卷"
    page = browser.get("room.paper", attempt_id=attempt_id)
    assert label in page.select_one(".exam-candidate").text
    stems = {item["stem"] for item in db.session.get(Attempt, attempt_id).paper.content}
    assert {stem.text for stem in page.select(".stem")} == stems
    browser.post("room.hand_in", json={"epoch": 1}, attempt_id=attempt_id, expect=200)
    assert label in browser.get("room.receipt", attempt_id=attempt_id).text


def test_a_single_form_has_no_letter_to_show(candidate):
    candidate.start()
    page = candidate.browser.get("room.paper", attempt_id=candidate.attempt_id)
    assert "卷" not in page.select_one(".exam-candidate").text
    candidate.hand_in()
    receipt = candidate.browser.get("room.receipt", attempt_id=candidate.attempt_id)
    assert "A 卷" not in receipt.text


def test_choosing_is_by_overlap_then_by_lot():
    ids = [uuid.UUID(int=number) for number in range(200)]
    equal = [Offer("A", 1), Offer("B", 1), Offer("C", 2)]
    chosen = [choose_form(equal, one).form for one in ids]
    assert set(chosen) == {"A", "B"}
    assert 60 < chosen.count("A") < 140
    assert [choose_form(equal[::-1], one).form for one in ids] == chosen
    assert {choose_form([*equal, Offer("D", 0)], one).form for one in ids} == {"D"}
    assert (form_label("B", 2), form_label("A", 1)) == ("B 卷", "")
