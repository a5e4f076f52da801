"""Giving and taking roles (授权)."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from zhifa_training.accounts import queries
from zhifa_training.accounts.access import ADMINISTRATORS, Role
from zhifa_training.accounts.actor import Actor
from zhifa_training.accounts.models import Account, RoleAssignment
from zhifa_training.accounts.rules.errors import (
    ExclusiveRoleError,
    GrantPeriodError,
    OwnAccountError,
    RoleHeldError,
)
from zhifa_training.accounts.services.notes import note
from zhifa_training.core import clock
from zhifa_training.core.db import db, lock, transactional
from zhifa_training.core.errors import DomainError, NotVisibleError

EXCLUSIVE = (
    "系统管理员、安全管理员、审计管理员互相排斥：一个账号只能担任其中一项，且只在一个机构。"
    "请先收回现有的管理员角色。"
)


@transactional
def grant(
    account_id: UUID,
    *,
    role: Role,
    unit: str,
    starts_on: date,
    ends_on: date | None,
    actor: Actor,
) -> UUID:
    """Give a role at a unit of one's own subtree; nobody gives anything to themselves."""
    account = _other_account(account_id, actor)
    if ends_on is not None and ends_on <= max(starts_on, clock.today()):
        raise GrantPeriodError("失效日期应晚于生效日期和今天，请改正后重新提交。")
    found = queries.get_unit(unit, actor=actor)
    assignment = add_role(
        account,
        role=role,
        unit_id=found.id,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=actor.account_id,
    )
    note("role.grant", account, actor, role=role.value, unit=found.code)
    return assignment.id


@transactional
def add_role(
    account: Account,
    *,
    role: Role,
    unit_id: UUID,
    starts_on: date,
    ends_on: date | None = None,
    granted_by: UUID | None = None,
) -> RoleAssignment:
    """Enter an assignment; the database's own indexes decide whether it may stand."""
    assignment = RoleAssignment(
        account_id=account.id,
        role=role,
        unit_id=unit_id,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=granted_by,
    )
    db.session.add(assignment)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise _refusal(error, role) from error
    return assignment


@transactional
def revoke(assignment_id: UUID, *, actor: Actor) -> UUID:
    """Take a role back at once, and return whose it was."""
    assignment = db.session.scalars(
        select(RoleAssignment).where(RoleAssignment.id == assignment_id)
    ).one_or_none()
    if assignment is None:
        raise NotVisibleError("没有这项授权，或它不在您管理的机构范围内。")
    account = _other_account(assignment.account_id, actor)
    lock(assignment)
    if assignment.revoked_at is None:
        assignment.revoked_at = clock.now()
        assignment.revoked_by = actor.account_id
        note("role.revoke", account, actor, role=assignment.role.value)
    return account.id


def _other_account(account_id: UUID, actor: Actor) -> Account:
    account = queries.get_account(account_id, actor=actor)
    if account.id == actor.account_id:
        raise OwnAccountError("不能给自己授权或收回自己的角色，请由另一位安全管理员办理。")
    return account


def _refusal(error: IntegrityError, role: Role) -> DomainError:
    """Return the rule behind a broken index: both databases name its columns or its name."""
    text = str(error.orig)
    is_same = "uq_role_assignment_standing" in text or "role_assignment.unit_id" in text
    if role in ADMINISTRATORS and not is_same:
        return ExclusiveRoleError(EXCLUSIVE)
    return RoleHeldError(f"该账号在此机构已有“{role.label}”角色，无需重复授权。")
