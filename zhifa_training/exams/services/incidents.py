"""Taking note of what the browser saw (考场异常), and taking the paper where the exam says so."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from zhifa_training.accounts.actor import Actor
from zhifa_training.core.db import db, transactional
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.inserts import insert_or_skip
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.models.invigilation import AttemptIncident
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.rules.leaving import (
    LEAST_SECONDS,
    Incident,
    IncidentKind,
    Leaves,
    is_to_collect,
)
from zhifa_training.exams.rules.words import AttemptState
from zhifa_training.exams.services.invigilation import collect


@dataclass(frozen=True, slots=True)
class Noted:
    """What a candidate is told of their absences (离开提示)."""

    leaves: Leaves
    is_collected: bool


def take_note(attempt_id: UUID, incidents: tuple[Incident, ...], *, actor: Actor) -> Noted:
    """Store what the candidate's browser saw, each once; take the paper if the exam says so."""
    leaves, is_due, sitting_id = _take_note(attempt_id, incidents, actor)
    if is_due:
        collect(sitting_id, attempt_id, words=f"系统收卷：{leaves.words}，达到本场规定的限度")
    return Noted(leaves, is_due)


@transactional
def _take_note(
    attempt_id: UUID, incidents: tuple[Incident, ...], actor: Actor
) -> tuple[Leaves, bool, UUID]:
    found = (
        sa.select(Attempt.state, Attempt.sitting_id, Exam.leave_policy, Exam.leave_limit)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Exam, Exam.id == Sitting.exam_id)
        .where(Attempt.id == attempt_id, Attempt.officer_id == actor.officer_id)
    )
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise NotVisibleError("没有找到这份答卷，或它不属于您")
    is_live = row.state is AttemptState.LIVE
    if is_live:
        rows = [_row(attempt_id, each) for each in incidents if _counts(each)]
        if rows:
            insert = insert_or_skip(AttemptIncident, "attempt_id", "client_event_id")
            db.session.execute(insert, rows)
    leaves = _leaves(attempt_id)
    is_due = is_live and is_to_collect(leaves, policy=row.leave_policy, limit=row.leave_limit)
    return leaves, is_due, row.sitting_id


def _counts(incident: Incident) -> bool:
    return incident.kind is not IncidentKind.AWAY or incident.amount >= LEAST_SECONDS


def _row(attempt_id: UUID, incident: Incident) -> dict[str, Any]:
    return {
        "attempt_id": attempt_id,
        "client_event_id": incident.event_id,
        "kind": incident.kind,
        "amount": incident.amount,
        "number": incident.number,
    }


def _leaves(attempt_id: UUID) -> Leaves:
    counted = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(AttemptIncident.amount), 0))
    away = counted.where(
        AttemptIncident.attempt_id == attempt_id, AttemptIncident.kind == IncidentKind.AWAY
    )
    count, seconds = db.session.execute(away).one()
    return Leaves(int(count), int(seconds))
