"""法规库: versions, how many questions cite them, and the caveats."""

from datetime import date, timedelta

import pytest

from tests.workbooks import rows_of
from zhifa_training.accounts.access import Role


@pytest.fixture
def city(make):
    return make.unit("某市支队")


@pytest.fixture
def author(make, city):
    return make.account(city, Role.AUTHOR)


def test_counts_the_questions_that_cite_a_version(browser, db, make, author):
    version = make.law("行政处罚法")
    version.standing = "应核对其后有无修改。"
    db.session.commit()
    for _ in range(3):
        make.question(version)
    make.law("公路法", adopted_on=date(2017, 11, 4))
    rows = browser.sign_in(author).get("laws.index").select("tbody tr")
    texts = [row.get_text(" ", strip=True) for row in rows]
    penalty = next(text for text in texts if "行政处罚法" in text)
    assert "2021-01-22" in penalty
    assert " 3 " in penalty
    assert "应核对其后有无修改" in penalty
    assert len(rows) == 2


def test_search_and_export_agree(browser, make, author):
    make.law("行政处罚法")
    make.law("公路法", adopted_on=date(2017, 11, 4))
    browser.sign_in(author)
    assert len(browser.get("laws.index", q="公路").select("tbody tr")) == 1
    rows = rows_of(browser.get("laws.index", q="公路", export="xlsx"))
    assert [row[0] for row in rows] == ["简称", "公路法"]


def test_list_costs_the_same_however_long(browser, make, author, count_queries):
    make.question(make.law("法零"))
    browser.sign_in(author)
    with count_queries() as few:
        browser.get("laws.index")
    for number in range(12):
        make.question(make.law(f"法{number + 1}"))
    with count_queries() as many:
        browser.get("laws.index")
    assert len(many) == len(few)


def test_an_officer_may_not(browser, make, city):
    account = make.account(city, officer=make.officer(city))
    browser.sign_in(account).get("laws.index", expect=403)


def test_validity_follows_from_the_dates(browser, author, old, new, today):
    rows = browser.sign_in(author).get("laws.index").select("tbody tr")
    badges = [row.select_one(".badge").text for row in rows]
    assert badges == ["现行有效", "已失效"]
    assert [row.select("td")[5].text.strip() for row in rows] == ["5", "5"]


def test_amendments_with_open_questions_are_named(browser, author, reviewer, new):
    notice = browser.sign_in(author).get("laws.index").select_one(".notice a")
    assert notice.text == "模拟示范规定：4 题"
    assert notice["href"].endswith(f"/laws/versions/{new.id}/radar")
    browser.post("laws.suspend_all", version_id=new.id)
    browser.sign_in(reviewer).post("laws.carry_over", {"effect": "renumbered"}, version_id=new.id)
    browser.get("laws.radar", version_id=new.id)
    assert browser.get("laws.index").select_one(".notice a").text == "模拟示范规定：1 题"


def test_an_amendment_still_to_come_is_named_too(browser, make, author, questions, today):
    make.enact("模拟示范规定", {1: "全新的一条。"}, today, today + timedelta(days=30))
    notice = browser.sign_in(author).get("laws.index").select_one(".notice a")
    assert notice.text == "模拟示范规定：5 题"
