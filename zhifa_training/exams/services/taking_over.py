"""Making sure that whoever goes on with an attempt elsewhere is its candidate (换机核验)."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from zhifa_training.accounts.actor import Actor
from zhifa_training.accounts.models import Account
from zhifa_training.accounts.services import passwords, throttle
from zhifa_training.accounts.services.sign_in import ensure_may_try
from zhifa_training.audit.models import Outcome
from zhifa_training.audit.services import note
from zhifa_training.core.db import db, end_reading
from zhifa_training.core.errors import DomainError
from zhifa_training.exams.services.attempts import take_over
from zhifa_training.exams.services.pins import use_pin

FRESH = timedelta(minutes=10)


class NotConfirmedError(DomainError):
    """The password that was to confirm a change of device is wrong (身份核验失败)."""


def is_fresh(actor: Actor, now: datetime) -> bool:
    """Tell whether the person signed in so recently that nobody need ask again."""
    return actor.signed_in_at is not None and now - actor.signed_in_at <= FRESH


def confirm_and_take_over(
    attempt_id: UUID, *, actor: Actor, device: str, password: str | None, pin: str, address: str
) -> None:
    """Move the attempt to this device, by the invigilator's code or the candidate's password.

    A ``password`` of None says the sign-in is fresh.
    """
    if pin:
        use_pin(attempt_id, pin)
    elif password is not None:
        _ensure_own_password(attempt_id, actor, password, address)
    take_over(attempt_id, actor=actor, device=device)


def _ensure_own_password(attempt_id: UUID, actor: Actor, password: str, address: str) -> None:
    own = select(Account.login, Account.password_hash).where(Account.id == actor.account_id)
    login, stored = db.session.execute(own).one()
    end_reading()
    ensure_may_try(login, address, account_id=actor.account_id)
    if passwords.is_right(stored, password):
        throttle.forgive(login, address)
        return
    note(
        "attempt.take_over",
        object_kind="attempt",
        object_id=attempt_id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        outcome=Outcome.REFUSED,
        reason="wrong_password",
    )
    raise NotConfirmedError("密码不正确，请重新输入。")
