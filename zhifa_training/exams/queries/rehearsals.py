"""What the database holds of a rehearsal (演练核对), and whether real exams stand beside it."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from question_bank.marking import answers_digest
from zhifa_training.core.db import db
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.expressions import events_of
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.models.rehearsals import is_rehearsed
from zhifa_training.exams.rules.answers import current_answers, kept
from zhifa_training.exams.rules.words import AttemptState
from zhifa_training.units.scope import Actor

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Found:
    """What is left of what was acknowledged (核对结果)."""

    answers: int
    """Acknowledged answers that are stored and, once their paper is scored, in its score."""
    papers: int
    """Attempts scored from just the answers that are stored."""


def count_real_exams(*, actor: Actor) -> int:
    """Count the exams that are no rehearsal's."""
    counted = sa.select(sa.func.count(Exam.id)).where(~is_rehearsed())
    return db.session.scalars(counted).one()


def find_acknowledged(acknowledged: Mapping[UUID, AbstractSet[UUID]], *, actor: Actor) -> Found:
    """Look for acknowledged answers, by attempt, among what is stored and scored."""
    answers = papers = 0
    attempts = list(acknowledged)
    for start in range(0, len(attempts), CHUNK):
        for attempt_id, events, state, digest in _stored(attempts[start : start + CHUNK]):
            stored = kept(events)
            is_scored = state in (AttemptState.SCORED, AttemptState.FINAL)
            is_whole = is_scored and digest == answers_digest(current_answers(stored))
            if is_whole or state is AttemptState.LIVE:
                ids = {event.event_id for event in stored}
                answers += len(acknowledged[attempt_id] & ids)
            papers += is_whole
    return Found(answers, papers)


def _stored(attempts: Sequence[UUID]) -> Iterator[tuple[UUID, Any, AttemptState, str | None]]:
    found = db.session.execute(
        sa.select(
            Attempt.id,
            events_of(Attempt.id).label("events"),
            Attempt.state,
            AttemptScore.answers_digest,
        )
        .outerjoin(AttemptScore, (AttemptScore.attempt_id == Attempt.id) & AttemptScore.is_current)
        .where(Attempt.id.in_(attempts))
    )
    yield from (tuple(row) for row in found)
