"""Opening, disabling and unlocking accounts (账号管理)."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from zhifa_training.accounts import queries
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import Actor
from zhifa_training.accounts.models import Account, RoleAssignment
from zhifa_training.accounts.rules.errors import (
    AccountExistsError,
    LoginTakenError,
    OwnAccountError,
)
from zhifa_training.accounts.rules.passwords import INITIAL_LIFE, initial_password
from zhifa_training.accounts.services import passwords, sessions, throttle
from zhifa_training.accounts.services.notes import note
from zhifa_training.accounts.services.sign_in import normalised_login
from zhifa_training.core import clock
from zhifa_training.core.db import db, lock, transactional
from zhifa_training.core.errors import NotAllowedError
from zhifa_training.units.models import Unit

GUARDED = (Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)
"""Whom no system administrator may take over by resetting a password (三员分立)."""


def open_for_officer(badge_number: str, *, actor: Actor) -> tuple[UUID, str]:
    """Open an officer's account; return its id and the initial password, shown once."""
    initial = initial_password()
    return _open_for_officer(badge_number, passwords.hashed(initial), actor), initial


def open_for_person(*, login: str, name: str, unit: str, actor: Actor) -> tuple[UUID, str]:
    """Open an account for someone who is no officer; roles are given by another person."""
    initial = initial_password()
    return _open_for_person(login, name, unit, passwords.hashed(initial), actor), initial


def reset_password(account_id: UUID, *, actor: Actor) -> str:
    """Replace a forgotten password by an initial one, and end every session."""
    initial = initial_password()
    _reset(account_id, passwords.hashed(initial), actor)
    return initial


@transactional
def disable(account_id: UUID, *, actor: Actor) -> None:
    """Close an account to its holder at once, on every node."""
    account = _managed(account_id, actor)
    lock(account)
    if account.disabled_at is None:
        account.disabled_at = clock.now()
        note("account.disable", account, actor, sessions_ended=sessions.end_sessions(account.id))


@transactional
def enable(account_id: UUID, *, actor: Actor) -> None:
    """Open a disabled account again."""
    account = _managed(account_id, actor)
    lock(account)
    if account.disabled_at is not None:
        account.disabled_at = None
        note("account.enable", account, actor)


@transactional
def unlock(account_id: UUID, *, actor: Actor) -> None:
    """Forget the failed sign-ins of an account, so that its holder need not wait."""
    account = queries.get_account(account_id, actor=actor)
    throttle.clear(account.login)
    note("account.unlock", account, actor)


@transactional
def set_initial_password(account: Account, password_hash: str) -> None:
    """Give an account a password that works once, for 72 hours, and must then be changed."""
    account.password_hash = password_hash
    account.password_set_at = clock.now()
    account.password_expires_at = clock.now() + INITIAL_LIFE
    account.must_change_password = True


@transactional
def add_account(
    *,
    login: str,
    name: str,
    password_hash: str,
    unit_id: UUID | None = None,
    officer_id: UUID | None = None,
) -> Account:
    """Enter a new account with an initial password."""
    account = Account(
        login=normalised_login(login), name=name.strip(), unit_id=unit_id, officer_id=officer_id
    )
    set_initial_password(account, password_hash)
    db.session.add(account)
    try:
        db.session.flush()
    except IntegrityError as error:
        if "officer_id" in str(error.orig):
            raise AccountExistsError(f"{name}已有账号，无需重复开通。") from error
        raise LoginTakenError(f"登录名“{account.login}”已被使用，请换一个。") from error
    return account


@transactional
def _open_for_officer(badge_number: str, password_hash: str, actor: Actor) -> UUID:
    officer, unit_id = queries.get_officer(badge_number, actor=actor)
    account = add_account(
        login=officer.badge_number,
        name=officer.name,
        password_hash=password_hash,
        officer_id=officer.id,
    )
    db.session.add(
        RoleAssignment(
            account_id=account.id,
            role=Role.OFFICER,
            unit_id=unit_id,
            starts_on=clock.today(),
            granted_by=actor.account_id,
        )
    )
    note("account.open", account, actor, login=account.login)
    return account.id


@transactional
def _open_for_person(login: str, name: str, unit: str, password_hash: str, actor: Actor) -> UUID:
    found: Unit = queries.get_unit(unit, actor=actor)
    account = add_account(login=login, name=name, password_hash=password_hash, unit_id=found.id)
    note("account.open", account, actor, login=account.login, unit=found.code)
    return account.id


@transactional
def _reset(account_id: UUID, password_hash: str, actor: Actor) -> None:
    account = _managed(account_id, actor)
    if any(assignment.role in GUARDED for assignment in _standing_roles(account)):
        raise NotAllowedError(
            "安全管理员与审计管理员的密码不能由系统管理员重置，请在服务器上用命令行重置。"
        )
    lock(account)
    set_initial_password(account, password_hash)
    throttle.clear(account.login)
    note(
        "account.reset_password",
        account,
        actor,
        sessions_ended=sessions.end_sessions(account.id),
    )


def _managed(account_id: UUID, actor: Actor) -> Account:
    account = queries.get_account(account_id, actor=actor)
    if account.id == actor.account_id:
        raise OwnAccountError("不能停用、启用或重置本人的账号；修改密码请用右上角菜单。")
    return account


def _standing_roles(account: Account) -> list[RoleAssignment]:
    return [assignment for assignment in account.roles if assignment.revoked_at is None]
