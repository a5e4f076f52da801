from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.browser import Browser
from tests.features.accounts.helpers import entries
from zhifa_training.accounts.models import Account
from zhifa_training.audit.models import Outcome

NEW = "Qingfeng7~Lu"


def change(browser, current, new, repeated=None, *, expect=302):
    sent = {"current": current, "new": new, "repeated": new if repeated is None else repeated}
    return browser.post("accounts.change_password", sent, expect=expect)


@pytest.fixture
def person(make):
    unit = make.unit("清河支队")
    return make.account(unit, officer=make.officer(unit, "李向阳", name_spelling="lixiangyang lxy"))


def test_new_password_replaces_the_old_and_ends_other_sessions(app, browser, db, make, person):
    password = make.password(person)
    elsewhere = Browser(app).sign_in(person)
    browser.sign_in(person)
    old_cookie = browser.client.get_cookie("zhifa").value
    browser.get("accounts.change_password")
    change(browser, password, NEW)
    browser.get("accounts.sessions")
    elsewhere.get("accounts.sessions", expect=302)
    browser.client.set_cookie("zhifa", old_cookie)
    browser.get("accounts.sessions", expect=302)
    browser.post("accounts.sign_in", {"login": person.login, "password": NEW})
    browser.post("accounts.sign_in", {"login": person.login, "password": password}, expect=401)
    assert entries(db, "account.change_password")


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("Ab1!", "新密码太短"),
        ("abcdefgh1", "过于简单"),
        ("Passw0rd!", "常见密码"),
        ("Qwer1234!", "常见密码"),
        ("Lixiangyang#9", "不得包含"),
        ("李向阳Abc123!", "不得包含"),
        ("清河支队Abc123!", "不得包含"),
        ("Zhifa-Tr4in", "不得包含"),
        ("Luhe3!bKst", "不能与现用密码相同"),
    ],
)
def test_weak_passwords_are_refused_by_name(browser, make, person, new, sentence):
    password = make.password(person)
    page = change(browser.sign_in(person), password, new, expect=200)
    assert sentence in page.text


def test_badge_number_and_birthday_are_refused(browser, db, make, person):
    password = make.password(person)
    browser.sign_in(person)
    badge = person.officer.badge_number
    assert "不得包含" in change(browser, password, f"x!{badge}Zq", expect=200).text
    assert "不得包含" in change(browser, password, "Wk!19880301", expect=200).text


def test_repetition_must_agree(browser, make, person):
    password = make.password(person)
    assert "不一致" in change(browser.sign_in(person), password, NEW, "other", expect=200).text


def test_wrong_current_password_is_refused_audited_and_throttled(browser, db, make, person):
    make.password(person)
    browser.sign_in(person)
    assert "现用密码不正确" in change(browser, "wrong", NEW, expect=200).text
    assert entries(db, "account.change_password", Outcome.REFUSED)
    for _ in range(4):
        change(browser, "wrong", NEW, expect=200)
    assert "失败次数过多" in change(browser, "wrong", NEW, expect=200).text


def test_initial_password_must_be_changed_before_anything_else(browser, db, make, person):
    initial = make.password(
        person,
        must_change_password=True,
        password_expires_at=datetime.now(UTC) + timedelta(hours=1),
    )
    browser.post("accounts.sign_in", {"login": person.login, "password": initial})
    assert browser.get("accounts.sessions", expect=302).location == "/password"
    change(browser, initial, NEW)
    browser.get("accounts.sessions")
    kept = db.session.scalars(select(Account)).one()
    assert not kept.must_change_password
    assert kept.password_expires_at is None


def test_nobody_is_asked_to_sign_in(browser):
    assert browser.get("accounts.change_password", expect=302).location.startswith("/sign-in")
