"""What a person does with their own account (本人账号): password and sessions."""

from uuid import UUID

from flask import current_app
from sqlalchemy import select

from zhifa_training.accounts.actor import Actor
from zhifa_training.accounts.models import Account
from zhifa_training.accounts.rules.errors import SignInRefusedError, WeakPasswordError
from zhifa_training.accounts.rules.passwords import ensure_acceptable
from zhifa_training.accounts.services import passwords, sessions, throttle
from zhifa_training.accounts.services.personal_words import personal_words
from zhifa_training.accounts.services.sign_in import Origin, ensure_may_try
from zhifa_training.audit import services as audit
from zhifa_training.audit.models import Outcome
from zhifa_training.core import clock
from zhifa_training.core.db import db, end_reading, lock, transactional
from zhifa_training.core.errors import NotVisibleError


def change_password(*, actor: Actor, current: str, new: str, origin: Origin) -> str:
    """Set a new password, end every session of the account, and return a fresh token."""
    account = _own(actor)
    login, verified, words = account.login, account.password_hash, personal_words(account)
    end_reading()
    ensure_may_try(login, origin.address, account_id=actor.account_id)
    if not passwords.is_right(verified, current):
        _note_wrong(actor)
        raise SignInRefusedError("现用密码不正确。")
    throttle.forgive(login, origin.address)
    if passwords.is_right(verified, new):
        raise WeakPasswordError("新密码不能与现用密码相同")
    ensure_acceptable(new, policy=current_app.config["SETTINGS"].policy, personal=words)
    return _store(actor, verified=verified, new_hash=passwords.hashed(new), origin=origin)


@transactional
def sign_out(*, actor: Actor) -> None:
    """End the session of this browser."""
    _end(actor, "account.sign_out", only=actor.session_id)


@transactional
def sign_out_elsewhere(*, actor: Actor) -> int:
    """End every other session of one's own account, and return how many there were."""
    return _end(actor, "account.sign_out_elsewhere", but=actor.session_id)


@transactional
def end_own_session(session_id: UUID, *, actor: Actor) -> None:
    """End one session of one's own account."""
    if not _end(actor, "account.end_session", only=session_id):
        raise NotVisibleError("没有这个登录会话，或它已经结束。")


def _own(actor: Actor) -> Account:
    return db.session.scalars(select(Account).where(Account.id == actor.account_id)).one()


@transactional
def _store(actor: Actor, *, verified: str, new_hash: str, origin: Origin) -> str:
    account = _own(actor)
    lock(account)
    if account.password_hash != verified:
        raise SignInRefusedError("密码刚刚在别处改过，请重新登录。")
    account.password_hash = new_hash
    account.password_set_at = clock.now()
    account.password_expires_at = None
    account.must_change_password = False
    _end(actor, "account.change_password")
    return sessions.open_session(account=account, address=origin.address, browser=origin.browser)


def _end(actor: Actor, action: str, *, only: UUID | None = None, but: UUID | None = None) -> int:
    if actor.account_id is None:
        return 0
    ended = sessions.end_sessions(actor.account_id, only=only, but=but)
    audit.note(
        action,
        object_kind="account",
        object_id=actor.account_id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        sessions_ended=ended,
    )
    return ended


@transactional
def _note_wrong(actor: Actor) -> None:
    audit.note(
        "account.change_password",
        object_kind="account",
        object_id=actor.account_id or "",
        actor_id=actor.account_id,
        actor_name=actor.name,
        outcome=Outcome.REFUSED,
        reason="wrong_password",
    )
