"""不得使用: what may be asked on a day follows from dates and texts alone."""

from datetime import date, timedelta

import pytest

from tests.features.laws.conftest import NAME, NEW
from zhifa_training.questions.amendments.queries import list_unfit
from zhifa_training.questions.queries import list_pool


@pytest.fixture
def coming(make, questions, today):
    """The version that follows, in force ten days from now."""
    return make.enact(NAME, NEW, today - timedelta(days=2), today + timedelta(days=10))


def drawn(on):
    return {item.id for item in list_pool(actor=None, on=on)}


def test_until_the_day_before_everything_is_drawn(coming, questions, today):
    everything = {str(revision.id) for revision in questions.values()}
    assert drawn(today) == everything
    assert drawn(today + timedelta(days=9)) == everything


def test_from_the_day_on_only_what_is_untouched(coming, questions, today):
    assert drawn(today + timedelta(days=10)) == {str(questions[1].id)}


def test_each_reason_is_told(coming, questions, today):
    unfit = list_unfit(on=today + timedelta(days=10), actor=None)
    reasons = {each.revision_id: each.reason for each in unfit}
    assert reasons[questions[2].id] == "仅改条号：条文未变，条号改为第三条"
    assert reasons[questions[3].id].startswith("应停用：依据原文已改")
    assert reasons[questions[4].id] == "需复核：条文有修改，依据原文仍逐字存在"


def test_a_question_moved_early_is_drawn_before_the_day_only_if_its_article_is_the_same(
    browser, reviewer, coming, questions, latest, today
):
    browser.sign_in(reviewer).post(
        "laws.carry_over", {"effect": "renumbered"}, version_id=coming.id
    )
    address = {"version_id": coming.id, "question_id": questions[4].question_id}
    browser.post("laws.keep", {"remark": "仍对"}, **address)
    renumbered, amended = (str(latest(questions[article])[0].id) for article in (2, 4))
    assert renumbered in drawn(today)
    assert amended not in drawn(today)
    assert {renumbered, amended} <= drawn(today + timedelta(days=10))


def test_a_law_known_by_dates_alone_is_asked_as_ever(make, today):
    revision = make.question(make.law("公路法", adopted_on=date(2017, 11, 4)))
    assert drawn(today) == {str(revision.id)}


def test_a_newer_version_without_text_leaves_nothing_to_trust(make, db, old, questions, today):
    old.repealed_on = today
    db.session.commit()
    make.session.add(type(old)(law_id=old.law_id, adopted_on=today, standing=""))
    make.session.commit()
    assert drawn(today) == set()


def test_what_is_asked_for_is_all_that_is_judged(new, questions, today):
    chosen = [questions[1].id, questions[3].id]
    assert [each.revision_id for each in list_unfit(chosen, on=today, actor=None)] == [chosen[1]]


def test_the_pool_costs_the_same_however_many_are_stale(make, old, new, count_queries):
    with count_queries() as few:
        list_pool(actor=None)
    for _ in range(10):
        make.question(old, article=4, evidence="申请期限为三十日")
    with count_queries() as many:
        list_pool(actor=None)
    assert len(few) == len(many)
