"""送审文本: those that wait come first."""

from datetime import date

from tests.features.laws.conftest import NAME, OLD


def test_lists_what_waits_before_what_is_decided(browser, make, author, reviewer):
    make.enact("已确认规定", OLD, date(2024, 3, 1))
    make.law_draft(NAME, OLD, date(2024, 3, 1), proposer=author)
    page = browser.sign_in(reviewer).get("laws.drafts")
    cells = [[cell.text.strip() for cell in row.select("td")] for row in page.select("tbody tr")]
    assert [(row[0], row[3], row[5]) for row in cells] == [
        (NAME, "命题人", "待确认"),
        ("已确认规定", "系统", "已确认"),
    ]
    assert "1 份待确认" in browser.get("laws.index").text


def test_an_empty_list_says_so(browser, reviewer):
    assert "还没有送审的文本" in browser.sign_in(reviewer).get("laws.drafts").text


def test_an_officer_may_not(browser, officer_account):
    browser.sign_in(officer_account).get("laws.drafts", expect=403)
