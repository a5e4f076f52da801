import pytest
from sqlalchemy import select

from zhifa_training.audit.models import AuditEntry
from zhifa_training.units.models import Unit


def filled(scene, **changes):
    values = {
        "code": "410101",
        "name": "丙县大队",
        "short_name": "",
        "level": "county",
        "parent_id": str(scene.here.id),
        "opened_on": "2022-01-01",
    }
    return values | changes


def test_opens_a_unit(browser, scene, db):
    browser.sign_in(scene.administrator).get("units.new")
    browser.post("units.new", filled(scene))
    unit = db.session.scalars(select(Unit).filter_by(code="410101")).one()
    assert unit.short_name == "丙县大队"
    assert db.session.scalars(select(AuditEntry).filter_by(object_id=str(unit.id))).one()


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"code": ""}, "请填写机构编码"),
        ({"code": "甲 乙"}, "编码只用字母、数字"),
        ({"code": "4102"}, "该机构编码已被另一机构使用"),
        ({"name": ""}, "请填写机构名称"),
        ({"name": "长" * 81}, "名称不超过 80 个字"),
        ({"level": "province"}, "请另选上级"),
        ({"opened_on": ""}, "请填写成立日期"),
        ({"opened_on": "2199-01-01"}, "成立日期不能晚于今天"),
        ({"parent_id": "00000000-0000-0000-0000-000000000000"}, "请从列表中选择"),
    ],
)
def test_refuses(browser, scene, changes, text):
    page = browser.sign_in(scene.administrator).post(
        "units.new", filled(scene, **changes), expect=200
    )
    assert text in page.text


def test_a_parent_outside_is_not_offered(browser, scene):
    data = filled(scene, parent_id=str(scene.there.id))
    page = browser.sign_in(scene.administrator).post("units.new", data, expect=200)
    assert "请从列表中选择" in page.text


def test_needs_the_right(browser, scene):
    browser.sign_in(scene.viewer).get("units.new", expect=403)
