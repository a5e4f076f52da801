from zhifa_training.accounts.access import Role


def test_account_is_shown_with_its_roles(browser, make, places, system_admin):
    person = make.account(places.county, Role.TRAINER, name="王五")
    page = browser.sign_in(system_admin).get("accounts.show", account_id=person.id)
    assert "培训管理员" in page.text
    assert "停用" in page.text


def test_own_account_offers_no_dangerous_act(browser, system_admin):
    page = browser.sign_in(system_admin).get("accounts.show", account_id=system_admin.id)
    assert not page.select("button[data-kind=danger]")


def test_outsider_does_not_exist(browser, make, places, system_admin):
    outside = make.account(places.other_city, Role.TRAINER)
    browser.sign_in(system_admin).get("accounts.show", account_id=outside.id, expect=404)


def test_missing_right_is_refused(browser, make, places, system_admin):
    browser.sign_in(make.account(places.city, Role.TRAINER))
    browser.get("accounts.show", account_id=system_admin.id, expect=403)
