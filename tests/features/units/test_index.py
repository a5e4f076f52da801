from io import BytesIO

from python_calamine import load_workbook

from tests.features.units.conftest import ACTOR
from zhifa_training.units.entries import UnitEntry
from zhifa_training.units.rules import Level
from zhifa_training.units.services.tree import open_units


def test_shows_the_tree_with_head_counts_as_links(browser, scene):
    page = browser.sign_in(scene.above).get("units.index")
    rows = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert [row.split()[0] for row in rows] == ["省总队", "甲市支队", "乙市支队"]
    assert rows[0].endswith("省 0 2")
    assert page.select_one("td.numeric a")["href"].startswith("/officers/?unit=")


def test_shows_only_what_lies_beneath(browser, scene):
    page = browser.sign_in(scene.viewer).get("units.index")
    assert "甲市支队" in page.text
    assert "乙市支队" not in page.text


def test_search_and_empty_state(browser, scene):
    browser.sign_in(scene.above)
    assert len(browser.get("units.index", q="4102").select("tbody tr")) == 1
    assert "没有符合条件的机构" in browser.get("units.index", q="无此机构").text


def test_the_workbook_equals_the_screen(browser, scene):
    browser.sign_in(scene.above)
    content = browser.get("units.index", export="xlsx").data
    rows = load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[:2] for row in rows[1:]] == [
        ["41", "省总队"],
        ["4101", "甲市支队"],
        ["4102", "乙市支队"],
    ]
    assert rows[1][5] == 2


def test_needs_the_right(browser, scene):
    browser.sign_in(scene.author).client.get("/units/")
    assert browser.client.get("/units/").status_code == 403


def test_statements_stay_constant(browser, scene, count_queries):
    browser.sign_in(scene.above)
    with count_queries() as few:
        browser.get("units.index")
    open_units(
        [
            UnitEntry(
                code=f"N{number}",
                name=f"第{number}大队",
                short_name="队",
                level=Level.COUNTY,
                opened_on=scene.here.opened_on,
                parent_code="4101",
            )
            for number in range(30)
        ],
        actor=ACTOR,
    )
    with count_queries() as many:
        browser.get("units.index")
    assert len(many) == len(few)
