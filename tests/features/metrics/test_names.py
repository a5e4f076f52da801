"""指标名单: the officers behind a number, filtered, searched, exported, and refused to others."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.features.metrics.test_unit import ASKED, DAY, sat
from tests.workbooks import rows_of
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import system
from zhifa_training.core.db import db
from zhifa_training.records.models import TrainingRecord
from zhifa_training.records.services import void


@pytest.fixture
def city(make):
    return make.unit("甲市支队")


@pytest.fixture
def viewer(make, city):
    return make.account(city, Role.UNIT_VIEWER)


def void_all(officer, *, actor):
    for record_id in list(
        db.session.scalars(select(TrainingRecord.id).filter_by(officer_id=officer.id))
    ):
        void(record_id, reason="录入有误", actor=actor)


def names_on(page):
    return [cell.get_text(strip=True) for cell in page.select('td[data-label="姓名"]')]


def test_lists_the_required_with_evidence(browser, make, city, viewer):
    sat(make.officer(city, "甲"), city)
    make.officer(city, "乙")
    page = browser.sign_in(viewer).get("metrics.names", unit_id=city.id, code="4.2c", **ASKED)
    assert sorted(names_on(page)) == ["乙", "甲"]
    assert "轮训结业考试" in page.text
    assert DAY.isoformat() in page.text


@pytest.mark.parametrize(
    ("standing", "expected"),
    [("done", ["甲"]), ("not_yet", ["乙"]), ("excluded", ["丙"]), ("grace", ["丁"])],
)
def test_each_class_lists_its_own(browser, make, city, viewer, standing, expected):
    sat(make.officer(city, "甲"), city)
    make.officer(city, "乙")
    make.exclusion(make.officer(city, "丙"), since=date(2026, 1, 1))
    make.officer(city, "丁", since=date(2026, 5, 1))
    page = browser.sign_in(viewer).get(
        "metrics.names", unit_id=city.id, code="4.2c", standing=standing, **ASKED
    )
    assert names_on(page) == expected


def test_an_exclusion_names_its_reason_and_evidence(browser, make, city, viewer):
    make.exclusion(make.officer(city), since=date(2026, 1, 1))
    page = browser.sign_in(viewer).get(
        "metrics.names", unit_id=city.id, code="4.2d", standing="excluded", **ASKED
    )
    assert "病假六个月以上" in page.text
    assert "病假证明第 1 号" in page.text


def test_search_by_name_and_badge(browser, make, city, viewer):
    make.officer(city, "甲", badge_number="HN0001", name_spelling="jia j")
    make.officer(city, "乙", badge_number="HN0002", name_spelling="yi y")
    browser.sign_in(viewer)
    for text, expected in (("甲", "甲"), ("hn0002", "乙"), ("yi", "乙")):
        page = browser.get("metrics.names", unit_id=city.id, code="4.2c", search=text, **ASKED)
        assert names_on(page) == [expected]


def test_a_percent_sign_is_text(browser, make, city, viewer):
    make.officer(city, "甲")
    page = browser.sign_in(viewer).get(
        "metrics.names", unit_id=city.id, code="4.2c", search="%", **ASKED
    )
    assert names_on(page) == []


def test_a_voided_fact_no_longer_counts(browser, make, city, viewer):
    officer = make.officer(city, "甲")
    sat(officer, city)
    browser.sign_in(viewer)
    assert names_on(
        browser.get("metrics.names", unit_id=city.id, code="4.2c", standing="done", **ASKED)
    )
    void_all(officer, actor=system(roots=[city.id]))
    page = browser.get("metrics.names", unit_id=city.id, code="4.2c", standing="done", **ASKED)
    assert names_on(page) == []


def test_export_equals_the_screen(browser, make, city, viewer):
    sat(make.officer(city, "甲"), city)
    make.officer(city, "乙")
    page = browser.sign_in(viewer).get(
        "metrics.names", unit_id=city.id, code="4.2c", standing="not_yet", **ASKED
    )
    response = browser.get(
        "metrics.export_names", unit_id=city.id, code="4.2c", standing="not_yet", **ASKED
    )
    header, *lines = rows_of(response)
    column = header.index("姓名")
    assert [line[column] for line in lines] == names_on(page) == ["乙"]


def test_unknown_indicator_is_named(browser, city, viewer):
    response = browser.sign_in(viewer).get(
        "metrics.names", unit_id=city.id, code="9.9z", expect=409, **ASKED
    )
    assert "9.9z" in response.text


def test_another_city_does_not_exist(browser, make, city):
    stranger = make.account(make.unit("乙市支队"), Role.UNIT_VIEWER)
    browser.sign_in(stranger).get("metrics.names", unit_id=city.id, code="4.2c", expect=404)
    browser.get("metrics.export_names", unit_id=city.id, code="4.2c", expect=404)


def test_an_officer_may_not_look(browser, make, city):
    account = make.account(city, officer=make.officer(city))
    browser.sign_in(account).get("metrics.names", unit_id=city.id, code="4.2c", expect=403)


def test_statements_do_not_grow_with_people(browser, make, city, viewer, count_queries):
    browser.sign_in(viewer)
    make.officer(city)
    browser.get("metrics.names", unit_id=city.id, code="4.2c", **ASKED)
    with count_queries() as few:
        browser.get("metrics.names", unit_id=city.id, code="4.2c", **ASKED)
    for _ in range(6):
        sat(make.officer(city), city, source="attempt:9")
    with count_queries() as many:
        browser.get("metrics.names", unit_id=city.id, code="4.2c", **ASKED)
    assert len(many) == len(few)
