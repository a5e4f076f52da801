from sqlalchemy import select

from tests.features.accounts.helpers import entries
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.models import RoleAssignment


def assignment_of(db, account):
    return db.session.scalars(
        select(RoleAssignment).where(RoleAssignment.account_id == account.id)
    ).one()


def test_role_ends_at_once_and_the_post_is_free_again(browser, db, make, places, security_admin):
    person = make.account(places.county, Role.AUDIT_ADMINISTRATOR)
    held = assignment_of(db, person)
    browser.sign_in(security_admin).post("accounts.revoke", assignment_id=held.id)
    assert assignment_of(db, person).revoked_by == security_admin.id
    assert entries(db, "role.revoke")
    make.role(person, Role.SYSTEM_ADMINISTRATOR, places.county)
    browser.sign_in(person).get("audit.index", expect=403)


def test_own_role_is_refused(browser, db, security_admin):
    held = assignment_of(db, security_admin)
    browser.sign_in(security_admin).post("accounts.revoke", assignment_id=held.id, expect=409)


def test_outsider_does_not_exist(browser, db, make, places, security_admin):
    held = assignment_of(db, make.account(places.other_city, Role.TRAINER))
    browser.sign_in(security_admin).post("accounts.revoke", assignment_id=held.id, expect=404)
    unknown = places.city.id
    browser.post("accounts.revoke", assignment_id=unknown, expect=404)


def test_missing_right_is_refused(browser, db, system_admin):
    held = assignment_of(db, system_admin)
    browser.sign_in(system_admin).post("accounts.revoke", assignment_id=held.id, expect=403)
