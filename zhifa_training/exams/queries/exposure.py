"""Whom exams have shown a question to (考试曝光). Counts only, so the same for every reader."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.models.rehearsals import is_rehearsed
from zhifa_training.questions.exposure import Exposure
from zhifa_training.questions.models import QuestionRevision
from zhifa_training.units.scope import Actor


class ExamExposure:
    """What exams know of the questions they delivered (考试用题)."""

    def find_exposure(self, question_id: UUID, *, since: datetime, actor: Actor) -> Exposure:
        """Return how far one question has been met."""
        papers = select(PaperItem.paper_id).where(
            PaperItem.revision_id.in_(
                select(QuestionRevision.id).where(QuestionRevision.question_id == question_id)
            )
        )
        held = select(func.count()).select_from(papers.subquery()).scalar_subquery()
        recent = Attempt.started_at >= since
        statement = select(
            held,
            func.count(Attempt.sitting_id.distinct()),
            func.count(Attempt.officer_id.distinct()),
            func.count(Attempt.id).filter(recent),
            func.max(Attempt.started_at),
        ).where(Attempt.paper_id.in_(papers))
        count, sittings, officers, seen, last = db.session.execute(statement).one()
        return Exposure(
            papers=count,
            sittings=sittings,
            officers=officers,
            seen=seen,
            of=self.count_attempts(since=since, actor=actor),
            last_used_on=clock.in_beijing(last).date() if last else None,
        )

    def seen_counts(self, *, since: datetime, actor: Actor) -> Select[UUID, Any]:
        """Select each question met since then; attempts are counted paper by paper first."""
        by_paper = (
            select(Attempt.paper_id, func.count().label("attempts"))
            .where(Attempt.started_at >= since)
            .group_by(Attempt.paper_id)
            .subquery()
        )
        return (
            select(QuestionRevision.question_id, func.sum(by_paper.c.attempts))
            .join(PaperItem, PaperItem.revision_id == QuestionRevision.id)
            .join(by_paper, by_paper.c.paper_id == PaperItem.paper_id)
            .group_by(QuestionRevision.question_id)
        )

    def count_attempts(self, *, since: datetime, actor: Actor) -> int:
        """Count all attempts since then, rehearsals left out."""
        counted = (
            select(func.count(Attempt.id))
            .join(Paper, Paper.id == Attempt.paper_id)
            .join(Exam, Exam.id == Paper.exam_id)
            .where(Attempt.started_at >= since, ~is_rehearsed())
        )
        return db.session.scalars(counted).one()

    def used(self) -> Select[UUID]:
        """Select the questions that any paper holds."""
        return select(QuestionRevision.question_id).join(
            PaperItem, PaperItem.revision_id == QuestionRevision.id
        )
