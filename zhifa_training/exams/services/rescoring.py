"""Marking again by corrected keys (重新判分): a new run beside the old, attempt by attempt.

What waits is whatever was marked by an older edition than its paper has now: a state, not a list.
So a run that was killed goes on where it stopped, a hand-in that read its keys just before an
approval is found afterwards, and any number of workers may be at it.
"""

import logging
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from question_bank.marking import SCORER_VERSION, answers_digest
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db, transactional
from zhifa_training.exams.editions import STALE, read_marking
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.corrections import CorrectionDecision, PaperEdition, edition_of
from zhifa_training.exams.models.expressions import events_of
from zhifa_training.exams.models.marks import ItemMark
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.answers import current_answers, kept
from zhifa_training.exams.rules.corrections import Scored, score_again
from zhifa_training.exams.rules.words import AttemptState
from zhifa_training.exams.services.ledger import correct_attempt

log = logging.getLogger(__name__)
AT_ONCE = 100
"""How many are marked again while the approver waits; the sweep does the others."""


def rescore_some(exam_id: UUID) -> None:
    """Mark the first of an exam again at once; the approval holds whatever happens here."""
    waiting = select(Attempt.id).join(Attempt.sitting).where(Sitting.exam_id == exam_id, STALE)
    try:
        for attempt_id in db.session.scalars(waiting.limit(AT_ONCE)).all():
            rescore(attempt_id)
    except Exception:
        log.exception("marking again stopped; the sweep goes on with it")


@transactional
def rescore(attempt_id: UUID) -> bool:
    """Mark one attempt by the latest keys, and correct its file; False if there is nothing to do.

    The edition is read before the keys: never is an edition claimed that was not read.
    """
    held = select(Attempt.id).where(Attempt.id == attempt_id).with_for_update(skip_locked=True)
    if db.session.scalars(held).first() is None:
        return False
    row = db.session.execute(_facts(attempt_id)).one_or_none()
    if row is None or row.key_edition >= row.edition:
        return False
    answers = current_answers(kept(row.events))
    again = score_again(
        read_marking([row.paper_id])[row.paper_id],
        answers,
        _given(attempt_id),
        partial=row.partial_credit,
        pass_score=row.pass_score,
    )
    _supersede(row, again, answers_digest(answers))
    is_changed = (again.total, again.is_passed) != (row.score, row.is_passed)
    if row.state is AttemptState.FINAL and is_changed:
        correct_attempt(
            attempt_id,
            run=row.run + 1,
            reason=f"答案更正后重新判分，成绩由 {row.score} 分改为 {again.total} 分",
            decision=_decision(row.paper_id, row.edition),
        )
    return True


def _facts(attempt_id: UUID) -> Any:
    return (
        select(edition_of(Attempt.paper_id).label("edition"), events_of(Attempt.id).label("events"))
        .add_columns(Attempt.id, Attempt.paper_id, Attempt.state)
        .add_columns(AttemptScore.key_edition, AttemptScore.run, AttemptScore.score)
        .add_columns(AttemptScore.is_passed, Exam.partial_credit, Exam.pass_score)
        .join(AttemptScore, (AttemptScore.attempt_id == Attempt.id) & AttemptScore.is_current)
        .join(Attempt.candidate)
        .join(Sitting, Sitting.id == Candidate.sitting_id)
        .join(Exam, Exam.id == Sitting.exam_id)
        .where(Attempt.id == attempt_id)
    )


def _given(attempt_id: UUID) -> dict[str, Any]:
    marks = select(ItemMark.item_id, ItemMark.score).where(ItemMark.attempt_id == attempt_id)
    return {str(item_id): score for item_id, score in db.session.execute(marks)}


def _supersede(row: Any, again: Scored, digest: str) -> None:
    """Put the new run beside the old one, which is current no longer."""
    current = (AttemptScore.attempt_id == row.id) & AttemptScore.is_current
    db.session.execute(
        update(AttemptScore)
        .where(current)
        .values(is_current=False)
        .execution_options(synchronize_session=False)
    )
    db.session.add(
        AttemptScore(
            attempt_id=row.id,
            run=row.run + 1,
            scorer_version=SCORER_VERSION,
            answers_digest=digest,
            score=again.total,
            full_score=again.full,
            is_passed=again.is_passed,
            item_scores={item: str(score) for item, score in again.per_item.items()},
            key_edition=row.edition,
            scored_at=DatabaseNow(),
        )
    )
    db.session.flush()


def _decision(paper_id: UUID, edition: int) -> CorrectionDecision:
    approved = (
        select(CorrectionDecision)
        .join(PaperEdition, PaperEdition.correction_id == CorrectionDecision.correction_id)
        .where(PaperEdition.paper_id == paper_id, PaperEdition.edition == edition)
    )
    return db.session.scalars(approved).one()
