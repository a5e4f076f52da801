from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from tests.features.accounts.helpers import entries
from zhifa_training.accounts.models import SignInSession
from zhifa_training.audit.models import Outcome


@pytest.fixture
def officer_account(make):
    unit = make.unit()
    return make.account(unit, officer=make.officer(unit))


def again(browser, login, password, *, expect=200):
    sent = {"login": login, "password": password}
    return browser.post("accounts.sign_in_again", json=sent, expect=expect)


def expire(db):
    db.session.execute(update(SignInSession).values(idle_until=datetime(2026, 1, 1, tzinfo=UTC)))
    db.session.commit()


def test_same_person_is_back_without_leaving_the_page(browser, db, make, officer_account):
    password = make.password(officer_account)
    browser.sign_in(officer_account)
    expire(db)
    browser.get("accounts.sessions", expect=302)
    answer = again(browser, officer_account.login, password)
    assert answer.json["csrf_token"]
    browser.get("accounts.sessions")


def test_somebody_else_is_refused_even_with_a_right_password(browser, db, make, officer_account):
    other = make.account(make.unit())
    password = make.password(other)
    browser.sign_in(officer_account)
    expire(db)
    answer = again(browser, other.login, password, expect=403)
    assert "刚才登录的账号" in answer.json["message"]
    browser.get("accounts.sessions", expect=302)
    refused = entries(db, "account.sign_in", Outcome.REFUSED)
    assert refused[0].detail["reason"] == "somebody_else"


def test_browser_that_never_signed_in_is_refused(browser, make, officer_account):
    again(browser, officer_account.login, make.password(officer_account), expect=403)


def test_wrong_password_counts_as_on_the_page(browser, db, make, officer_account):
    make.password(officer_account)
    browser.sign_in(officer_account)
    expire(db)
    for _ in range(5):
        assert again(browser, officer_account.login, "Wrong-4-sure", expect=403)
    answer = again(browser, officer_account.login, "Wrong-4-sure", expect=429)
    assert answer.json["code"] == "too_many_attempts"


@pytest.mark.parametrize("sent", [None, [], {}, {"login": "a"}, {"login": 1, "password": "x"}])
def test_malformed_is_refused(browser, sent):
    answer = browser.post("accounts.sign_in_again", json=sent, expect=422)
    assert answer.json["code"] == "malformed"
