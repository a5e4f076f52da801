import pytest

from tests.features.units.people import details


def filled(**changes):
    known = details(1)
    values = {
        "badge_number": "B0001",
        "name": "单大花",
        "sex": "female",
        "birth_on": known.birth_on.isoformat(),
        "id_number": "",
        "education": "master",
        "establishment": "public_institution",
        "status": "in_post",
    }
    return values | changes


def test_corrects_without_the_id_number(browser, scene):
    page = browser.sign_in(scene.administrator).get("officers.edit", officer_id=scene.officer.id)
    assert page.select_one("#id_number").get("value", "") == ""
    browser.post("officers.edit", filled(), officer_id=scene.officer.id)
    page = browser.get("officers.show", officer_id=scene.officer.id)
    assert "单大花" in page.h1.text
    assert scene.officer.id_number_masked in page.text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"badge_number": "B0002"}, "该执法证号已登记在另一名执法人员名下"),
        ({"id_number": details(2).id_number}, "出生日期与身份证号不一致"),
        (
            {"id_number": details(2).id_number, "birth_on": details(2).birth_on.isoformat()},
            "该身份证号已登记在另一名执法人员名下",
        ),
        ({"sex": "male"}, "性别与身份证号不一致"),
    ],
)
def test_refuses(browser, scene, changes, text):
    browser.sign_in(scene.administrator)
    page = browser.post("officers.edit", filled(**changes), officer_id=scene.officer.id, expect=200)
    assert text in page.text


def test_outside_is_not_there(browser, scene):
    browser.sign_in(scene.administrator)
    browser.get("officers.edit", officer_id=scene.stranger.id, expect=404)


def test_needs_the_right(browser, scene):
    browser.sign_in(scene.viewer).get("officers.edit", officer_id=scene.officer.id, expect=403)
