"""Releasing results together (统一公布成绩)."""

from sqlalchemy import ColumnElement, func, select

from zhifa_training.audit.services import note
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db, end_reading, lock, transactional
from zhifa_training.exams.editions import STALE
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.models.expressions import SecondsAfter
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.rules.release import ensure_releasable
from zhifa_training.exams.rules.words import AttemptState
from zhifa_training.exams.services.closing import close_expired
from zhifa_training.exams.services.ledger import enter_sitting
from zhifa_training.units.scope import Actor

UNSCORED = (AttemptState.LIVE, AttemptState.CLOSED)


def release(sitting: Sitting, *, actor: Actor) -> None:
    """Show the results of a sitting to its candidates, once, when every attempt is scored."""
    close_overdue(sitting)
    _release(sitting, actor=actor)


def close_overdue(sitting: Sitting) -> int:
    """Close and score what ran out of time though nobody has looked since; return how many."""
    overdue = select(Attempt.id).where(
        Attempt.sitting_id == sitting.id,
        Attempt.state == AttemptState.LIVE,
        Attempt.paused_at.is_(None),
        SecondsAfter(Attempt.deadline_at, Attempt.grace_seconds) < DatabaseNow(),
    )
    attempt_ids = db.session.scalars(overdue).all()
    end_reading()
    return sum(close_expired(attempt_id) is not None for attempt_id in attempt_ids)


@transactional
def _release(sitting: Sitting, *, actor: Actor) -> None:
    lock(sitting)
    ensure_releasable(
        policy=sitting.exam.release_policy,
        released_at=sitting.released_at,
        is_window_over=db.session.scalars(select(_is_window_over(sitting))).one(),
        unscored=_count_unscored(sitting),
    )
    sitting.released_at = db.session.scalars(select(DatabaseNow())).one()
    sitting.released_by = actor.account_id
    entered = enter_sitting(sitting.id)
    note(
        "result.release",
        object_kind="sitting",
        object_id=sitting.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        title=sitting.title,
        attempts=entered,
    )


def _is_window_over(sitting: Sitting) -> ColumnElement[bool]:
    closes_at = select(Sitting.closes_at).where(Sitting.id == sitting.id).scalar_subquery()
    return DatabaseNow() > closes_at


def _count_unscored(sitting: Sitting) -> int:
    unscored = select(func.count(Attempt.id)).where(
        Attempt.sitting_id == sitting.id, Attempt.state.in_(UNSCORED) | STALE
    )
    return db.session.scalars(unscored).one()
