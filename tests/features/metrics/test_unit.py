"""单位完成率: the rates, the links behind them, the day they are read on, and who may look."""

from datetime import date, timedelta

import pytest

from tests.workbooks import rows_of
from zhifa_training.accounts.access import Role
from zhifa_training.records.models import Fact
from zhifa_training.records.services import credit
from zhifa_training.units.rules import ExclusionReason

DAY = date(2026, 6, 30)
ASKED = {"on": DAY.isoformat(), "window": "year-2026"}


@pytest.fixture
def province(make):
    return make.unit("省执法局")


@pytest.fixture
def city(make, province):
    return make.unit("甲市支队", parent=province)


@pytest.fixture
def county(make, city):
    return make.unit("甲县大队", parent=city)


@pytest.fixture
def viewer(make, province):
    return make.account(province, Role.UNIT_VIEWER)


def sat(officer, unit, *, on=DAY, passed=False, source="attempt:1"):
    for fact in [Fact.ROTATION_EXAM_SAT] + [Fact.ROTATION_EXAM_PASSED] * passed:
        credit(
            officer_id=officer.id,
            unit_id=unit.id,
            fact=fact,
            occurred_on=on,
            source=source,
            title="轮训结业考试",
            evidence={},
        )


def figures(page, name):
    for line in page.select("tbody tr"):
        cells = [cell.get_text(strip=True) for cell in line.select("td")]
        if cells[0].startswith(name):
            return cells
    raise AssertionError(f"{name} is not in the table")


def test_counts_sat_and_passed_of_the_required(browser, make, province, city, county, viewer):
    done, failed, _absent = (make.officer(county, name) for name in ("甲", "乙", "丙"))
    sat(done, county, passed=True)
    sat(failed, county)
    page = browser.sign_in(viewer).get("metrics.unit", unit_id=province.id, **ASKED)
    cells = figures(page, "甲市支队")
    assert [cells[1], cells[2], cells[4], cells[6]] == ["3", "2", "1", "1"]
    assert "66.7%" in cells[3]
    assert "33.3%" in cells[5]


def test_every_number_opens_a_list_of_that_many(browser, make, province, city, county, viewer):
    done = make.officer(city, "甲")
    make.officer(county, "乙")
    make.exclusion(make.officer(county, "丙"), since=date(2026, 1, 1))
    make.officer(county, "丁", since=date(2026, 5, 1))
    sat(done, city, passed=True)
    page = browser.sign_in(viewer).get("metrics.unit", unit_id=province.id, **ASKED)
    links = page.select("td.numeric a, .stat a")
    assert len(links) >= 6
    for link in links:
        shown = link.get_text(strip=True)
        if not shown.isdecimal():
            shown = link.find_parent(class_="stat").select_one(".stat-value").get_text(strip=True)
        response = browser.client.get(link["href"])
        assert f"共 {shown} 人" in response.text, link["href"]


def test_classes_add_up_to_the_headcount(browser, make, province, county, viewer):
    make.officer(county)
    make.exclusion(make.officer(county), since=date(2026, 1, 1))
    make.officer(county, since=date(2026, 5, 1))
    page = browser.sign_in(viewer).get("metrics.unit", unit_id=province.id, **ASKED)
    assert "在岗 3 人，宽限期 1 人，不计入 1 人" in page.text
    assert figures(page, "甲市支队")[1] == "1"


def test_maternity_does_not_lift_the_duty_to_sit(browser, make, province, county, viewer):
    make.exclusion(make.officer(county), since=date(2026, 1, 1), reason=ExclusionReason.MATERNITY)
    page = browser.sign_in(viewer).get("metrics.unit", unit_id=province.id, **ASKED)
    assert figures(page, "甲市支队")[1] == "1"


def test_credit_follows_the_officer_and_duty_the_unit(browser, make, province, city, viewer):
    other = make.unit("乙市支队", parent=province)
    officer = make.officer(city, until=date(2026, 4, 1))
    make.posting(officer, other, since=date(2026, 4, 1))
    sat(officer, city, on=date(2026, 3, 1), passed=True)
    browser.sign_in(viewer)
    before = browser.get("metrics.unit", unit_id=province.id, on="2026-03-31", window="year-2026")
    after = browser.get("metrics.unit", unit_id=province.id, on="2026-04-01", window="year-2026")
    assert [figures(before, "甲市支队")[2], figures(before, "乙市支队")[1]] == ["1", "0"]
    assert [figures(after, "甲市支队")[1], figures(after, "乙市支队")[2]] == ["0", "1"]


def test_a_pass_counts_from_its_own_date(browser, make, province, county, viewer):
    sat(make.officer(county), county, on=DAY + timedelta(days=1), passed=True)
    page = browser.sign_in(viewer).get("metrics.unit", unit_id=province.id, **ASKED)
    assert figures(page, "甲市支队")[2] == "0"


def test_nobody_required_shows_a_dash(browser, make, province, city, viewer):
    page = browser.sign_in(viewer).get("metrics.unit", unit_id=province.id, **ASKED)
    assert "—" in figures(page, "甲市支队")[3]
    assert "0.0%" not in page.text


def test_auxiliaries_are_never_mixed_in(browser, make, province, county, viewer):
    make.officer(county, establishment="auxiliary")
    page = browser.sign_in(viewer).get("metrics.unit", unit_id=province.id, **ASKED)
    assert figures(page, "甲市支队")[1] == "0"


def test_export_equals_the_screen(browser, make, province, city, county, viewer):
    sat(make.officer(county), county, passed=True)
    make.officer(county)
    page = browser.sign_in(viewer).get("metrics.unit", unit_id=province.id, **ASKED)
    response = browser.get("metrics.export_unit", unit_id=province.id, **ASKED)
    header, *lines = rows_of(response)
    line = dict(zip(header, lines[0], strict=True))
    cells = figures(page, "甲市支队")
    assert [line["应考"], line["已考"], line["合格"]] == [float(cells[i]) for i in (1, 2, 4)]
    assert line["参考率"] in cells[3]


def test_statements_do_not_grow_with_units(browser, make, province, viewer, count_queries):
    browser.sign_in(viewer)
    make.officer(make.unit("一市支队", parent=province))
    browser.get("metrics.unit", unit_id=province.id, **ASKED)
    with count_queries() as few:
        browser.get("metrics.unit", unit_id=province.id, **ASKED)
    for number in range(8):
        make.officer(make.unit(f"{number}市支队", parent=province))
    with count_queries() as many:
        browser.get("metrics.unit", unit_id=province.id, **ASKED)
    assert len(many) == len(few) <= 6


def test_chart_is_drawn_from_the_same_rows(browser, make, province, county, viewer):
    make.officer(county)
    response = browser.sign_in(viewer).get("metrics.chart", unit_id=province.id, **ASKED)
    assert response.mimetype == "image/svg+xml"
    assert "甲市支队" in response.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"on": "昨天"}, "无法识别"), ({"on": "2020-01-01", "window": "plan-2021-2023"}, "早于")],
)
def test_a_day_that_cannot_be_read_is_refused(browser, province, viewer, asked, said):
    response = browser.sign_in(viewer).get("metrics.unit", unit_id=province.id, expect=409, **asked)
    assert said in response.text


def test_index_opens_the_highest_unit(browser, province, viewer):
    response = browser.sign_in(viewer).get("metrics.index", expect=302)
    assert str(province.id) in response.location


def test_another_city_does_not_exist(browser, make, province, city):
    stranger = make.account(make.unit("乙市支队", parent=province), Role.UNIT_VIEWER)
    browser.sign_in(stranger).get("metrics.unit", unit_id=city.id, expect=404)
    browser.get("metrics.unit", unit_id=province.id, expect=404)


def test_an_officer_may_not_look(browser, make, county):
    officer = make.officer(county)
    account = make.account(county, officer=officer)
    browser.sign_in(account).get("metrics.unit", unit_id=county.id, expect=403)
