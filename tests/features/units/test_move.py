import pytest


def moved(parent, **changes):
    return {"kind": "reporting", "parent_id": str(parent.id), "on": "2024-01-01"} | changes


def test_moves_and_keeps_the_past(browser, scene):
    browser.sign_in(scene.above).get("units.move", unit_id=scene.there.id)
    browser.post("units.move", moved(scene.here), unit_id=scene.there.id)
    page = browser.get("units.show", unit_id=scene.there.id)
    assert {"甲市支队", "省总队"} <= {link.text for link in page.select("td a")}
    assert "2024-01-01" in page.text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"on": ""}, "请填写日期"),
        ({"on": "2020-01-01"}, "调整日期不能早于"),
        ({"on": "2199-01-01"}, "调整日期不能晚于今天"),
        ({"kind": "other"}, "请从列表中选择"),
    ],
)
def test_refuses(browser, scene, changes, text):
    data = moved(scene.here, **changes)
    page = browser.sign_in(scene.above).post("units.move", data, unit_id=scene.there.id, expect=200)
    assert text in page.text


def test_refuses_a_cycle(browser, scene):
    browser.sign_in(scene.above).post("units.move", moved(scene.here), unit_id=scene.there.id)
    page = browser.post("units.move", moved(scene.there), unit_id=scene.here.id, expect=200)
    assert "不能把“甲市支队”移到自己的下级机构之下" in page.text


def test_outside_is_not_there(browser, scene):
    browser.sign_in(scene.administrator).get("units.move", unit_id=scene.there.id, expect=404)


def test_needs_the_right(browser, scene):
    browser.sign_in(scene.viewer).get("units.move", unit_id=scene.here.id, expect=403)
