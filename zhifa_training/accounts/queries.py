"""Reading accounts (查询账号): only those that lie wholly inside the asker's units."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, case, func, literal, or_, select
from sqlalchemy import cast as sql_cast

from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import Actor
from zhifa_training.accounts.models import Account, RoleAssignment, SignInSession
from zhifa_training.core import clock, lists
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.paging import Page
from zhifa_training.core.words import Word
from zhifa_training.units.models import Officer, Posting, Unit
from zhifa_training.units.scope import beneath, valid_on, within


class AccountState(Word):
    """Whether someone can sign in (账号状态)."""

    ACTIVE = "active", "正常"
    INITIAL = "initial", "待改初始密码"
    DISABLED = "disabled", "已停用"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account of a list."""

    id: UUID
    login: str
    name: str
    unit: str
    roles: str
    state: AccountState
    signed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One standing session of one's own."""

    id: UUID
    browser: str
    address: str
    started_at: datetime
    expires_at: datetime
    is_current: bool


STATE = case(
    (Account.disabled_at.is_not(None), AccountState.DISABLED.value),
    (Account.must_change_password, AccountState.INITIAL.value),
    else_=AccountState.ACTIVE.value,
)
UNIT_NAME = func.coalesce(
    select(Unit.short_name)
    .join(Posting, Posting.unit_id == Unit.id)
    .where(Posting.officer_id == Account.officer_id, Posting.ends_on.is_(None))
    .correlate(Account)
    .scalar_subquery(),
    select(Unit.short_name).where(Unit.id == Account.unit_id).correlate(Account).scalar_subquery(),
    "",
)
SIGNED_IN_AT = (
    select(func.max(SignInSession.started_at))
    .where(SignInSession.account_id == Account.id)
    .correlate(Account)
    .scalar_subquery()
)
ORDERS = {
    "login": Account.login,
    "name": Account.name,
    "unit": UNIT_NAME,
    "signed_in_at": SIGNED_IN_AT,
}


def _standing() -> ColumnElement[bool]:
    """Return the condition that an assignment stands, today or from a coming day."""
    has_ended = RoleAssignment.ends_on <= clock.today()
    return RoleAssignment.revoked_at.is_(None) & or_(RoleAssignment.ends_on.is_(None), ~has_ended)


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that all that ties an account to units lies inside ``actor``'s.

    What ties it: the unit that answers for it, the officer's posting, and every role but
    ``officer``, which carries no right over others. One tie outside hides the account, or
    whoever manages a county could take over someone who acts for the province.
    """
    seen = beneath(actor.scope, on=clock.today())
    posted = and_(Posting.officer_id == Account.officer_id, valid_on(Posting, clock.today()))
    held = and_(
        RoleAssignment.account_id == Account.id,
        RoleAssignment.role != Role.OFFICER,
        _standing(),
    )
    ties: tuple[tuple[Any, ColumnElement[bool]], ...] = (
        (Posting.unit_id, posted),
        (RoleAssignment.unit_id, held),
    )
    inside = [
        select(literal(1)).where(tie, unit.in_(seen)).correlate(Account).exists()
        for unit, tie in ties
    ]
    outside = [
        select(literal(1)).where(tie, unit.not_in(seen)).correlate(Account).exists()
        for unit, tie in ties
    ]
    return and_(
        or_(Account.unit_id.in_(seen), *inside),
        or_(Account.unit_id.is_(None), Account.unit_id.in_(seen)),
        *(~condition for condition in outside),
    )


def list_accounts(
    *, actor: Actor, asked: lists.Asked, role: str = "", state: str = ""
) -> Page[AccountRow]:
    """Return the accounts in scope, narrowed by text, role held and state."""
    roles = (
        select(func.aggregate_strings(sql_cast(RoleAssignment.role, String), ","))
        .where(RoleAssignment.account_id == Account.id, _standing())
        .correlate(Account)
        .scalar_subquery()
    )
    statement = (
        select(Account.id, Account.login, Account.name, UNIT_NAME, roles, STATE, SIGNED_IN_AT)
        .outerjoin(Officer, Account.officer_id == Officer.id)
        .where(in_scope(actor), _matches(asked.text))
    )
    if role in set(Role):
        statement = statement.where(_holds(Role(role)))
    if state in set(AccountState):
        statement = statement.where(STATE.in_([state]))
    statement = statement.order_by(*lists.order_by(ORDERS, asked.sort, "login", Account.id))
    return lists.fetch(statement, asked.number, _row)


def _matches(text: str) -> ColumnElement[bool]:
    columns = (Account.login, Account.name, Officer.badge_number, Officer.name_spelling)
    return or_(*(lists.contains(column, text) for column in columns)) if text else literal(True)


def _holds(role: Role) -> ColumnElement[bool]:
    return Account.id.in_(
        select(RoleAssignment.account_id).where(RoleAssignment.role == role, _standing())
    )


def _row(row: Any) -> AccountRow:
    account_id, login, name, unit, roles, state, signed_in_at = row
    held = {Role(word) for word in (roles or "").split(",") if word}
    labels = "、".join(role.label for role in Role if role in held)
    return AccountRow(account_id, login, name, unit, labels, AccountState(state), signed_in_at)


def get_account(account_id: UUID, *, actor: Actor) -> Account:
    """Return an account in scope."""
    account = db.session.scalars(
        select(Account).where(Account.id == account_id, in_scope(actor))
    ).one_or_none()
    if account is None:
        raise NotVisibleError("没有这个账号，或它不在您管理的机构范围内。")
    return account


def state_of(account_id: UUID, *, actor: Actor) -> AccountState:
    """Return whether an account in scope can sign in."""
    asked = select(STATE).where(Account.id == account_id, in_scope(actor))
    return AccountState(db.session.scalars(asked).one())


def list_assignments(account_id: UUID, *, actor: Actor) -> list[RoleAssignment]:
    """Return the roles an account in scope holds or held, the newest first."""
    statement = (
        select(RoleAssignment)
        .join(Account, RoleAssignment.account_id == Account.id)
        .where(Account.id == account_id, in_scope(actor))
        .order_by(RoleAssignment.revoked_at.is_not(None), RoleAssignment.granted_at.desc())
    )
    return list(db.session.scalars(statement))


def get_unit(text: str, *, actor: Actor) -> Unit:
    """Return the unit in scope with this code or this full name."""
    wanted = text.strip()
    found = db.session.scalars(
        select(Unit).where(
            or_(Unit.code == wanted, Unit.name == wanted),
            Unit.closed_on.is_(None),
            within(actor, Unit.id),
        )
    ).all()
    if len(found) > 1:
        raise NotVisibleError(f"有 {len(found)} 个机构名为“{wanted}”，请改填机构编码。")
    if not found:
        raise NotVisibleError(f"您管理的范围内没有机构“{wanted}”，请填写机构编码或全称。")
    return found[0]


def get_officer(badge_number: str, *, actor: Actor) -> tuple[Officer, UUID]:
    """Return the officer in scope with this badge number, and where they serve."""
    found = db.session.execute(
        select(Officer, Posting.unit_id)
        .join(Posting, Posting.officer_id == Officer.id)
        .where(
            func.lower(Officer.badge_number) == badge_number.strip().lower(),
            valid_on(Posting, clock.today()),
            within(actor, Posting.unit_id),
        )
    ).one_or_none()
    if found is None:
        raise NotVisibleError(f"您管理的范围内没有执法证号为“{badge_number.strip()}”的在职人员。")
    return found[0], found[1]


def list_own_sessions(*, actor: Actor) -> list[SessionRow]:
    """Return where one is signed in now, this browser first."""
    statement = select(SignInSession).where(
        SignInSession.account_id == actor.account_id,
        SignInSession.ended_at.is_(None),
        SignInSession.idle_until > DatabaseNow(),
        SignInSession.expires_at > DatabaseNow(),
    )
    rows = [
        SessionRow(
            id=kept.id,
            browser=kept.browser,
            address=kept.address,
            started_at=kept.started_at,
            expires_at=kept.expires_at,
            is_current=kept.id == actor.session_id,
        )
        for kept in db.session.scalars(statement.order_by(SignInSession.started_at.desc()))
    ]
    return sorted(rows, key=lambda row: not row.is_current)


def people_in_sight(*, actor: Actor) -> Any:
    """Select the ids of the accounts in scope; None when every unit is, and so everybody."""
    beyond = select(Unit.id).where(Unit.closed_on.is_(None), ~within(actor, Unit.id)).limit(1)
    if db.session.scalars(beyond).one_or_none() is None:
        return None
    return select(Account.id).where(in_scope(actor))
