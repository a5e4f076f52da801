from sqlalchemy import select

from tests.features.units.people import details
from zhifa_training.audit.models import AuditEntry

NUMBER = details(1).id_number


def test_shows_the_number_for_a_reason_and_logs_it(browser, scene, db):
    browser.sign_in(scene.administrator)
    page = browser.get("officers.id_number", officer_id=scene.officer.id)
    assert NUMBER not in page.text
    page = browser.post(
        "officers.id_number", {"reason": "核对证件信息"}, officer_id=scene.officer.id, expect=200
    )
    assert NUMBER in page.text
    logged = select(AuditEntry).filter_by(action="officer.reveal_id_number")
    entry = db.session.scalars(logged).one()
    assert entry.detail == {"reason": "核对证件信息"}
    assert entry.actor_name == scene.administrator.name


def test_refuses_without_a_reason(browser, scene, db):
    browser.sign_in(scene.administrator)
    page = browser.post(
        "officers.id_number", {"reason": ""}, officer_id=scene.officer.id, expect=200
    )
    assert "请填写查看原因" in page.text
    assert NUMBER not in page.text
    logged = select(AuditEntry).filter_by(action="officer.reveal_id_number")
    assert db.session.scalars(logged).all() == []


def test_is_kept_in_no_cache(browser, scene):
    browser.sign_in(scene.administrator)
    answer = browser.client.get(f"/officers/{scene.officer.id}/id-number")
    assert answer.headers["Cache-Control"] == "no-store"


def test_outside_is_not_there(browser, scene):
    browser.sign_in(scene.administrator)
    browser.post(
        "officers.id_number", {"reason": "核对证件"}, officer_id=scene.stranger.id, expect=404
    )


def test_needs_the_right(browser, scene):
    browser.sign_in(scene.viewer)
    browser.post(
        "officers.id_number", {"reason": "核对证件"}, officer_id=scene.officer.id, expect=403
    )
