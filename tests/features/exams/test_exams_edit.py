"""修改考试: until it is published."""

import pytest

from tests.features.exams.helpers import alerts, audited
from zhifa_training.exams.services import publishing


@pytest.fixture
def typed(typed_rules, blueprint):
    return typed_rules | {"blueprint": str(blueprint.id), "title": "改过的考试"}


def test_changes_a_draft(browser, db, trainer, draft, typed):
    browser.sign_in(trainer).post("exams.edit", typed, exam_id=draft.id)
    assert (draft.title, draft.partial_credit) == ("改过的考试", "half")
    assert len(audited(db, "exam.change")) == 1


def test_refuses_bad_input(browser, trainer, draft, typed):
    page = browser.sign_in(trainer).post(
        "exams.edit", typed | {"duration_minutes": "481"}, expect=200, exam_id=draft.id
    )
    assert "考试时长须在" in alerts(page)
    assert draft.title == "春季轮训考试"


def test_after_publishing_nothing_changes(browser, trainer, draft, pool, typed, someone):
    publishing.publish(draft, actor=someone)
    browser.sign_in(trainer).post("exams.edit", typed, expect=409, exam_id=draft.id)
    browser.get("exams.edit", expect=409, exam_id=draft.id)
    assert draft.title == "春季轮训考试"


def test_another_units_is_not_found(browser, stranger, draft, typed):
    browser.sign_in(stranger).post("exams.edit", typed, expect=404, exam_id=draft.id)


def test_an_officer_may_not(browser, candidate_account, draft):
    browser.sign_in(candidate_account).get("exams.edit", expect=403, exam_id=draft.id)
