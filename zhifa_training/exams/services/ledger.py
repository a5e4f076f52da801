"""Entering released results in the training ledger (成绩入档)."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from zhifa_training.core import clock
from zhifa_training.core.db import db, transactional
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.corrections import CorrectionDecision
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.words import AttemptState, ExamKind
from zhifa_training.records.models import Fact
from zhifa_training.records.services import Entry, correct, credit_all

FACTS = {
    ExamKind.ROTATION: (Fact.ROTATION_EXAM_SAT, Fact.ROTATION_EXAM_PASSED),
    ExamKind.OTHER: (Fact.OTHER_EXAM_SAT, Fact.OTHER_EXAM_PASSED),
}


@transactional
def enter_sitting(sitting_id: UUID) -> int:
    """Credit every scored attempt of a sitting and close its file; return how many."""
    return _enter(Attempt.sitting_id == sitting_id)


@transactional
def enter_attempt(attempt_id: UUID) -> int:
    """Credit one scored attempt and close its file; return 0 if another worker is at it."""
    return _enter(Attempt.id == attempt_id)


def _enter(which: ColumnElement[bool]) -> int:
    """Close the files first: what is scored meanwhile keeps its own for the next time."""
    scored = select(Attempt.id).where(which, Attempt.state == AttemptState.SCORED)
    filing = (
        update(Attempt)
        .where(Attempt.id.in_(scored.with_for_update(skip_locked=True)))
        .values(state=AttemptState.FINAL)
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    )
    filed = db.session.scalars(filing).all()
    found = db.session.execute(_scored().where(Attempt.id.in_(filed)))
    credit_all(entry for row in found for entry in _entries(row, "attempt:{0.id}"))
    return len(filed)


def correct_attempt(
    attempt_id: UUID, *, run: int, reason: str, decision: CorrectionDecision
) -> None:
    """Void what a filed attempt was credited with, and credit what its new run says."""
    row = db.session.execute(_scored().where(Attempt.id == attempt_id)).one()
    correct(
        f"attempt:{attempt_id}",
        entries=_entries(row, f"attempt:{{0.id}}:run:{run}"),
        officer_id=row[0].officer_id,
        reason=reason,
        by_id=decision.decided_by,
        by_name=decision.decided_name,
    )


def _scored() -> Any:
    return (
        select(Attempt, AttemptScore, Candidate.unit_id, Exam.kind, Exam.title, Sitting.resit_round)
        .join(AttemptScore, (AttemptScore.attempt_id == Attempt.id) & AttemptScore.is_current)
        .join(Attempt.candidate)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Sitting.exam)
    )


def _entries(row: Any, source: str) -> list[Entry]:
    attempt, score, unit_id, kind, title, resit_round = row
    sat, passed = FACTS[kind]
    return [
        Entry(
            officer_id=attempt.officer_id,
            unit_id=unit_id,
            fact=fact,
            occurred_on=clock.in_beijing(attempt.closed_at).date(),
            source=source.format(attempt),
            title=title,
            evidence={
                "attempt": str(attempt.id),
                "score": str(score.score),
                "passed": score.is_passed,
                "resit": resit_round,
            },
        )
        for fact in ((sat, passed) if score.is_passed else (sat,))
    ]
