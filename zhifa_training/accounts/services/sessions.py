"""Opening and ending sign-in sessions (登录会话): the browser keeps a token, we keep its digest."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select, update

from zhifa_training.accounts.models import Account, SignInSession
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db, hot_connection, transactional

TOKEN_BYTES = 32
LONGEST_IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
EXTENSION_STEP = timedelta(minutes=1)
"""How stale the end of idleness may grow before a request writes a new one."""


def digest(token: str) -> str:
    """Return what the database keeps of a token."""
    return sha256(token.encode()).hexdigest()


@transactional
def open_session(*, account: Account, address: str, browser: str) -> str:
    """Open a session for ``account`` and return its token, which is kept nowhere else."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = db.session.scalars(select(DatabaseNow())).one()
    db.session.add(
        SignInSession(
            token_digest=digest(token),
            account_id=account.id,
            started_at=now,
            idle_until=now + LONGEST_IDLE,
            expires_at=now + LONGEST,
            address=address[:64],
            browser=browser[:120],
        )
    )
    return token


def note_activity(session_id: UUID, *, idle_until: datetime, now: datetime) -> None:
    """Move the end of idleness on, at most once in ``EXTENSION_STEP`` and never back."""
    extended = now + LONGEST_IDLE
    if extended - idle_until < EXTENSION_STEP:
        return
    with hot_connection() as connection:
        connection.execute(
            update(SignInSession)
            .where(SignInSession.id == session_id, SignInSession.idle_until < extended)
            .values(idle_until=extended)
        )


@transactional
def end_sessions(account_id: UUID, *, only: UUID | None = None, but: UUID | None = None) -> int:
    """End the sessions of an account that still stand, and return how many those were."""
    ending = update(SignInSession).where(
        SignInSession.account_id == account_id, SignInSession.ended_at.is_(None)
    )
    if only is not None:
        ending = ending.where(SignInSession.id == only)
    if but is not None:
        ending = ending.where(SignInSession.id != but)
    ended = ending.values(ended_at=DatabaseNow()).returning(SignInSession.id)
    return len(db.session.scalars(ended, execution_options={"synchronize_session": False}).all())


@transactional
def end_by_digest(token_digest: str) -> None:
    """End the session of one token, if it still stands."""
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.token_digest == token_digest, SignInSession.ended_at.is_(None))
        .values(ended_at=DatabaseNow())
        .execution_options(synchronize_session=False)
    )
