"""Answers to one question across papers (试题作答), for its statistics."""

from collections import defaultdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import aliased

from question_bank.answers import Answer
from zhifa_training.core.db import db
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt, AttemptScore
from zhifa_training.exams.models.corrections import accepts_of
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.answers import Kept, current_answers
from zhifa_training.exams.rules.words import ReleasePolicy
from zhifa_training.units.scope import Actor, within

MOST = 5_000
"""The latest attempts speak for a question; a page does not read a nation's answers."""


def find_answers(revision_id: UUID, *, actor: Actor) -> list[Answer]:
    """Return how candidates of ``actor``'s units first answered a revision, once results are out.

    Where a paper's key was corrected, its answers say nothing of the key that the bank has.

    Whose unit it is counts, not who held the sitting; a resit on the same paper tells nothing new.
    """
    rows: dict[UUID, Any] = {}
    events: dict[UUID, list[Kept]] = defaultdict(list)
    for row in db.session.execute(_answers(revision_id, actor)):
        rows[row.id] = row
        if row.client_event_id is not None:
            events[row.id].append(
                Kept(row.lease_epoch, row.client_seq, row.client_event_id, revision_id, row.value)
            )
    item = str(revision_id)
    return [
        _answer(row, current_answers(events[attempt_id]).get(item, frozenset()))
        for attempt_id, row in rows.items()
    ]


def _answers(revision_id: UUID, actor: Actor) -> Select[Any]:
    earned = AttemptScore.item_scores[str(revision_id)].as_string()
    attempts = (
        select(Attempt.id, PaperItem.worth, AttemptScore.score, AttemptScore.full_score)
        .add_columns(earned.label("earned"))
        .join(Paper, Paper.id == PaperItem.paper_id)
        .join(Exam, Exam.id == Paper.exam_id)
        .join(Sitting, Sitting.exam_id == Exam.id)
        .join(Attempt, (Attempt.sitting_id == Sitting.id) & (Attempt.paper_id == Paper.id))
        .join(Candidate, Candidate.id == Attempt.candidate_id)
        .join(AttemptScore, (AttemptScore.attempt_id == Attempt.id) & AttemptScore.is_current)
        .where(PaperItem.revision_id == revision_id, within(actor, Candidate.unit_id))
        .where(_is_out(), Sitting.cancelled_at.is_(None), Exam.cancelled_at.is_(None))
        .where(_is_first(), earned.is_not(None))
        .where(accepts_of(PaperItem.paper_id, PaperItem.revision_id).is_(None))
        .order_by(Attempt.closed_at.desc(), Attempt.id)
        .limit(MOST)
        .subquery()
    )
    event = AnswerEvent
    return select(
        attempts, event.client_event_id, event.value, event.client_seq, event.lease_epoch
    ).outerjoin(event, (event.attempt_id == attempts.c.id) & (event.item_id == revision_id))


def _is_out() -> ColumnElement[bool]:
    return (Exam.release_policy == ReleasePolicy.AT_ONCE) | Sitting.released_at.is_not(None)


def _is_first() -> ColumnElement[bool]:
    earlier = aliased(Attempt)
    return ~exists().where(
        earlier.paper_id == Attempt.paper_id,
        earlier.officer_id == Attempt.officer_id,
        earlier.started_at < Attempt.started_at,
    )


def _answer(row: Any, chosen: frozenset[str]) -> Answer:
    earned, others = Decimal(row.earned), row.full_score - row.worth
    rest = (row.score - earned) / others if others else Decimal(0)
    return Answer(share=float(earned / row.worth), rest=float(rest), chosen=chosen)
