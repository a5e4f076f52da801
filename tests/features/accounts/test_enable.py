from datetime import UTC, datetime

from zhifa_training.accounts.access import Role


def test_disabled_account_signs_in_again(app, browser, db, make, places, system_admin):
    person = make.account(places.county, Role.TRAINER)
    password = make.password(person, disabled_at=datetime.now(UTC))
    sent = {"login": person.login, "password": password}
    browser.post("accounts.sign_in", sent, expect=401)
    browser.sign_in(system_admin).post("accounts.enable", account_id=person.id)
    browser.post("accounts.sign_in", sent)


def test_outsider_does_not_exist(browser, make, places, system_admin):
    outside = make.account(places.other_city, Role.TRAINER)
    browser.sign_in(system_admin).post("accounts.enable", account_id=outside.id, expect=404)


def test_missing_right_is_refused(browser, make, places, system_admin):
    browser.sign_in(make.account(places.city, Role.TRAINER))
    browser.post("accounts.enable", account_id=system_admin.id, expect=403)
