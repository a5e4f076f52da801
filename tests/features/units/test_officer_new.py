from datetime import date

import pytest
from sqlalchemy import select

from tests.features.units.people import id_number
from zhifa_training.units.models import Leadership, Officer

BORN = date(1992, 2, 29)


def filled(scene, **changes):
    values = {
        "badge_number": "b0099",
        "name": "王 五",
        "sex": "female",
        "birth_on": BORN.isoformat(),
        "id_number": id_number(BORN).lower(),
        "education": "bachelor",
        "establishment": "public_institution",
        "status": "in_post",
        "unit_id": str(scene.here.id),
        "post": "法制审核",
        "starts_on": "2022-01-01",
        "fields": ["highway", "port"],
        "valid_from": "2022-01-01",
        "valid_until": "2032-01-01",
        "leader_role": "deputy",
    }
    return values | changes


def test_records_an_officer(browser, scene, db):
    browser.sign_in(scene.administrator).get("officers.new")
    browser.post("officers.new", filled(scene))
    officer = db.session.scalars(select(Officer).filter_by(badge_number="B0099")).one()
    assert (officer.name, officer.name_spelling) == ("王五", "wangwu ww")
    assert {row.field.value for row in officer.certificates[0].fields} == {"highway", "port"}
    assert db.session.scalars(select(Leadership)).one().officer_id == officer.id


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"badge_number": ""}, "请填写执法证号"),
        ({"badge_number": "B0001"}, "该执法证号已登记在另一名执法人员名下"),
        ({"badge_number": id_number(BORN)}, "这里填成了身份证号"),
        ({"name": ""}, "请填写姓名"),
        ({"name": "王5"}, "姓名不应含有数字"),
        ({"sex": "male"}, "性别与身份证号不一致"),
        ({"birth_on": "1992-02-28"}, "出生日期与身份证号不一致"),
        ({"birth_on": "x"}, "请按“年-月-日”填写"),
        ({"id_number": ""}, "请填写身份证号"),
        ({"id_number": "41010219920229000"}, "现为 17 位"),
        ({"post": ""}, "请填写岗位"),
        ({"starts_on": ""}, "请填写任职起始日期"),
        ({"starts_on": "2199-01-01"}, "任职起始不能晚于今天"),
        ({"valid_until": ""}, "证件有效期起和止请一并填写"),
        ({"valid_until": "2021-01-01"}, "有效期止须晚于有效期起"),
        ({"education": "x"}, "请从列表中选择"),
    ],
)
def test_refuses(browser, scene, changes, text):
    browser.sign_in(scene.administrator)
    page = browser.post("officers.new", filled(scene, **changes), expect=200)
    assert text in page.text


def test_a_unit_outside_is_not_offered(browser, scene):
    data = filled(scene, unit_id=str(scene.there.id))
    page = browser.sign_in(scene.administrator).post("officers.new", data, expect=200)
    assert "请从列表中选择" in page.text


def test_needs_the_right(browser, scene):
    browser.sign_in(scene.viewer).get("officers.new", expect=403)
