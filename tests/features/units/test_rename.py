def test_renames(browser, scene):
    browser.sign_in(scene.administrator).get("units.rename", unit_id=scene.here.id)
    browser.post("units.rename", {"name": "甲市总支队"}, unit_id=scene.here.id)
    assert "甲市总支队" in browser.get("units.show", unit_id=scene.here.id).h1.text


def test_refuses_no_name(browser, scene):
    browser.sign_in(scene.administrator)
    page = browser.post("units.rename", {"name": " "}, unit_id=scene.here.id, expect=200)
    assert "请填写机构名称" in page.text


def test_outside_is_not_there(browser, scene):
    browser.sign_in(scene.administrator).get("units.rename", unit_id=scene.there.id, expect=404)


def test_needs_the_right(browser, scene):
    browser.sign_in(scene.viewer).get("units.rename", unit_id=scene.here.id, expect=403)
