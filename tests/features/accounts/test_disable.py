from tests.browser import Browser
from tests.features.accounts.helpers import entries
from zhifa_training.accounts.access import Role


def test_holder_is_out_at_once_and_stays_out(app, browser, db, make, places, system_admin):
    person = make.account(places.county, Role.TRAINER)
    password = make.password(person)
    elsewhere = Browser(app).sign_in(person)
    browser.sign_in(system_admin).post("accounts.disable", account_id=person.id)
    elsewhere.get("accounts.sessions", expect=302)
    elsewhere.post("accounts.sign_in", {"login": person.login, "password": password}, expect=401)
    assert entries(db, "account.disable")[0].object_id == str(person.id)


def test_own_account_is_refused(browser, system_admin):
    browser.sign_in(system_admin).post("accounts.disable", account_id=system_admin.id, expect=409)


def test_outsider_does_not_exist(browser, make, places, system_admin):
    outside = make.account(places.other_city, Role.TRAINER)
    browser.sign_in(system_admin).post("accounts.disable", account_id=outside.id, expect=404)


def test_missing_right_is_refused(browser, make, places, system_admin):
    browser.sign_in(make.account(places.city, Role.TRAINER))
    browser.post("accounts.disable", account_id=system_admin.id, expect=403)
