from datetime import date

from tests.features.units.conftest import ACTOR
from zhifa_training.units.rules import OfficerStatus
from zhifa_training.units.services.postings import end_posting


def test_closes_an_empty_unit(browser, scene):
    end_posting(scene.stranger, on=date(2024, 1, 1), status=OfficerStatus.RETIRED, actor=ACTOR)
    browser.sign_in(scene.above).get("units.close", unit_id=scene.there.id)
    browser.post("units.close", {"on": "2025-01-01"}, unit_id=scene.there.id)
    assert "乙市支队" not in browser.get("units.index").select_one("tbody").text


def test_refuses_while_people_serve(browser, scene):
    browser.sign_in(scene.above)
    page = browser.post("units.close", {"on": "2025-01-01"}, unit_id=scene.there.id, expect=200)
    assert "乙市支队尚有在职人员，请先办理调动后再撤销" in page.text


def test_outside_is_not_there(browser, scene):
    browser.sign_in(scene.administrator).get("units.close", unit_id=scene.there.id, expect=404)


def test_needs_the_right(browser, scene):
    browser.sign_in(scene.viewer).get("units.close", unit_id=scene.here.id, expect=403)
