import pytest


def filled(**changes):
    values = {
        "number": "Z1",
        "fields": ["port"],
        "valid_from": "2025-01-01",
        "valid_until": "2030-01-01",
    }
    return values | changes


def test_records_and_renews(browser, scene):
    browser.sign_in(scene.administrator).get("officers.certificate", officer_id=scene.officer.id)
    browser.post("officers.certificate", filled(), officer_id=scene.officer.id)
    renewed = filled(fields=["port", "channel"], valid_until="2035-01-01")
    browser.post("officers.certificate", renewed, officer_id=scene.officer.id)
    page = browser.get("officers.show", officer_id=scene.officer.id)
    rows = [row.get_text(" ", strip=True) for row in page.select("table")[0].select("tbody tr")]
    assert [row for row in rows if row.startswith("Z1")] == [
        "Z1 航道行政、港口行政 2025-01-01 2035-01-01 有效"
    ]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"number": ""}, "请填写证件编号"),
        ({"valid_from": ""}, "请填写有效期起"),
        ({"valid_until": "2025-01-01"}, "证件有效期止须晚于有效期起"),
    ],
)
def test_refuses(browser, scene, changes, text):
    browser.sign_in(scene.administrator)
    page = browser.post(
        "officers.certificate", filled(**changes), officer_id=scene.officer.id, expect=200
    )
    assert text in page.text


def test_outside_is_not_there(browser, scene):
    browser.sign_in(scene.administrator)
    browser.get("officers.certificate", officer_id=scene.stranger.id, expect=404)


def test_needs_the_right(browser, scene):
    browser.sign_in(scene.viewer)
    browser.get("officers.certificate", officer_id=scene.officer.id, expect=403)
