"""加入考生: one officer by badge number."""

import pytest
from sqlalchemy import select

from tests.features.exams.helpers import audited, flashed
from zhifa_training.exams.models.sittings import Candidate


@pytest.fixture
def sitting(make, exam):
    return make.sitting(exam)


def call(browser, sitting, badge_number, **options):
    browser.post("sittings.call", {"badge_number": badge_number}, sitting_id=sitting.id, **options)


def candidates(db):
    return db.session.scalars(select(Candidate)).all()


def test_calls_the_officer_from_where_they_serve(browser, db, trainer, sitting, officer, city):
    call(browser.sign_in(trainer), sitting, f" {officer.badge_number} ")
    (candidate,) = candidates(db)
    assert (candidate.officer_id, candidate.unit_id) == (officer.id, city.id)
    assert len(audited(db, "candidate.call")) == 1


def test_twice_is_refused(browser, db, trainer, sitting, officer):
    browser.sign_in(trainer)
    call(browser, sitting, officer.badge_number)
    browser.get("sittings.show", sitting_id=sitting.id)
    call(browser, sitting, officer.badge_number)
    assert "已在本场名单中" in flashed(browser, "sittings.show", sitting_id=sitting.id)
    assert len(candidates(db)) == 1


def test_a_withdrawn_candidate_comes_back(browser, db, make, trainer, sitting, officer):
    candidate = make.call(sitting, officer, withdrawn_at=sitting.opens_at)
    call(browser.sign_in(trainer), sitting, officer.badge_number)
    assert candidate.withdrawn_at is None
    assert len(candidates(db)) == 1


@pytest.mark.parametrize("badge_number", ["", "没有", "B" * 33])
def test_an_unknown_badge_is_refused(browser, db, trainer, sitting, badge_number):
    call(browser.sign_in(trainer), sitting, badge_number)
    assert flashed(browser, "sittings.show", sitting_id=sitting.id).strip()
    assert candidates(db) == []


def test_an_officer_of_another_unit_is_not_found(browser, db, make, trainer, sitting):
    other = make.officer(make.unit("邻市支队"), "外人")
    call(browser.sign_in(trainer), sitting, other.badge_number)
    assert "不在您的单位范围内" in flashed(browser, "sittings.show", sitting_id=sitting.id)
    assert candidates(db) == []


def test_another_units_sitting_is_not_found(browser, stranger, sitting, officer):
    call(browser.sign_in(stranger), sitting, officer.badge_number, expect=404)


def test_an_invigilator_may_not(browser, invigilator, sitting, officer):
    call(browser.sign_in(invigilator), sitting, officer.badge_number, expect=403)
