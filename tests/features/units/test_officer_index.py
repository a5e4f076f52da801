from io import BytesIO

import pytest
from python_calamine import load_workbook

from tests.features.units.conftest import ACTOR
from tests.features.units.people import details, entry
from zhifa_training.units.services.officers import record_officers


def names(page):
    return [row.td.text.strip() for row in page.select("tbody tr")]


def test_lists_whom_the_caller_sees(browser, scene):
    assert names(browser.sign_in(scene.above).get("officers.index")) == ["单小花", "李四"]
    assert names(browser.sign_in(scene.viewer).get("officers.index")) == ["单小花"]


def test_nothing_asked_is_nothing_wrong(browser, scene):
    page = browser.sign_in(scene.above).get("officers.index")
    assert not page.select(".error, [aria-invalid]")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "sxh"}, ["单小花"]),
        ({"q": "shan xiao"}, ["单小花"]),
        ({"q": "小花"}, ["单小花"]),
        ({"q": "b0002"}, ["李四"]),
        ({"q": "%"}, []),
        ({"status": "in_post"}, ["单小花", "李四"]),
        ({"status": "retired"}, []),
        ({"field": "highway"}, ["单小花", "李四"]),
        ({"field": "port"}, []),
        ({"on": "2020-01-01"}, []),
        ({"on": "2021-01-01"}, ["单小花", "李四"]),
        ({"status": "odd", "unit": "odd", "on": "odd"}, ["单小花", "李四"]),
        ({"sort": "-badge_number"}, ["李四", "单小花"]),
    ],
)
def test_filters(browser, scene, asked, found):
    assert names(browser.sign_in(scene.above).get("officers.index", **asked)) == found


def test_a_unit_counts_with_or_without_what_is_beneath(browser, scene):
    browser.sign_in(scene.above)
    assert len(names(browser.get("officers.index", unit=scene.province.id))) == 2
    assert names(browser.get("officers.index", unit=scene.province.id, own=1)) == []


def test_the_workbook_equals_the_screen_and_holds_no_id_number(browser, scene):
    browser.sign_in(scene.above)
    answer = browser.get("officers.index", export="xlsx")
    assert (
        "filename*=UTF-8''%E6%89%A7%E6%B3%95%E4%BA%BA%E5%91%98.xlsx"
        in (answer.headers["Content-Disposition"])
    )
    rows = load_workbook(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["单小花", "李四"]
    assert rows[0] == [
        th.get_text(strip=True).rstrip("↕▲▼") for th in browser.get("officers.index").select("th")
    ]
    assert details(1).id_number not in str(rows)


def test_statements_stay_constant(browser, scene, count_queries):
    browser.sign_in(scene.above)
    with count_queries() as few:
        browser.get("officers.index")
    record_officers([entry(scene.here.id, serial) for serial in range(10, 50)], actor=ACTOR)
    with count_queries() as many:
        browser.get("officers.index")
    assert len(many) == len(few)


def test_needs_the_right(browser, scene):
    browser.sign_in(scene.author).get("officers.index", expect=403)
