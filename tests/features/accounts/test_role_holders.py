from zhifa_training.accounts.access import Role


def test_accounts_in_scope_lead_to_their_roles(browser, make, places, security_admin):
    person = make.account(places.county, Role.TRAINER)
    make.account(places.other_city, Role.TRAINER)
    page = browser.sign_in(security_admin).get("accounts.role_holders")
    targets = {link["href"] for link in page.select("td[data-label=登录名] a")}
    assert targets == {f"/roles/{person.id}", f"/roles/{security_admin.id}"}


def test_missing_right_is_refused(browser, system_admin):
    browser.sign_in(system_admin).get("accounts.role_holders", expect=403)
