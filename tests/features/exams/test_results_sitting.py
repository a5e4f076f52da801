"""场次成绩: search, sort, filter, and an export that equals the screen (negative test 12)."""

import pytest

from tests.features.exams.helpers import column
from tests.workbooks import rows_of

COLUMNS = ("姓名", "执法证号", "单位", "第几次", "得分", "满分", "结果", "交卷时间", "收卷方式")


@pytest.fixture
def sitting(make, city, exam, hand_in):
    sitting = make.sitting(exam)
    for right, name in enumerate(("零分", "两分", "四分", "六分", "满分")):
        officer = make.officer(city, name)
        make.call(sitting, officer)
        hand_in(make.attempt(sitting, officer), right=right)
    make.call(sitting, make.officer(city, "缺考"))
    return sitting


def test_lists_the_best_first_and_sums_up(browser, trainer, sitting):
    page = browser.sign_in(trainer).get("results.sitting", sitting_id=sitting.id)
    assert column(page, "得分") == ["8.00", "6.00", "4.00", "2.00", "0.00"]
    assert column(page, "结果") == ["合格", "合格", "不合格", "不合格", "不合格"]
    figures = [value.text for value in page.select(".stat-value")]
    assert figures == ["6", "5", "2", "4.0"]
    assert "合格率 40.0%" in page.text


@pytest.mark.parametrize(
    "asked",
    [{}, {"sort": "score"}, {"outcome": "passed"}, {"q": "分", "sort": "-name"}, {"q": "零"}],
)
def test_export_equals_the_screen(browser, trainer, sitting, asked):
    browser.sign_in(trainer)
    page = browser.get("results.sitting", sitting_id=sitting.id, **asked)
    header, *rows = rows_of(
        browser.get("results.sitting", sitting_id=sitting.id, export="xlsx", **asked)
    )
    assert tuple(header) == COLUMNS
    assert rows
    for index, label in enumerate(COLUMNS):
        shown = column(page, label)
        if label in ("得分", "满分"):
            assert [f"{row[index]:.2f}" for row in rows] == shown
        elif label == "第几次":
            assert [str(int(row[index])) for row in rows] == shown
        elif label == "交卷时间":
            assert [f"{row[index]:%Y-%m-%d %H:%M}" for row in rows] == shown
        else:
            assert [row[index] for row in rows] == shown


def test_every_name_leads_to_the_attempt(browser, trainer, sitting):
    page = browser.sign_in(trainer).get("results.sitting", sitting_id=sitting.id)
    links = page.select('td[data-label="姓名"] a')
    assert len(links) == 5
    assert all("/results/attempts/" in link["href"] for link in links)


def test_page_costs_the_same_however_many(
    browser, make, city, trainer, sitting, hand_in, count_queries
):
    browser.sign_in(trainer)
    with count_queries() as few:
        browser.get("results.sitting", sitting_id=sitting.id)
    for number in range(8):
        officer = make.officer(city, f"人员{number}")
        make.call(sitting, officer)
        hand_in(make.attempt(sitting, officer), right=4)
    with count_queries() as many:
        browser.get("results.sitting", sitting_id=sitting.id)
    assert len(many) == len(few)


def test_another_units_is_not_found(browser, stranger, sitting):
    browser.sign_in(stranger).get("results.sitting", expect=404, sitting_id=sitting.id)


def test_an_invigilator_may_not(browser, invigilator, sitting):
    browser.sign_in(invigilator).get("results.sitting", expect=403, sitting_id=sitting.id)
