import pytest
from sqlalchemy import select

from zhifa_training.units.models import Exclusion


def filled(**changes):
    values = {
        "reason": "seconded",
        "evidence": "借调函〔2025〕3 号",
        "starts_on": "2025-01-01",
        "ends_on": "2025-09-01",
    }
    return values | changes


def test_records_with_evidence(browser, scene, db):
    browser.sign_in(scene.administrator).get("officers.exclude", officer_id=scene.officer.id)
    browser.post("officers.exclude", filled(), officer_id=scene.officer.id)
    page = browser.get("officers.show", officer_id=scene.officer.id)
    assert "借调函〔2025〕3 号" in page.text
    assert db.session.scalars(select(Exclusion)).one().recorded_by == scene.administrator.id


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"evidence": ""}, "请写明依据材料"),
        ({"evidence": "  "}, "请写明依据材料"),
        ({"starts_on": ""}, "请填写开始日期"),
        ({"ends_on": "2025-01-01"}, "结束日期须晚于开始日期"),
        ({"reason": "x"}, "请从列表中选择"),
    ],
)
def test_refuses(browser, scene, changes, text):
    browser.sign_in(scene.administrator)
    page = browser.post(
        "officers.exclude", filled(**changes), officer_id=scene.officer.id, expect=200
    )
    assert text in page.text


def test_voids_once_and_keeps_the_trace(browser, scene, db):
    browser.sign_in(scene.administrator)
    browser.post("officers.exclude", filled(), officer_id=scene.officer.id)
    exclusion = db.session.scalars(select(Exclusion)).one().id
    browser.post("officers.void_exclusion", exclusion_id=exclusion)
    page = browser.get("officers.show", officer_id=scene.officer.id)
    assert "已作废" in page.text
    browser.post("officers.void_exclusion", exclusion_id=exclusion)
    again = browser.get("officers.show", officer_id=scene.officer.id)
    assert "该记录已经作废，无需再次作废" in again.text


def test_another_unit_cannot_void_it(browser, scene, db):
    browser.sign_in(scene.above)
    browser.post("officers.exclude", filled(), officer_id=scene.stranger.id)
    exclusion = db.session.scalars(select(Exclusion)).one().id
    browser.sign_in(scene.administrator)
    browser.post("officers.void_exclusion", exclusion_id=exclusion, expect=404)
    browser.sign_in(scene.viewer)
    browser.post("officers.void_exclusion", exclusion_id=exclusion, expect=403)


def test_outside_is_not_there(browser, scene):
    browser.sign_in(scene.administrator)
    browser.get("officers.exclude", officer_id=scene.stranger.id, expect=404)


def test_needs_the_right(browser, scene):
    browser.sign_in(scene.viewer).get("officers.exclude", officer_id=scene.officer.id, expect=403)
