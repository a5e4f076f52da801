from sqlalchemy import select

from tests.browser import Browser
from zhifa_training.accounts.models import SignInSession


def session_of(db, account):
    return db.session.scalars(
        select(SignInSession.id).where(SignInSession.account_id == account.id)
    ).first()


def test_one_device_is_signed_out(app, browser, db, make):
    account = make.account(make.unit())
    elsewhere = Browser(app).sign_in(account)
    session_id = session_of(db, account)
    browser.sign_in(account).post("accounts.end_session", session_id=session_id)
    elsewhere.get("accounts.sessions", expect=302)
    browser.get("accounts.sessions")
    browser.post("accounts.end_session", session_id=session_id, expect=404)


def test_anothers_session_does_not_exist(app, browser, db, make):
    unit = make.unit()
    account, other = make.account(unit), make.account(unit)
    elsewhere = Browser(app).sign_in(other)
    session_id = session_of(db, other)
    browser.sign_in(account).post("accounts.end_session", session_id=session_id, expect=404)
    elsewhere.get("accounts.sessions")
