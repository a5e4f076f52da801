from tests.browser import Browser
from tests.features.accounts.helpers import entries
from zhifa_training.accounts.access import Role


def test_locked_out_officer_need_not_wait(app, browser, db, make, places, system_admin):
    person = make.account(places.county, Role.TRAINER)
    password = make.password(person)
    theirs = Browser(app)
    for _ in range(5):
        theirs.post("accounts.sign_in", {"login": person.login, "password": "no"}, expect=401)
    right = {"login": person.login, "password": password}
    assert "15 分钟" in theirs.post("accounts.sign_in", right, expect=429).text
    browser.sign_in(system_admin).post("accounts.unlock", account_id=person.id)
    theirs.post("accounts.sign_in", right)
    assert entries(db, "account.unlock")[0].actor_id == system_admin.id


def test_outsider_does_not_exist(browser, make, places, system_admin):
    outside = make.account(places.other_city, Role.TRAINER)
    browser.sign_in(system_admin).post("accounts.unlock", account_id=outside.id, expect=404)


def test_missing_right_is_refused(browser, make, places, system_admin):
    browser.sign_in(make.account(places.city, Role.TRAINER))
    browser.post("accounts.unlock", account_id=system_admin.id, expect=403)
