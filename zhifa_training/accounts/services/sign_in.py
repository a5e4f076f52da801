"""Signing in (登录): one way for the sign-in page, the exam page and every later path."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from zhifa_training.accounts.models import Account, SignInSession
from zhifa_training.accounts.rules.errors import SignInRefusedError, TooManyAttemptsError
from zhifa_training.accounts.services import passwords, sessions, throttle
from zhifa_training.audit import services as audit
from zhifa_training.audit.models import Outcome
from zhifa_training.core import clock
from zhifa_training.core.db import db, end_reading, lock, transactional

WRONG = "登录名或密码不正确。"
DISABLED = "此账号已停用，请联系本单位账号管理员。"
SOMEBODY_ELSE = "请用刚才登录的账号重新登录；要换人登录，请回到登录页。"
USED_UP = "初始密码已使用过或已超过 72 小时，请联系本单位账号管理员重新生成。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a sign-in comes from: address, browser, and the session it replaces."""

    address: str
    browser: str
    replaced: str | None = None
    """Digest of the token that this browser held before."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    reason: str
    text: str


def normalised_login(login: str) -> str:
    """Return the form in which login names are kept: lower case, no space around."""
    return login.strip().lower()[:64]


def sign_in(*, login: str, password: str, origin: Origin, is_again: bool = False) -> str:
    """Return the token of a new session; raise SignInRefusedError or TooManyAttemptsError.

    ``is_again`` asks for the same person as in the session that this browser last held.
    """
    login = normalised_login(login)
    account = db.session.scalars(select(Account).where(Account.login == login)).one_or_none()
    account_id, stored = (account.id, account.password_hash) if account else (None, None)
    holder = _holder(origin.replaced) if is_again else account_id
    end_reading()  # nobody holds a connection while they wait for a place to hash
    ensure_may_try(login, origin.address, account_id=account_id)
    is_right = passwords.is_right(stored, password)
    if not is_right or account_id is None or stored is None:
        _note_denied(login, account_id, "wrong_password" if stored else "unknown_login")
        raise SignInRefusedError(WRONG)
    if holder != account_id:
        _note_denied(login, account_id, "somebody_else")
        raise SignInRefusedError(SOMEBODY_ELSE)
    outcome = _admit(account_id, stored, password=password, origin=origin)
    if isinstance(outcome, _Refusal):
        raise SignInRefusedError(outcome.text)
    return outcome


def ensure_may_try(login: str, address: str, *, account_id: UUID | None) -> None:
    """Count a try on a password; note and refuse it while it must wait."""
    try:
        throttle.begin_try(login, address)
    except TooManyAttemptsError:
        _note_denied(login, account_id, "throttled")
        raise


def _holder(token_digest: str | None) -> UUID | None:
    """Return whose session a browser last held, even if it has ended since."""
    held = select(SignInSession.account_id).where(SignInSession.token_digest == token_digest)
    return db.session.scalars(held).one_or_none()


@transactional
def _admit(account_id: UUID, verified: str, *, password: str, origin: Origin) -> str | _Refusal:
    """Open a session, unless the account changed while its password was being checked."""
    account = db.session.scalars(select(Account).where(Account.id == account_id)).one()
    lock(account)
    if refusal := _refusal(account, verified):
        _note_denied(account.login, account.id, refusal.reason)
        return refusal
    throttle.forgive(account.login, origin.address)
    if passwords.needs_new_hash(verified):
        account.password_hash = passwords.hashed(password)
    if account.password_expires_at is not None:
        account.password_expires_at = clock.now() - timedelta(
            seconds=1
        )  # an initial one is used up
    if origin.replaced is not None:
        sessions.end_by_digest(origin.replaced)
    audit.note(
        "account.sign_in",
        object_kind="account",
        object_id=account.id,
        actor_id=account.id,
        actor_name=account.name,
    )
    return sessions.open_session(account=account, address=origin.address, browser=origin.browser)


def _refusal(account: Account, verified: str) -> _Refusal | None:
    if account.password_hash != verified:
        return _Refusal("password_changed", WRONG)
    if account.disabled_at is not None:
        return _Refusal("disabled", DISABLED)
    if account.password_expires_at is not None and account.password_expires_at <= clock.now():
        return _Refusal("initial_password_used_up", USED_UP)
    return None


@transactional
def _note_denied(login: str, account_id: UUID | None, reason: str) -> None:
    """Enter a refused sign-in. An unknown name is not kept whole: it may be a mistyped password."""
    audit.note(
        "account.sign_in",
        object_kind="account",
        object_id=account_id or "",
        actor_id=account_id,
        actor_name=login if account_id else f"{login[:2]}…（{len(login)} 个字符）",
        outcome=Outcome.REFUSED,
        reason=reason,
    )
