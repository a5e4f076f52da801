from tests.features.units.people import details, id_number


def test_shows_the_officer_masked(browser, scene):
    page = browser.sign_in(scene.viewer).get("officers.show", officer_id=scene.officer.id)
    assert "公路路政" in page.text
    assert scene.officer.id_number_masked in page.text
    assert details(1).id_number not in page.text
    assert not page.select('a[href$="/edit"]')
    assert id_number() not in page.text


def test_offers_changes_to_who_may_make_them(browser, scene):
    page = browser.sign_in(scene.administrator).get("officers.show", officer_id=scene.officer.id)
    assert page.select('a[href$="/edit"]')
    assert page.select('a[href$="/id-number"]')


def test_outside_is_not_there(browser, scene):
    browser.sign_in(scene.viewer).get("officers.show", officer_id=scene.stranger.id, expect=404)


def test_needs_the_right(browser, scene):
    browser.sign_in(scene.author).get("officers.show", officer_id=scene.officer.id, expect=403)
