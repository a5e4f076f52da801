import pytest
from sqlalchemy import select

from tests.features.accounts.helpers import entries
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.models import Account


@pytest.fixture
def run(app):
    def run(*words):
        return app.test_cli_runner().invoke(args=["accounts", *words])

    return run


def initial(output):
    return next(line for line in output.splitlines() if "初始密码：" in line).partition("：")[2]


def test_first_administrator_is_made_and_can_sign_in(browser, db, places, run):
    done = run("create-admin", "--login", "Boss", "--name", "王五", "--unit", places.province.code)
    assert done.exit_code == 0, done.output
    account = db.session.scalars(select(Account)).one()
    assert [held.role for held in account.roles] == [Role.SYSTEM_ADMINISTRATOR]
    browser.post("accounts.sign_in", {"login": "boss", "password": initial(done.output)})
    assert browser.get("accounts.index", expect=302).location == "/password"
    assert entries(db, "account.open")[0].address == "cli"


def test_unknown_unit_is_refused(db, run):
    done = run("create-admin", "--login", "boss", "--name", "王五", "--unit", "nowhere")
    assert done.exit_code == 1
    assert "没有编码为“nowhere”的机构" in done.output


def test_taken_login_is_refused(places, run, system_admin):
    done = run(
        "create-admin", "--login", system_admin.login, "--name", "王五", "--unit", places.city.code
    )
    assert "已被使用" in done.output


def test_password_is_reset(browser, db, make, run, security_admin):
    old = make.password(security_admin)
    done = run("reset-password", "--login", security_admin.login)
    login = security_admin.login
    browser.post("accounts.sign_in", {"login": login, "password": old}, expect=401)
    browser.post("accounts.sign_in", {"login": login, "password": initial(done.output)})
    assert "没有登录名" in run("reset-password", "--login", "nobody").output


def test_table_of_rights_is_printed(db, run):
    assert run("rights").output.startswith("# 权限一览表")
