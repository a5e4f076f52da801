import pytest

from tests.browser import Browser
from tests.features.accounts.helpers import entries
from zhifa_training.accounts.access import Role


def reset(browser, account, *, expect=200):
    return browser.post("accounts.reset_password", account_id=account.id, expect=expect)


def test_new_initial_password_replaces_the_old_and_signs_out(
    app, browser, db, make, places, system_admin
):
    person = make.account(places.county, Role.TRAINER)
    old = make.password(person)
    elsewhere = Browser(app).sign_in(person)
    page = reset(browser.sign_in(system_admin), person)
    given = page.find("dt", string="初始密码").find_next("dd").text.strip()
    elsewhere.get("accounts.sessions", expect=302)
    elsewhere.post("accounts.sign_in", {"login": person.login, "password": old}, expect=401)
    elsewhere.post("accounts.sign_in", {"login": person.login, "password": given})
    assert elsewhere.get("accounts.sessions", expect=302).location == "/password"
    assert entries(db, "account.reset_password")[0].actor_id == system_admin.id


@pytest.mark.parametrize("role", [Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR])
def test_no_system_administrator_takes_over_another_administrator(
    browser, make, places, system_admin, role
):
    answer = reset(browser.sign_in(system_admin), make.account(places.county, role), expect=403)
    assert "命令行" in answer.text


def test_own_account_is_refused(browser, system_admin):
    reset(browser.sign_in(system_admin), system_admin, expect=409)


def test_outsider_does_not_exist(browser, make, places, system_admin):
    reset(browser.sign_in(system_admin), make.account(places.province, Role.TRAINER), expect=404)


def test_missing_right_is_refused(browser, make, places, system_admin):
    reset(browser.sign_in(make.account(places.city, Role.TRAINER)), system_admin, expect=403)
