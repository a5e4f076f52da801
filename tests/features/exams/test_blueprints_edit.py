"""修改组卷方案."""

import pytest

from tests.features.exams.helpers import alerts, audited


def row(place, **cell):
    values = {"topic": "", "law": "", "field": "", "difficulty": ""} | cell
    return {f"cells-{place}-{name}": value for name, value in values.items()}


@pytest.fixture
def typed():
    return {
        "title": "改过的方案",
        **row(0, type="multiple", topic="ethics", count="3", worth="2"),
        **row(1, type="single", count="5", worth="1"),
        "action": "save",
    }


def test_replaces_the_rows(browser, db, trainer, blueprint, typed):
    browser.sign_in(trainer).post("blueprints.edit", typed, blueprint_id=blueprint.id)
    assert blueprint.title == "改过的方案"
    assert [(c.position, c.type, c.count) for c in blueprint.cells] == [
        (1, "multiple", 3),
        (2, "single", 5),
    ]
    assert len(audited(db, "blueprint.change")) == 1


def test_comes_filled(browser, trainer, blueprint):
    page = browser.sign_in(trainer).get("blueprints.edit", blueprint_id=blueprint.id)
    assert page.select_one("#cells-0-count")["value"] == "4"
    assert page.select_one("#title")["value"] == "组卷方案"


def test_an_ended_one_is_refused(browser, trainer, blueprint, typed):
    browser.sign_in(trainer).post("blueprints.end", blueprint_id=blueprint.id)
    page = browser.post("blueprints.edit", typed, expect=200, blueprint_id=blueprint.id)
    assert "已停用" in alerts(page)
    assert blueprint.title == "组卷方案"


def test_another_units_is_not_found(browser, stranger, blueprint, typed):
    browser.sign_in(stranger).post("blueprints.edit", typed, expect=404, blueprint_id=blueprint.id)


def test_an_invigilator_may_not(browser, invigilator, blueprint):
    browser.sign_in(invigilator).get("blueprints.edit", expect=403, blueprint_id=blueprint.id)
