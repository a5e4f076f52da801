from sqlalchemy import select

from tests.features.accounts.helpers import entries
from zhifa_training.accounts.models import SignInSession


def test_session_ends_on_the_server(browser, db, make):
    account = make.account(make.unit())
    browser.sign_in(account)
    kept = browser.client.get_cookie("zhifa").value
    browser.post("accounts.sign_out")
    assert db.session.scalars(select(SignInSession)).one().ended_at
    browser.client.set_cookie("zhifa", kept)
    browser.get("accounts.sessions", expect=302)
    assert len(entries(db, "account.sign_out")) == 1


def test_signing_out_twice_is_no_mistake(browser):
    assert browser.post("accounts.sign_out").location == "/sign-in"
