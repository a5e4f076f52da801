from zhifa_training.accounts.access import Role


def logins(page):
    return [cell.text.strip() for cell in page.select("td[data-label=登录名]")]


def test_accounts_of_the_subtree_are_listed(browser, make, places, system_admin):
    officer = make.officer(places.county, "张三丰")
    inside = make.account(places.county, officer=officer)
    make.account(places.other_city, Role.TRAINER)
    make.account(places.province, Role.TRAINER)
    page = browser.sign_in(system_admin).get("accounts.index")
    assert set(logins(page)) == {system_admin.login, inside.login}


def test_account_with_one_role_outside_is_hidden(browser, db, make, places, system_admin):
    person = make.account(places.city, Role.TRAINER)
    browser.sign_in(system_admin)
    assert person.login in logins(browser.get("accounts.index"))
    make.role(person, Role.UNIT_VIEWER, places.province)
    assert person.login not in logins(browser.get("accounts.index"))
    browser.get("accounts.show", account_id=person.id, expect=404)


def test_officer_is_found_where_they_serve_today(browser, make, places, system_admin):
    officer = make.officer(places.other_city, "赵六")
    account = make.account(places.city, officer=officer)
    page = browser.sign_in(system_admin).get("accounts.index")
    assert account.login not in logins(page), "the officer's old unit does not keep the account"


def test_search_filters_and_sort(browser, db, make, places, system_admin):
    make.account(places.city, Role.TRAINER, name="王五")
    make.account(places.city, Role.AUTHOR, name="赵六")
    browser.sign_in(system_admin)
    assert len(logins(browser.get("accounts.index", q="王五"))) == 1
    assert len(logins(browser.get("accounts.index", role="author"))) == 1
    assert len(logins(browser.get("accounts.index", state="disabled"))) == 0
    ascending = logins(browser.get("accounts.index", sort="login"))
    assert logins(browser.get("accounts.index", sort="-login")) == ascending[::-1]


def test_literal_percent_finds_nothing(browser, system_admin):
    assert "没有符合条件" in browser.sign_in(system_admin).get("accounts.index", q="%").text


def test_workbook_is_offered(browser, system_admin):
    answer = browser.sign_in(system_admin).client.get("/accounts/?export=xlsx")
    assert answer.mimetype.endswith("spreadsheetml.sheet")


def test_statements_do_not_grow_with_rows(browser, count_queries, make, places, system_admin):
    browser.sign_in(system_admin).get("accounts.index")
    with count_queries() as few:
        browser.get("accounts.index")
    for _ in range(10):
        make.account(places.city, Role.TRAINER, Role.AUTHOR)
    with count_queries() as many:
        browser.get("accounts.index")
    assert len(many) == len(few)


def test_missing_right_is_refused(browser, make, places):
    browser.sign_in(make.account(places.city, Role.TRAINER)).get("accounts.index", expect=403)
