"""Counting wrong passwords (登录限速): in the database, so that all nodes count together."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from zhifa_training.accounts.models import Account, SignInSession, SignInThrottle
from zhifa_training.accounts.rules import throttle as rules
from zhifa_training.accounts.rules.errors import TooManyAttemptsError
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db, hot_transaction, is_postgresql, transactional
from zhifa_training.core.ids import new_id

WAIT = "登录失败次数过多，请 15 分钟后再试，或请账号管理员解除限制。"


def begin_try(login: str, address: str) -> None:
    """Count a try before its password is looked at; raise TooManyAttemptsError if it must wait.

    The try counts as a failure until ``forgive`` takes it back, so that tries sent side by side
    cannot slip through together. A try that must wait is not counted.
    """
    keys = rules.Keys.of(login, address)
    with hot_transaction() as connection:
        now = connection.scalars(sa.select(DatabaseNow())).one()
        connection.execute(_count(keys, rules.bucket(now)))
        tries, is_known = _standing(connection, keys, login, address, now)
        if rules.is_closed(tries, keys, is_known=is_known):
            raise TooManyAttemptsError(WAIT)


def _count(keys: rules.Keys, bucket: datetime) -> Any:
    """Return the one statement that adds a try to each counter; its row locks queue the others."""
    insert = postgresql.insert if is_postgresql() else sqlite.insert
    rows = [
        {"id": new_id(), "key": key, "window_starts_at": bucket, "failures": 1}
        for key in keys.in_order()
    ]
    return (
        insert(SignInThrottle)
        .values(rows)
        .on_conflict_do_update(
            index_elements=[SignInThrottle.key, SignInThrottle.window_starts_at],
            set_={"failures": SignInThrottle.failures + 1},
        )
    )


def _standing(
    connection: sa.Connection, keys: rules.Keys, login: str, address: str, now: datetime
) -> tuple[dict[str, int], bool]:
    known = (
        sa.select(SignInSession.id)
        .join(Account, SignInSession.account_id == Account.id)
        .where(Account.login == login, SignInSession.address == address)
        .exists()
    )
    rows = connection.execute(
        sa.select(SignInThrottle.key, sa.func.sum(SignInThrottle.failures), known)
        .where(
            SignInThrottle.key.in_(keys.in_order()),
            SignInThrottle.window_starts_at >= rules.oldest_bucket(now),
        )
        .group_by(SignInThrottle.key)
    ).all()
    return {key: int(failures) for key, failures, _ in rows}, bool(rows[0][2])


@transactional
def forgive(login: str, address: str) -> None:
    """Take back a try that turned out right; earlier failures of this pair are forgotten.

    The counters are touched in the order of ``in_order``, or two sign-ins could wait in a circle.
    """
    keys = rules.Keys.of(login, address)
    newest = (
        sa.select(sa.func.max(SignInThrottle.window_starts_at))
        .where(SignInThrottle.key == keys.account)
        .scalar_subquery()
    )
    for key in (keys.account, keys.address):
        db.session.execute(
            sa.update(SignInThrottle)
            .where(
                SignInThrottle.key == key,
                SignInThrottle.window_starts_at == newest,
                SignInThrottle.failures > 0,
            )
            .values(failures=SignInThrottle.failures - 1)
            .execution_options(synchronize_session=False)
        )
    db.session.execute(sa.delete(SignInThrottle).where(SignInThrottle.key == keys.pair))


@transactional
def clear(login: str) -> None:
    """Forget the failures of an account, wherever they came from."""
    keys = rules.Keys.of(login, "")
    db.session.execute(
        sa.delete(SignInThrottle).where(
            (SignInThrottle.key == keys.account)
            | SignInThrottle.key.startswith(keys.pair, autoescape=True)
        )
    )


@transactional
def forget_old() -> None:
    """Delete counters that no longer count."""
    now = db.session.scalars(sa.select(DatabaseNow())).one()
    db.session.execute(
        sa.delete(SignInThrottle).where(SignInThrottle.window_starts_at < rules.oldest_bucket(now))
    )
