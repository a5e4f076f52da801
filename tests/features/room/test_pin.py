"""换机码: the invigilator vouches for a candidate who changes the device: once, not for long."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from zhifa_training.accounts.access import Role
from zhifa_training.accounts.models import SignInSession
from zhifa_training.audit.models import AuditEntry
from zhifa_training.exams.models.invigilation import InvigilatorAct, SeatPin


@pytest.fixture
def begun(candidate):
    candidate.start()
    return candidate


@pytest.fixture
def console(begun, make):
    account = make.account(begun.sitting.unit, Role.INVIGILATOR)
    return begun.another_browser().sign_in(account)


@pytest.fixture
def other(begun, db):
    """Another device of the candidate's, signed in too long ago to need no password."""
    browser = begun.another_browser()
    signed_in_long_ago(db)
    return browser


def signed_in_long_ago(db):
    for session in db.session.query(SignInSession):
        session.started_at -= timedelta(minutes=20)
    db.session.commit()


def issue(console, begun, reason="键盘坏了"):
    seat = {"attempt_id": begun.attempt_id}
    console.post("invigilation.pin", {"pin-reason": reason}, **seat)
    said = console.get("invigilation.seat", **seat).select_one(".flashes").text
    found = re.search(r"换机码 (\d{6})", said)
    return found[1] if found else said


def use(browser, begun, pin, **options):
    return browser.post("room.take_over", {"pin": pin}, attempt_id=begun.attempt_id, **options)


def test_the_code_moves_the_attempt_once(begun, console, other, stored, db):
    pin = issue(console, begun)
    use(other, begun, f" {pin[:3]} {pin[3:]} ")
    assert stored.attempt(begun.attempt_id).lease_epoch == 2
    third = begun.another_browser()
    signed_in_long_ago(db)
    assert "已经用过、过期或试错太多" in use(third, begun, pin, expect=200).text
    assert stored.attempt(begun.attempt_id).lease_epoch == 2
    kept = db.session.query(InvigilatorAct).one()
    assert (kept.act, kept.words) == ("pin", "键盘坏了")
    trail = {entry.action for entry in db.session.query(AuditEntry)}
    assert {"attempt.pin", "attempt.take_over"} <= trail
    assert pin not in str([entry.detail for entry in db.session.query(AuditEntry)])


def test_a_wrong_code_is_counted_and_five_are_the_end(begun, console, other, stored):
    pin = issue(console, begun)
    wrong = f"{(int(pin) + 1) % 1_000_000:06}"
    for left in (4, 3, 2, 1):
        assert f"还可以再试 {left} 次" in use(other, begun, wrong, expect=200).text
    assert "请向监考员重新索取" in use(other, begun, wrong, expect=200).text
    assert "试错太多" in use(other, begun, pin, expect=200).text
    assert stored.attempt(begun.attempt_id).lease_epoch == 1
    use(other, begun, issue(console, begun))
    assert stored.attempt(begun.attempt_id).lease_epoch == 2


def test_an_old_code_and_a_replaced_one_are_void(begun, console, other, db):
    first = issue(console, begun)
    second = issue(console, begun)
    if first != second:
        assert "换机码不正确" in use(other, begun, first, expect=200).text
    db.session.query(SeatPin).update({"expires_at": datetime.now(UTC) - timedelta(seconds=1)})
    db.session.commit()
    assert "过期" in use(other, begun, second, expect=200).text


def test_without_code_and_password_the_page_asks_for_either(begun, other):
    assert "请填写登录密码，或者监考员给您的换机码" in use(other, begun, "", expect=200).text


def test_another_candidate_cannot_use_it(begun, console, stranger):
    stranger.start()
    pin = issue(console, begun)
    use(stranger.browser, begun, pin, expect=404)


def test_a_code_needs_a_reason_and_a_live_attempt(begun, console, db):
    assert "请填写原因" in issue(console, begun, reason="")
    begun.save()
    begun.hand_in()
    assert "不能再发换机码" in issue(console, begun)
    assert db.session.query(SeatPin).count() == 0
