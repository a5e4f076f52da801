from datetime import timedelta

import pytest

from tests.browser import DEVICE
from zhifa_training.accounts.models import SignInSession
from zhifa_training.accounts.services.passwords import hashed
from zhifa_training.audit.models import AuditEntry, Outcome

PASSWORD = "Haiyang-2026-shan"


@pytest.fixture
def other(candidate, db):
    """Another machine of the candidate, who signed in there a while ago."""
    candidate.start()
    candidate.account.password_hash = hashed(PASSWORD)
    browser = candidate.another_browser()
    for session in db.session.query(SignInSession):
        session.started_at -= timedelta(minutes=20)
    db.session.commit()
    return browser


def take_over(candidate, browser, expect=302, **data):
    return browser.post("room.take_over", data, expect=expect, attempt_id=candidate.attempt_id)


def test_with_the_password_the_attempt_goes_on_here(candidate, other, stored, db):
    candidate.save()
    response = take_over(candidate, other, password=PASSWORD)
    assert response.location == f"/room/attempts/{candidate.attempt_id}"
    assert stored.attempt(candidate.attempt_id).lease_epoch == 2
    page = other.get("room.paper", attempt_id=candidate.attempt_id)
    assert '"epoch":2' in page.select_one("#room-data").string
    assert candidate.save(epoch=2, browser=other)["saved"]
    entry = db.session.query(AuditEntry).filter_by(action="attempt.take_over").one()
    assert entry.object_id == str(candidate.attempt_id)


def test_the_device_left_behind_is_told_and_its_answers_kept(candidate, other, stored):
    take_over(candidate, other, password=PASSWORD)
    event = candidate.event()
    told = candidate.save(event, epoch=1, expect=409)
    assert told["code"] == "lease_lost"
    assert told["late"] == [event["id"]]
    assert candidate.hand_in(epoch=1, expect=409)["code"] == "lease_lost"
    response = candidate.browser.get("room.paper", expect=302, attempt_id=candidate.attempt_id)
    assert response.location.endswith("/take-over")
    assert stored.events(candidate.attempt_id) == []


def test_a_wrong_password_changes_nothing(candidate, other, stored, db):
    page = take_over(candidate, other, expect=200, password="wrong")
    assert "密码不正确" in page.text
    assert stored.attempt(candidate.attempt_id).lease_epoch == 1
    entry = db.session.query(AuditEntry).filter_by(action="attempt.take_over").one()
    assert entry.outcome is Outcome.REFUSED


def test_an_empty_password_is_asked_for(candidate, other):
    assert "请填写登录密码" in take_over(candidate, other, expect=200, password="").text


def test_trying_passwords_is_throttled(candidate, other, stored):
    for _ in range(30):
        page = take_over(candidate, other, expect=200, password="wrong")
    assert "密码不正确" not in page.text
    take_over(candidate, other, expect=200, password=PASSWORD)
    assert stored.attempt(candidate.attempt_id).lease_epoch == 1


def test_right_after_signing_in_nobody_asks_again(candidate, stored):
    candidate.start()
    other = candidate.another_browser()
    page = other.get("room.take_over", attempt_id=candidate.attempt_id)
    assert page.select("input[type=password]") == []
    take_over(candidate, other)
    assert stored.attempt(candidate.attempt_id).lease_epoch == 2


def test_taking_over_twice_or_from_the_same_device_changes_nothing(candidate, stored):
    candidate.start()
    other = candidate.another_browser()
    take_over(candidate, other)
    take_over(candidate, other)
    assert stored.attempt(candidate.attempt_id).lease_epoch == 2


def test_a_browser_without_a_cookie_gets_one(candidate, stored):
    candidate.start()
    other = candidate.another_browser()
    other.client.delete_cookie(DEVICE)
    take_over(candidate, other)
    cookie = other.client.get_cookie(DEVICE)
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    other.get("room.paper", attempt_id=candidate.attempt_id)


def test_an_ended_attempt_cannot_be_taken_over(candidate, stored):
    candidate.start()
    candidate.hand_in()
    take_over(candidate, candidate.another_browser())
    assert stored.attempt(candidate.attempt_id).lease_epoch == 1


def test_another_persons_attempt_is_not_found(candidate, stranger):
    candidate.start()
    stranger.browser.get("room.take_over", expect=404, attempt_id=candidate.attempt_id)
    take_over(candidate, stranger.browser, expect=404)
