"""场次一览."""

from datetime import UTC, datetime, timedelta

from tests.features.exams.helpers import column
from tests.workbooks import rows_of


def test_says_what_is_open_by_the_databases_clock(browser, make, trainer, exam, officer):
    make.sitting(exam, officer, title="进行的")
    make.sitting(exam, title="将来的", opens_in=timedelta(days=1))
    make.sitting(exam, title="过去的", opens_in=timedelta(days=-1))
    make.sitting(exam, title="取消的", cancelled_at=datetime.now(UTC))
    page = browser.sign_in(trainer).get("sittings.index")
    states = dict(zip(column(page, "场次"), column(page, "状态"), strict=True))
    assert states == {
        "进行的": "进行中",
        "将来的": "未开始",
        "过去的": "已结束",
        "取消的": "已取消",
    }
    due = dict(zip(column(page, "场次"), column(page, "应考"), strict=True))
    assert due["进行的"] == "1"


def test_search_and_export_agree(browser, make, trainer, exam):
    make.sitting(exam, title="上午场")
    make.sitting(exam, title="下午场")
    browser.sign_in(trainer)
    assert column(browser.get("sittings.index", q="上午"), "场次") == ["上午场"]
    rows = rows_of(browser.get("sittings.index", q="上午", export="xlsx"))
    assert [row[1] for row in rows] == ["场次", "上午场"]


def test_list_costs_the_same_however_long(browser, make, trainer, exam, count_queries):
    make.sitting(exam)
    browser.sign_in(trainer)
    with count_queries() as few:
        browser.get("sittings.index")
    for _ in range(10):
        make.sitting(exam)
    with count_queries() as many:
        browser.get("sittings.index")
    assert len(many) == len(few)


def test_another_units_is_not_listed(browser, make, stranger, exam):
    make.sitting(exam)
    assert column(browser.sign_in(stranger).get("sittings.index"), "场次") == []


def test_an_officer_may_not(browser, candidate_account):
    browser.sign_in(candidate_account).get("sittings.index", expect=403)
