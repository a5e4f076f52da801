def test_ends_the_posting(browser, scene):
    browser.sign_in(scene.administrator).get("officers.leave", officer_id=scene.officer.id)
    data = {"status": "retired", "on": "2025-06-01"}
    browser.post("officers.leave", data, officer_id=scene.officer.id)
    page = browser.get("officers.show", officer_id=scene.officer.id)
    assert "退休" in page.text
    assert "2025-06-01" in page.text
    again = browser.post("officers.leave", data, officer_id=scene.officer.id, expect=200)
    assert "目前没有任职，无需办理离岗" in again.text


def test_refuses_a_day_before_the_posting(browser, scene):
    browser.sign_in(scene.administrator)
    data = {"status": "retired", "on": "2020-06-01"}
    page = browser.post("officers.leave", data, officer_id=scene.officer.id, expect=200)
    assert "日期须晚于现任职的起始日期 2021-01-01" in page.text


def test_outside_is_not_there(browser, scene):
    browser.sign_in(scene.administrator)
    browser.get("officers.leave", officer_id=scene.stranger.id, expect=404)


def test_needs_the_right(browser, scene):
    browser.sign_in(scene.viewer).get("officers.leave", officer_id=scene.officer.id, expect=403)
