"""Codes for a change of device (换机码): one use, few tries, decided by one UPDATE."""

from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.crypto import KeyRing
from zhifa_training.core.db import db, transactional
from zhifa_training.core.errors import DomainError
from zhifa_training.exams.models.invigilation import SeatPin
from zhifa_training.exams.rules.invigilation import PIN_TRIES


class PinRefusedError(DomainError):
    """The code is wrong, used, or too old (换机码无效)."""


def pin_digest(attempt_id: UUID, pin: str) -> str:
    """Return what is kept of a code."""
    ring: KeyRing = current_app.extensions["key_ring"]
    return ring.blind_index(f"code for another device, attempt {attempt_id}: {pin}")


def use_pin(attempt_id: UUID, pin: str) -> None:
    """Spend a code; raise PinRefusedError unless it was the right one, in time, for the first time.

    A wrong try is kept although it is refused.
    """
    found = _try(attempt_id, "".join(pin.split()))
    if found is None:
        raise PinRefusedError("换机码已经用过、过期或试错太多，请向监考员重新索取")
    is_right, tries = found
    if not is_right:
        left = PIN_TRIES - tries
        further = f"还可以再试 {left} 次" if left else "请向监考员重新索取"
        raise PinRefusedError(f"换机码不正确，{further}")


@transactional
def _try(attempt_id: UUID, pin: str) -> tuple[bool, int] | None:
    is_right = SeatPin.digest == pin_digest(attempt_id, pin)
    trying = (
        sa.update(SeatPin)
        .where(
            SeatPin.attempt_id == attempt_id,
            SeatPin.used_at.is_(None),
            SeatPin.expires_at > DatabaseNow(),
            SeatPin.tries < PIN_TRIES,
        )
        .values(
            tries=SeatPin.tries + 1, used_at=sa.case((is_right, DatabaseNow()), else_=sa.null())
        )
        .returning(SeatPin.used_at, SeatPin.tries)
        .execution_options(synchronize_session=False)
    )
    row = db.session.execute(trying).one_or_none()
    return None if row is None else (row.used_at is not None, row.tries)
