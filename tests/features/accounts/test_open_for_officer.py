from sqlalchemy import select

from tests.browser import Browser
from tests.features.accounts.helpers import entries
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.models import Account, RoleAssignment


def open_for(browser, badge_number):
    return browser.post("accounts.open_for_officer", {"badge_number": badge_number}, expect=200)


def initial(page):
    term = page.find("dt", string="初始密码")
    return term.find_next("dd").text.strip()


def test_officer_gets_an_account_a_role_and_one_password(
    app, browser, db, make, places, system_admin
):
    officer = make.officer(places.county, "张三丰")
    browser.sign_in(system_admin).get("accounts.open_for_officer")
    answer = open_for(browser, f" {officer.badge_number.lower()} ")
    account = db.session.scalars(select(Account).where(Account.officer_id == officer.id)).one()
    assert account.login == officer.badge_number.lower()
    assert account.must_change_password
    held = db.session.scalars(
        select(RoleAssignment).where(RoleAssignment.account_id == account.id)
    ).one()
    assert (held.role, held.unit_id) == (Role.OFFICER, places.county.id)
    assert entries(db, "account.open")[0].object_id == str(account.id)
    from_slip = initial(answer)
    answer = Browser(app).post("accounts.sign_in", {"login": account.login, "password": from_slip})
    assert answer.status_code == 302
    assert from_slip not in str([entry.detail for entry in entries(db, "account.open")])


def test_passwords_are_random(browser, make, places, system_admin):
    browser.sign_in(system_admin)
    officers = [make.officer(places.county) for _ in range(3)]
    given = {initial(open_for(browser, officer.badge_number)) for officer in officers}
    assert len(given) == 3
    assert all(len(password) == 19 for password in given)


def test_second_account_is_refused(browser, make, places, system_admin):
    officer = make.officer(places.county)
    make.account(places.county, officer=officer)
    page = open_for(browser.sign_in(system_admin), officer.badge_number)
    assert "已有账号" in page.text


def test_officer_elsewhere_is_not_found(browser, make, places, system_admin):
    officer = make.officer(places.other_city)
    page = open_for(browser.sign_in(system_admin), officer.badge_number)
    assert "没有执法证号为" in page.text


def test_blank_is_refused(browser, system_admin):
    assert "请填写执法证号" in open_for(browser.sign_in(system_admin), " ").text


def test_missing_right_is_refused(browser, make, places):
    browser.sign_in(make.account(places.city, Role.TRAINER))
    browser.get("accounts.open_for_officer", expect=403)
