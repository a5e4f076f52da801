from datetime import date

from tests.features.units.conftest import ACTOR
from zhifa_training.units.entries import PostingDetails
from zhifa_training.units.services.postings import post_officer


def test_shows_children_people_and_history(browser, scene):
    page = browser.sign_in(scene.above).get("units.show", unit_id=scene.province.id)
    assert {"甲市支队", "乙市支队"} <= {link.text for link in page.select("td a")}
    page = browser.get("units.show", unit_id=scene.here.id)
    assert "业务上级" in page.text
    assert page.select_one(f'a[href="/units/{scene.province.id}"]')


def test_people_are_counted_as_of_the_day(browser, scene):
    moved = PostingDetails(unit_id=scene.there.id, post="法制", starts_on=date(2024, 5, 1))
    post_officer(scene.officer, moved, actor=ACTOR)
    browser.sign_in(scene.above)
    for on, people in (("2024-04-30", "1"), ("2024-05-01", "0")):
        page = browser.get("units.show", unit_id=scene.here.id, on=on)
        assert page.select_one(".stat-value").text.strip() == people


def test_a_parent_out_of_sight_is_named_but_no_link(browser, scene):
    page = browser.sign_in(scene.viewer).get("units.show", unit_id=scene.here.id)
    assert "省总队" in page.text
    assert not page.select(f'a[href="/units/{scene.province.id}"]')


def test_outside_is_not_there(browser, scene):
    browser.sign_in(scene.viewer).get("units.show", unit_id=scene.there.id, expect=404)


def test_needs_the_right(browser, scene):
    browser.sign_in(scene.author).get("units.show", unit_id=scene.here.id, expect=403)
