import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.features.accounts.helpers import entries
from zhifa_training.accounts.access import ADMINISTRATORS, Role
from zhifa_training.accounts.models import Account, RoleAssignment
from zhifa_training.accounts.rules.errors import ExclusiveRoleError
from zhifa_training.accounts.services.granting import add_role
from zhifa_training.core import clock

GRANTS = 200


def grant(browser, account, role, unit, /, *, expect=302, **changes):
    sent = {"role": role.value, "unit": unit.code, "starts_on": clock.today().isoformat()}
    return browser.post("accounts.roles", sent | changes, account_id=account.id, expect=expect)


@pytest.fixture
def person(make, places):
    return make.account(places.county, Role.AUTHOR, name="王五")


def test_role_is_given_for_a_time_and_works_at_once(
    app, browser, db, make, places, security_admin, person
):
    ends_on = clock.today() + timedelta(days=30)
    browser.sign_in(security_admin).get("accounts.roles", account_id=person.id)
    grant(browser, person, Role.SYSTEM_ADMINISTRATOR, places.city, ends_on=ends_on.isoformat())
    held = db.session.scalars(
        select(RoleAssignment).where(RoleAssignment.role == Role.SYSTEM_ADMINISTRATOR)
    ).one()
    assert (held.ends_on, held.granted_by) == (ends_on, security_admin.id)
    assert entries(db, "role.grant")[0].detail == {
        "role": "system_administrator",
        "unit": places.city.code,
    }
    browser.sign_in(person).get("accounts.index")


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "is_held"),
    [(0, None, True), (1, None, False), (-9, 0, False), (-9, 1, True)],
)
def test_role_holds_on_its_days_only(browser, db, make, places, starts_in, ends_in, is_held):
    account = make.account(places.city, Role.SYSTEM_ADMINISTRATOR)
    held = account.roles[0]
    held.starts_on = clock.today() + timedelta(days=starts_in)
    held.ends_on = None if ends_in is None else clock.today() + timedelta(days=ends_in)
    db.session.commit()
    browser.sign_in(account).get("accounts.index", expect=200 if is_held else 403)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": ""}, "请选择角色"),
        ({"role": "emperor"}, "请从列表中选择"),
        ({"unit": "河东省总队"}, "没有机构“河东省总队”"),
        ({"unit": "白山市支队"}, "没有机构“白山市支队”"),
        ({"starts_on": ""}, "请填写生效日期"),
        ({"starts_on": "31/12"}, "年-月-日"),
        ({"ends_on": date(2020, 1, 1).isoformat()}, "失效日期应晚于"),
    ],
)
def test_bad_input_is_named(browser, places, security_admin, person, changes, sentence):
    browser.sign_in(security_admin)
    page = grant(browser, person, Role.TRAINER, places.county, expect=200, **changes)
    assert sentence in page.text


def test_same_role_twice_is_refused(browser, places, security_admin, person):
    browser.sign_in(security_admin)
    page = grant(browser, person, Role.AUTHOR, places.county, expect=200)
    assert "无需重复授权" in page.text


@pytest.mark.parametrize("held", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("wanted", sorted(ADMINISTRATORS))
def test_three_administrators_exclude_each_other(
    browser, make, places, security_admin, held, wanted
):
    person = make.account(places.county, held)
    browser.sign_in(security_admin)
    page = grant(browser, person, wanted, places.city, expect=200)
    assert "互相排斥" in page.text


def test_nobody_gives_themselves_a_role(browser, db, places, security_admin):
    browser.sign_in(security_admin)
    answer = grant(browser, security_admin, Role.TRAINER, places.city, expect=409)
    assert "不能给自己授权" in answer.text
    assert not entries(db, "role.grant")


def test_outsider_does_not_exist(browser, make, places, security_admin):
    browser.sign_in(security_admin)
    outside = make.account(places.province, Role.TRAINER)
    browser.get("accounts.roles", account_id=outside.id, expect=404)
    grant(browser, outside, Role.TRAINER, places.city, expect=404)


def test_missing_right_is_refused(browser, person, system_admin):
    browser.sign_in(system_admin).get("accounts.roles", account_id=person.id, expect=403)


@pytest.mark.race
def test_two_grants_at_once_leave_one_administrator(app, db, make, places):
    # Red when the index uq_role_assignment_one_administrator is dropped, or when add_role asks
    # "does one exist?" instead of letting the index decide.
    unit_id = places.county.id
    for _ in range(GRANTS):
        account_id = make.account(places.county).id
        held = select(RoleAssignment).filter_by(account_id=account_id)
        before = len(db.session.scalars(held).all())
        db.session.rollback()
        assert sorted(_give_both(app, db, account_id, unit_id)) == ["given", "refused"]
        assert len(db.session.scalars(held).all()) == before + 1


def _give_both(app, db, account_id, unit_id):
    gate, outcomes = threading.Barrier(2), []

    def give(role):
        with app.app_context():
            account = db.session.get(Account, account_id)
            gate.wait()
            try:
                add_role(account, role=role, unit_id=unit_id, starts_on=clock.today())
                outcomes.append("given")
            except ExclusiveRoleError:
                outcomes.append("refused")
            finally:
                db.session.remove()

    roles = (Role.SYSTEM_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)
    threads = [threading.Thread(target=give, args=(role,)) for role in roles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return outcomes
