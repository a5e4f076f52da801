"""Deadlines of attempts under way, and sign-in sessions that must outlast them (截止时间)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from zhifa_training.accounts.models import Account, SignInSession
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.models.expressions import SecondsAfter, has_time
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.words import AttemptState

SESSION_MARGIN = timedelta(minutes=10)


def level_deadlines(which: sa.ColumnElement[bool]) -> list[tuple[list[UUID], datetime]]:
    """Raise the deadlines that lag behind the extensions given; return whose are now when.

    The formula is that of ``rules.attempts.deadline``. A deadline is never brought forward, and
    who has run out of time is not called back.
    """
    own = SecondsAfter(Attempt.started_at, Sitting.duration_minutes * 60)
    ends_at = sa.case((own < Sitting.closes_at, own), else_=Sitting.closes_at)
    due = SecondsAfter(ends_at, Candidate.extra_minutes * 60 + Attempt.paused_seconds)
    facts = (
        sa.select(due)
        .where(Sitting.id == Attempt.sitting_id, Candidate.id == Attempt.candidate_id)
        .correlate(Attempt)
        .scalar_subquery()
    )
    is_extended = sa.exists().where(
        Candidate.id == Attempt.candidate_id, Candidate.extra_minutes > 0
    )
    raising = (
        sa.update(Attempt)
        .where(which, Attempt.state == AttemptState.LIVE, is_extended)
        .where(has_time())
        .where(Attempt.deadline_at < facts)
        .values(deadline_at=facts)
        .returning(Attempt.officer_id, Attempt.deadline_at)
        .execution_options(synchronize_session=False)
    )
    raised: dict[datetime, list[UUID]] = defaultdict(list)
    for officer_id, deadline_at in db.session.execute(raising):
        raised[deadline_at].append(officer_id)
    return [(officers, deadline_at) for deadline_at, officers in raised.items()]


def outlast(officer_ids: Iterable[UUID], deadline_at: datetime) -> None:
    """Keep candidates signed in past a new deadline."""
    until = deadline_at + SESSION_MARGIN
    accounts: Any = sa.select(Account.id).where(Account.officer_id.in_(list(officer_ids)))
    db.session.execute(
        sa.update(SignInSession)
        .where(
            SignInSession.account_id.in_(accounts),
            SignInSession.ended_at.is_(None),
            SignInSession.idle_until > DatabaseNow(),
            SignInSession.idle_until < until,
        )
        .values(idle_until=until)
        .execution_options(synchronize_session=False)
    )
