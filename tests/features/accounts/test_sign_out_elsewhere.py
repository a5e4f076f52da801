from tests.browser import Browser


def test_all_other_devices_are_signed_out(app, browser, make):
    unit = make.unit()
    account, other = make.account(unit), make.account(unit)
    elsewhere = Browser(app).sign_in(account)
    stranger = Browser(app).sign_in(other)
    browser.sign_in(account).post("accounts.sign_out_elsewhere")
    elsewhere.get("accounts.sessions", expect=302)
    stranger.get("accounts.sessions")
    assert "已退出其他 1 台设备" in browser.get("accounts.sessions").text
