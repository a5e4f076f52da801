"""Closing what expired, scoring what was closed, filing what is out, marking again (定时收卷).

Nothing waits for this: an expired attempt is refused and shown as closed by its own deadline. The
sweep only writes down what already holds. Any number of workers may sweep at once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import hot_connection, transactional
from zhifa_training.exams.editions import stale_attempts
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.rules.words import AttemptState, ReleasePolicy
from zhifa_training.exams.services.closing import LAST_AT, close_expired, score_closed
from zhifa_training.exams.services.deadlines import level_deadlines, outlast
from zhifa_training.exams.services.ledger import enter_attempt
from zhifa_training.exams.services.rescoring import rescore

log = logging.getLogger(__name__)
BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """How many attempts a sweep brought forward, and how many it could not."""

    closed: int
    scored: int
    filed: int
    rescored: int
    failed: int


def sweep() -> Swept:
    """Bring every attempt that is due forward, each in a transaction of its own.

    Before that, who began while everybody was given more time is given it too.
    """
    _level()
    closed, stuck = _each(_expired, close_expired)
    scored, unscored = _each(_unscored, score_closed)
    filed, unfiled = _each(_released, enter_attempt)
    rescored, stale = _each(stale_attempts, rescore)
    failed = stuck + unscored + unfiled + stale
    return Swept(closed=closed, scored=scored, filed=filed, rescored=rescored, failed=failed)


@transactional
def _level() -> None:
    for officers, deadline_at in level_deadlines(sa.true()):
        outlast(officers, deadline_at)


def _each(
    due: Callable[[], sa.Select[UUID]], bring_forward: Callable[[UUID], object]
) -> tuple[int, int]:
    """Apply a step to all that are due, batch by batch; one that fails does not stop the others."""
    done, failed = 0, 0
    left: set[UUID] = set()
    while batch := _read(due().where(Attempt.id.not_in(left))):
        for attempt_id in batch:
            outcome = _brought(attempt_id, bring_forward)
            done, failed = done + (outcome is True), failed + (outcome is None)
            if not outcome:
                left.add(attempt_id)
    return done, failed


def _read(due: sa.Select[UUID]) -> list[UUID]:
    with hot_connection() as connection:
        return list(connection.scalars(due.order_by(Attempt.deadline_at).limit(BATCH)))


def _brought(attempt_id: UUID, bring_forward: Callable[[UUID], object]) -> bool | None:
    """Return whether it went forward: False means that another worker is at it, None a failure."""
    try:
        return bool(bring_forward(attempt_id))
    except sa.exc.OperationalError:
        raise  # the database is gone: there is nothing to go on with
    except Exception:
        log.exception("attempt %s could not be brought forward", attempt_id)
        return None


def _expired() -> sa.Select[UUID]:
    is_over = DatabaseNow() > LAST_AT
    is_live = (Attempt.state == AttemptState.LIVE) & Attempt.paused_at.is_(None)
    return sa.select(Attempt.id).where(is_live, is_over)


def _unscored() -> sa.Select[UUID]:
    is_unscored = (Attempt.state == AttemptState.CLOSED) & ~Attempt.awaits_marker
    return sa.select(Attempt.id).where(is_unscored)


def _released() -> sa.Select[UUID]:
    is_out = (Exam.release_policy == ReleasePolicy.AT_ONCE) | Sitting.released_at.is_not(None)
    return (
        sa.select(Attempt.id)
        .join(Sitting, Attempt.sitting_id == Sitting.id)
        .join(Exam, Sitting.exam_id == Exam.id)
        .where(Attempt.state == AttemptState.SCORED, is_out)
    )
