from tests.browser import Browser


def test_own_sessions_are_listed_and_nobody_elses(app, browser, make):
    unit = make.unit()
    account, other = make.account(unit), make.account(unit)
    Browser(app).sign_in(account)
    Browser(app).sign_in(other)
    page = browser.sign_in(account).get("accounts.sessions")
    assert len(page.select("tbody tr")) == 2
    assert "本机" in page.text


def test_outsider_is_sent_to_sign_in(browser):
    browser.get("accounts.sessions", expect=302)
