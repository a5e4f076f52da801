"""考试进度: each count leads to exactly the list it counts, by the database's clock."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.features.exams.helpers import column
from tests.workbooks import rows_of
from zhifa_training.exams.rules.sittings import Stage


@pytest.fixture
def sitting(db, make, city, exam, hand_in):
    """One of each: scored, answering, expired unseen, absent, withdrawn; late entry is over."""
    sitting = make.sitting(exam, opens_in=timedelta(hours=-1), late_entry_minutes=30)
    people = {name: make.officer(city, name) for name in ("甲分", "乙答", "丙时", "丁缺", "戊撤")}
    for officer in list(people.values())[:4]:
        make.call(sitting, officer)
    make.call(sitting, people["戊撤"], withdrawn_at=datetime.now(UTC))
    hand_in(make.attempt(sitting, people["甲分"]), right=3)
    make.attempt(sitting, people["乙答"])
    make.attempt(sitting, people["丙时"], deadline_in=timedelta(minutes=-5))
    return sitting


EXPECTED = {
    Stage.DUE: {"甲分", "乙答", "丙时", "丁缺"},
    Stage.ENTERED: {"甲分", "乙答", "丙时"},
    Stage.HANDED_IN: {"甲分", "丙时"},
    Stage.ABSENT: {"丁缺"},
    Stage.SCORED: {"甲分"},
    Stage.WITHDRAWN: {"戊撤"},
}


@pytest.mark.parametrize("stage", Stage)
def test_each_count_leads_to_the_people_it_counts(browser, trainer, sitting, stage):
    page = browser.sign_in(trainer).get("sittings.show", sitting_id=sitting.id, stage=stage)
    card = next(c for c in page.select(".stat") if c.select_one(".stat-label").text == stage.label)
    assert card.select_one("a")["href"].endswith(f"stage={stage}")
    assert card.select_one(".stat-value").text == str(len(EXPECTED[stage]))
    assert set(column(page, "姓名")) == EXPECTED[stage]
    export = browser.get("sittings.show", sitting_id=sitting.id, stage=stage, export="xlsx")
    rows = rows_of(export)
    assert [row[0] for row in rows[1:]] == column(page, "姓名")
    assert [row[3] for row in rows[1:]] == column(page, "状态")


def test_each_person_is_said_to_stand_where_they_stand(browser, trainer, sitting):
    page = browser.sign_in(trainer).get("sittings.show", sitting_id=sitting.id)
    states = dict(zip(column(page, "姓名"), column(page, "状态"), strict=True))
    assert states == {"甲分": "已出分", "乙答": "作答中", "丙时": "已交卷", "丁缺": "缺考"}


def test_while_entry_is_open_nobody_is_absent(browser, make, trainer, exam, officer):
    sitting = make.sitting(exam, officer)
    page = browser.sign_in(trainer).get("sittings.show", sitting_id=sitting.id)
    assert column(page, "状态") == ["未进场"]
    empty = browser.get("sittings.show", sitting_id=sitting.id, stage="absent")
    assert column(empty, "姓名") == []


def test_search_finds_by_name_and_badge(browser, trainer, sitting, db):
    browser.sign_in(trainer)
    page = browser.get("sittings.show", sitting_id=sitting.id, q="甲")
    assert column(page, "姓名") == ["甲分"]
    badge = column(page, "执法证号")[0]
    assert column(browser.get("sittings.show", sitting_id=sitting.id, q=badge.lower()), "姓名") == [
        "甲分"
    ]


def test_an_invigilator_watches_and_may_give_time(browser, invigilator, sitting):
    page = browser.sign_in(invigilator).get("sittings.show", sitting_id=sitting.id)
    assert len(column(page, "姓名")) == 4
    assert not page.select("main form[method=post]")
    assert not page.select('a[href$="/withdraw"]')
    assert page.select('a[href*="extra-time"]')


def test_no_score_is_on_this_page(browser, trainer, sitting):
    page = browser.sign_in(trainer).get("sittings.show", sitting_id=sitting.id, stage="scored")
    assert "6.00" not in page.select_one("main").text


def test_page_costs_the_same_however_many(browser, make, city, trainer, sitting, count_queries):
    browser.sign_in(trainer)
    with count_queries() as few:
        browser.get("sittings.show", sitting_id=sitting.id)
    for number in range(15):
        make.call(sitting, make.officer(city, f"人员{number}"))
    with count_queries() as many:
        browser.get("sittings.show", sitting_id=sitting.id)
    assert len(many) == len(few)


def test_another_units_is_not_found(browser, stranger, sitting):
    browser.sign_in(stranger).get("sittings.show", expect=404, sitting_id=sitting.id)


def test_an_officer_may_not(browser, candidate_account, sitting):
    browser.sign_in(candidate_account).get("sittings.show", expect=403, sitting_id=sitting.id)
