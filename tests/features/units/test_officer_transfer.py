import pytest


def filled(unit, **changes):
    return {"unit_id": str(unit.id), "post": "法制", "starts_on": "2024-03-01"} | changes


def test_transfers_and_keeps_the_history(browser, scene):
    browser.sign_in(scene.above).get("officers.transfer", officer_id=scene.officer.id)
    browser.post("officers.transfer", filled(scene.there), officer_id=scene.officer.id)
    page = browser.get("officers.show", officer_id=scene.officer.id)
    rows = [row.get_text(" ", strip=True) for row in page.select("table")[1].select("tbody tr")]
    assert rows == ["乙市支队 法制 2024-03-01 —", "甲市支队 一线路面 2021-01-01 2024-03-01"]
    browser.sign_in(scene.viewer).get("officers.show", officer_id=scene.officer.id, expect=404)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"post": ""}, "请填写岗位"),
        ({"starts_on": ""}, "请填写任职起始日期"),
        ({"starts_on": "2021-01-01"}, "日期须晚于现任职的起始日期"),
        ({"unit_id": "x"}, "请从列表中选择"),
    ],
)
def test_refuses(browser, scene, changes, text):
    data = filled(scene.there, **changes)
    browser.sign_in(scene.above)
    page = browser.post("officers.transfer", data, officer_id=scene.officer.id, expect=200)
    assert text in page.text


def test_a_unit_outside_is_not_offered(browser, scene):
    browser.sign_in(scene.administrator)
    page = browser.post(
        "officers.transfer", filled(scene.there), officer_id=scene.officer.id, expect=200
    )
    assert "请从列表中选择" in page.text


def test_outside_is_not_there(browser, scene):
    browser.sign_in(scene.administrator)
    browser.get("officers.transfer", officer_id=scene.stranger.id, expect=404)


def test_needs_the_right(browser, scene):
    browser.sign_in(scene.viewer).get("officers.transfer", officer_id=scene.officer.id, expect=403)
