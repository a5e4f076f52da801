"""What bears on the drawing of a paper (组卷依据): which questions were used lately, how hard."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Numeric, cast, exists, func, select, true
from sqlalchemy.orm import joinedload

from question_bank.assembly import PoolItem
from zhifa_training.core import clock
from zhifa_training.core.db import db, is_postgresql
from zhifa_training.exams.editions import list_void
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.laws.models import LawVersion
from zhifa_training.questions import queries as bank
from zhifa_training.questions.models import QuestionRevision
from zhifa_training.units.scope import Actor, beneath

LEAST_ANSWERS = 30
"""Answers before what was observed counts more than what the author expected (I)."""
MOST_ATTEMPTS = 5_000
"""The latest attempts speak for the bank; nobody waits for a nation's answers to be read."""


def list_pool(*, on: date, actor: Actor) -> list[PoolItem]:
    """Return what papers may be drawn from, each with its facility where enough answered it."""
    pool, observed = bank.list_pool(on=on, actor=actor), _facilities()
    return [replace(item, facility=observed.get(UUID(item.id))) for item in pool]


def list_recent(exam: Exam, *, actor: Actor) -> list[UUID]:
    """Return the last exams that officers of the exam's units were called to, the latest first."""
    units = beneath(frozenset({exam.unit_id}), on=clock.today())
    is_called_to = exists().where(
        Sitting.exam_id == Exam.id,
        Sitting.cancelled_at.is_(None),
        Candidate.sitting_id == Sitting.id,
        Candidate.withdrawn_at.is_(None),
        Candidate.unit_id.in_(units),
    )
    statement = (
        select(Exam.id)
        .where(Exam.id != exam.id, Exam.published_at.is_not(None), Exam.cancelled_at.is_(None))
        .where(is_called_to, Exam.published_at <= (exam.published_at or clock.now()))
        .order_by(Exam.published_at.desc(), Exam.id)
        .limit(exam.avoids_last)
    )
    return list(db.session.scalars(statement))


def list_used_lately(exam: Exam, *, actor: Actor) -> dict[UUID, int]:
    """Return the questions of those exams, with a cost of use that grows towards the latest."""
    recent = list_recent(exam, actor=actor)
    costs = {exam_id: len(recent) - place for place, exam_id in enumerate(recent)}
    used: dict[UUID, int] = defaultdict(int)
    for exam_id, question_id in db.session.execute(_questions_of(recent)):
        used[question_id] = max(used[question_id], costs[exam_id])
    return dict(used)


def map_questions(revisions: Collection[str], *, actor: Actor) -> dict[str, UUID]:
    """Return the question each revision belongs to."""
    wanted = QuestionRevision.id.in_([UUID(revision) for revision in revisions])
    found = db.session.execute(
        select(QuestionRevision.id, QuestionRevision.question_id).where(wanted)
    )
    return {str(revision): question for revision, question in found}


def list_revisions(ids: Collection[str], *, actor: Actor) -> list[QuestionRevision]:
    """Return revisions with their questions and laws."""
    statement = (
        select(QuestionRevision)
        .where(QuestionRevision.id.in_([UUID(one) for one in ids]))
        .options(
            joinedload(QuestionRevision.question),
            joinedload(QuestionRevision.law_version).joinedload(LawVersion.law),
        )
    )
    return list(db.session.scalars(statement))


def _questions_of(exams: Collection[UUID]) -> Any:
    return (
        select(Paper.exam_id, QuestionRevision.question_id)
        .join(PaperItem, PaperItem.paper_id == Paper.id)
        .join(QuestionRevision, QuestionRevision.id == PaperItem.revision_id)
        .where(Paper.exam_id.in_(exams))
        .distinct()
    )


def _facilities() -> dict[UUID, Decimal]:
    """Return the share of their worth that first attempts earned, where enough of them did.

    A void question gave everybody everything, and so tells nothing.
    """
    void = list_void()
    earned: dict[tuple[UUID, UUID], tuple[int, Decimal]] = {
        (paper_id, UUID(item)): (count, Decimal(str(total)))
        for paper_id, item, count, total in db.session.execute(_earned())
        if (paper_id, UUID(item)) not in void
    }
    papers = {paper_id for paper_id, _ in earned}
    item = PaperItem
    worths = select(item.paper_id, item.revision_id, item.worth).where(item.paper_id.in_(papers))
    answers: dict[UUID, int] = defaultdict(int)
    got: dict[UUID, Decimal] = defaultdict(Decimal)
    possible: dict[UUID, Decimal] = defaultdict(Decimal)
    for paper_id, revision_id, worth in db.session.execute(worths):
        count, total = earned.get((paper_id, revision_id), (0, Decimal(0)))
        answers[revision_id] += count
        got[revision_id] += total
        possible[revision_id] += count * worth
    return {
        revision_id: got[revision_id] / possible[revision_id]
        for revision_id, count in answers.items()
        if count >= LEAST_ANSWERS
    }


def _earned() -> Any:
    latest = (
        select(Attempt.paper_id, AttemptScore.item_scores)
        .join(AttemptScore, (AttemptScore.attempt_id == Attempt.id) & AttemptScore.is_current)
        .where(Attempt.number == 1)
        .order_by(Attempt.started_at.desc(), Attempt.id)
        .limit(MOST_ATTEMPTS)
        .subquery()
    )
    spread = func.jsonb_each_text if is_postgresql() else func.json_each
    item = spread(latest.c.item_scores).table_valued("key", "value")
    points = func.sum(cast(item.c.value, Numeric))
    return (
        select(latest.c.paper_id, item.c.key, func.count(), points)
        .select_from(latest)
        .join(item, true())
        .group_by(latest.c.paper_id, item.c.key)
    )
