import pytest
from sqlalchemy import select

from zhifa_training.accounts.access import Role
from zhifa_training.accounts.models import Account


def open_for(browser, **changes):
    sent = {"login": "Wang.Wu", "name": "王五", "unit": "柳林县大队"} | changes
    return browser.post("accounts.open_for_person", sent, expect=200)


def test_person_gets_an_account_without_any_role(browser, db, places, system_admin):
    browser.sign_in(system_admin).get("accounts.open_for_person")
    assert "初始密码" in open_for(browser).text
    account = db.session.scalars(select(Account).where(Account.login == "wang.wu")).one()
    assert account.unit_id == places.county.id
    assert account.roles == []
    browser.get("accounts.show", account_id=account.id)


def test_unit_may_be_named_by_code(browser, places, system_admin):
    assert "初始密码" in open_for(browser.sign_in(system_admin), unit=places.county.code).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"login": ""}, "请填写登录名"),
        ({"login": "a b"}, "登录名只用字母"),
        ({"login": "ab"}, "3 至 64"),
        ({"name": ""}, "请填写姓名"),
        ({"unit": ""}, "请填写归属机构"),
        ({"unit": "白山市支队"}, "没有机构“白山市支队”"),
    ],
)
def test_bad_input_is_named(browser, places, system_admin, changes, sentence):
    assert sentence in open_for(browser.sign_in(system_admin), **changes).text


def test_taken_login_is_refused(browser, places, system_admin):
    browser.sign_in(system_admin)
    open_for(browser)
    assert "已被使用" in open_for(browser, login="WANG.WU").text


def test_missing_right_is_refused(browser, make, places):
    browser.sign_in(make.account(places.city, Role.TRAINER))
    browser.get("accounts.open_for_person", expect=403)
