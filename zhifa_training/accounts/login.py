"""From the cookie to the person (登录状态): one statement, judged by the database's clock."""

from typing import Any

from flask import Flask, current_app, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager
from sqlalchemy import Date, String, bindparam, func, select

from zhifa_training.accounts.actor import Actor, holdings
from zhifa_training.accounts.models import Account, RoleAssignment, SignInSession
from zhifa_training.accounts.rules.passwords import is_stale
from zhifa_training.accounts.services.sessions import digest, note_activity
from zhifa_training.core import clock
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.hot import HotStatement
from zhifa_training.core.lists import AnySelect
from zhifa_training.units.models import Officer, Unit
from zhifa_training.units.scope import valid_on

TOKEN = "_user_id"  # noqa: S105  (the name Flask-Login looks for)

login_manager = LoginManager()


def keep_token(token: str) -> None:
    """Put a new token into the cookie; nothing of an earlier sign-in stays in it."""
    session.clear()
    session[TOKEN] = token


def session_digest() -> str | None:
    """Return the digest of this browser's token, for the statements that check it themselves."""
    token = session.get(TOKEN)
    return digest(token) if isinstance(token, str) else None


def _statement() -> AnySelect:
    today: Any = bindparam("today", type_=Date())
    standing = (
        (RoleAssignment.account_id == Account.id)
        & RoleAssignment.revoked_at.is_(None)
        & valid_on(RoleAssignment, today)
    )
    return (
        select(
            SignInSession.id.label("session_id"),
            SignInSession.started_at,
            SignInSession.idle_until,
            DatabaseNow().label("now"),
            Account.id.label("account_id"),
            Account.officer_id,
            func.coalesce(Officer.name, Account.name).label("name"),
            Account.must_change_password,
            Account.password_set_at,
            RoleAssignment.role,
            RoleAssignment.unit_id,
            Unit.short_name,
        )
        .join(Account, SignInSession.account_id == Account.id)
        .outerjoin(Officer, Account.officer_id == Officer.id)
        .outerjoin(RoleAssignment, standing)
        .outerjoin(Unit, RoleAssignment.unit_id == Unit.id)
        .where(
            SignInSession.token_digest == bindparam("token_digest", type_=String()),
            SignInSession.ended_at.is_(None),
            SignInSession.idle_until > DatabaseNow(),
            SignInSession.expires_at > DatabaseNow(),
            Account.disabled_at.is_(None),
        )
        .order_by(RoleAssignment.starts_on, RoleAssignment.id)
    )


_STANDING = HotStatement(_statement())


def _actor(rows: list[Any]) -> Actor:
    first = rows[0]
    roles = tuple((row.role, row.unit_id) for row in rows if row.role is not None)
    return Actor(
        account_id=first.account_id,
        officer_id=first.officer_id,
        name=first.name,
        holdings=holdings(roles),
        roles=roles,
        session_id=first.session_id,
        signed_in_at=first.started_at,
        must_change_password=first.must_change_password
        or is_stale(
            first.password_set_at,
            policy=current_app.config["SETTINGS"].policy,
            at=first.started_at,
        ),
        unit_names={row.unit_id: row.short_name for row in rows if row.unit_id is not None},
    )


@login_manager.user_loader
def load(token: str) -> Actor | None:
    """Return the person a token stands for, or None once it stands for nobody."""
    rows = _STANDING.all({"token_digest": digest(token), "today": clock.today()})
    if not rows:
        return None
    note_activity(rows[0].session_id, idle_until=rows[0].idle_until, now=rows[0].now)
    return _actor(rows)


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    """Send a person to the sign-in page and back; tell a script that nobody is signed in."""
    if request.is_json or request.accept_mimetypes.best == "application/json":
        return jsonify(code="signed_out", message="登录已失效，请重新登录。"), 401
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=target))


def init_app(app: Flask) -> None:
    """Let Flask-Login find people by our sessions; its own cookie guard is not used."""
    login_manager.session_protection = None
    login_manager.init_app(app, add_context_processor=False)  # pages of errors load nobody
