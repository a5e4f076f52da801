"""Closing attempts and scoring them (收卷与判分), at hand-in and after the deadline.

Closing and scoring are one transaction: nobody sees a closed attempt without its score, unless
scoring it failed. The update waits for saves under way and shuts out later ones.
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from question_bank.marking import (
    SCORER_VERSION,
    MarkItem,
    PaperScore,
    answers_digest,
    mark_paper,
    read_mark_item,
)
from question_bank.questions import QuestionType
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import hot_connection, hot_transaction
from zhifa_training.core.ids import new_id
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.expressions import (
    JsonRows,
    SecondsAfter,
    events_of,
    signed_in_officer,
)
from zhifa_training.exams.models.marks import ItemMark
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.rules.answers import current_answers, kept
from zhifa_training.exams.rules.attempts import receipt_number
from zhifa_training.exams.rules.delivery import PAPERS_KEPT, Memory
from zhifa_training.exams.rules.marking import AwaitsMarkerError
from zhifa_training.exams.rules.words import AttemptState, CloseReason, Refusal
from zhifa_training.questions.models import QuestionRevision

log = logging.getLogger(__name__)
marking_by_paper: Memory[list[MarkItem]] = Memory(PAPERS_KEPT)
UNSCORABLE = (ArithmeticError, TypeError, ValueError, sa.exc.IntegrityError)
"""What a damaged paper or answer may raise; the database being gone is none of it."""
LAST_AT = SecondsAfter(Attempt.deadline_at, Attempt.grace_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a candidate is told after handing in (回执): no score is in it."""

    number: str
    digest: str
    answered: int
    total: int
    closed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """What became of a hand-in: a receipt, or why not."""

    receipt: Receipt | None = None
    refusal: Refusal | None = None


def hand_in(attempt_id: UUID, *, epoch: int, token_digest: str | None) -> HandIn:
    """Close the signed-in candidate's attempt and score it; once closed, say the same again.

    An attempt past its deadline is closed at the deadline, as expired.
    """
    officer = signed_in_officer(token_digest)
    closing = _closing(attempt_id).where(
        Attempt.officer_id == officer, Attempt.lease_epoch == epoch, _may_hand_in()
    )
    receipt = _close(closing)
    return HandIn(receipt=receipt) if receipt else _explain(attempt_id, officer, epoch)


def close_expired(attempt_id: UUID) -> Receipt | None:
    """Close an attempt whose deadline and grace are over, and score it; None if there is none."""
    is_over = (Attempt.state == AttemptState.LIVE) & (DatabaseNow() > LAST_AT)
    return _close(_closing(attempt_id).where(Attempt.id.in_(_unlocked(attempt_id, is_over))))


def score_closed(attempt_id: UUID) -> Receipt | None:
    """Score an attempt that was closed without a score; raise what stands in the way."""
    is_unscored = (Attempt.state == AttemptState.CLOSED) & ~Attempt.awaits_marker
    scoring = (
        sa.update(Attempt)
        .where(Attempt.id.in_(_unlocked(attempt_id, is_unscored)))
        .values(state=AttemptState.SCORED)
        .returning(Attempt.id, Attempt.paper_id, Attempt.closed_at)
    )
    with hot_transaction() as connection:
        return _run(connection, scoring, is_scored=True)


def _closing(attempt_id: UUID) -> Any:
    now = DatabaseNow()
    in_time = now <= Attempt.deadline_at
    handed_in, expired = (sa.literal(reason.value) for reason in CloseReason)
    return (
        sa.update(Attempt)
        .where(Attempt.id == attempt_id, Attempt.state == AttemptState.LIVE)
        .values(
            state=AttemptState.SCORED,
            closed_at=sa.case((in_time, now), else_=Attempt.deadline_at),
            close_reason=sa.case((in_time, handed_in), else_=expired),
            receipt=receipt_number(attempt_id),
        )
        .returning(Attempt.id, Attempt.paper_id, Attempt.closed_at)
    )


def _unlocked(attempt_id: UUID, condition: sa.ColumnElement[bool]) -> sa.Select[UUID]:
    """Select the attempt unless another sweeper holds it."""
    found = sa.select(Attempt.id).where(Attempt.id == attempt_id, condition)
    return found.with_for_update(skip_locked=True)


def _close(closing: Any) -> Receipt | None:
    """Close and score in one transaction; where scoring fails, close all the same."""
    awaits_marker = False
    try:
        with hot_transaction() as connection:
            return _run(connection, closing, is_scored=True)
    except AwaitsMarkerError:
        awaits_marker = True
    except UNSCORABLE:
        log.exception("an attempt could not be scored; it is closed without a score")
    unscored = closing.values(state=AttemptState.CLOSED, awaits_marker=awaits_marker)
    with hot_transaction() as connection:
        return _run(connection, unscored, is_scored=False)


def _run(connection: sa.Connection, closing: Any, *, is_scored: bool) -> Receipt | None:
    row = connection.execute(closing).first()
    if row is None:
        return None
    items = marking_by_paper.find(row.paper_id)
    facts = connection.execute(_facts(row.id, row.paper_id, with_keys=items is None)).one()
    answers = current_answers(kept(facts.events))
    if items is None:
        items = marking_by_paper.keep(row.paper_id, mark_items(facts.keys))
    if is_scored:
        result = mark_paper(items, answers, facts.partial_credit, _given(facts.marks))
        if result.awaiting:
            raise AwaitsMarkerError(f"有 {len(result.awaiting)} 题须由阅卷员评分")
        connection.execute(_score(row.id, result, answers_digest(answers), facts.pass_score))
    return _receipt(row.id, row.closed_at, answers, len(items))


def _given(marks: Iterable[Iterable[Any]] | None) -> dict[str, Decimal]:
    """Read what people gave from rows of ``[item id, hundredths]``."""
    return {str(UUID(item)): Decimal(score).scaleb(-2) for item, score in marks or ()}


def _receipt(
    attempt_id: UUID, closed_at: datetime, answers: dict[str, frozenset[str]], total: int
) -> Receipt:
    return Receipt(
        number=receipt_number(attempt_id),
        digest=answers_digest(answers),
        answered=len(answers),
        total=total,
        closed_at=closed_at,
    )


def _score(attempt_id: UUID, result: PaperScore, digest: str, pass_score: Decimal) -> sa.Insert:
    return sa.insert(AttemptScore).values(
        id=new_id(),
        attempt_id=attempt_id,
        scorer_version=SCORER_VERSION,
        answers_digest=digest,
        score=result.total,
        full_score=result.full,
        is_passed=result.total >= pass_score,
        item_scores={item: str(score) for item, score in result.per_item.items()},
    )


def _facts(attempt_id: UUID, paper_id: UUID, *, with_keys: bool) -> sa.Select[Any]:
    keys = keys_of(paper_id) if with_keys else sa.null()
    return (
        sa.select(
            Exam.partial_credit,
            Exam.pass_score,
            events_of(attempt_id).label("events"),
            keys.label("keys"),
            marks_of(attempt_id).label("marks"),
        )
        .join(Paper, Paper.exam_id == Exam.id)
        .where(Paper.id == paper_id)
    )


def _may_hand_in() -> sa.ColumnElement[bool]:
    """Return the condition that the shortest time of the exam is over, or all of the attempt's."""
    shortest = (
        sa.select(Exam.minimum_minutes * 60)
        .join(Sitting, Sitting.exam_id == Exam.id)
        .where(Sitting.id == Attempt.sitting_id)
        .correlate(Attempt)
        .scalar_subquery()
    )
    now = DatabaseNow()
    return (now >= SecondsAfter(Attempt.started_at, shortest)) | (now > Attempt.deadline_at)


def _explain(attempt_id: UUID, officer: sa.ScalarSelect[Any], epoch: int) -> HandIn:
    """Say why nothing was closed: it was before, or it was not theirs to close."""
    found = (
        sa.select(
            officer.label("officer_id"),
            Attempt.state,
            Attempt.closed_at,
            Attempt.lease_epoch,
            Attempt.layout,
            events_of(Attempt.id).label("events"),
        )
        .select_from(sa.select(sa.literal(1)).subquery())
        .outerjoin(Attempt, (Attempt.id == attempt_id) & (Attempt.officer_id == officer))
    )
    with hot_connection() as connection:
        row = connection.execute(found).one()
    if row.state is None:
        missing = Refusal.SIGNED_OUT if row.officer_id is None else Refusal.NOT_FOUND
        return HandIn(refusal=missing)
    if row.state is AttemptState.LIVE:
        is_early = row.lease_epoch == epoch
        return HandIn(refusal=Refusal.TOO_EARLY if is_early else Refusal.LEASE_LOST)
    answers = current_answers(kept(row.events))
    return HandIn(receipt=_receipt(attempt_id, row.closed_at, answers, len(row.layout)))


def keys_of(paper_id: Any) -> sa.ScalarSelect[Any]:
    """Select the keys of a paper as JSON rows; they go to the marking and nowhere else."""
    item = PaperItem
    worth = sa.type_coerce(item.worth, sa.Integer)
    columns = (item.revision_id, QuestionRevision.type, item.key, worth)
    return (
        sa.select(JsonRows(*columns))
        .join(QuestionRevision, item.revision_id == QuestionRevision.id)
        .where(item.paper_id == paper_id)
        .scalar_subquery()
    )


def marks_of(attempt_id: UUID) -> sa.ScalarSelect[Any]:
    """Select what people gave for an attempt's answers, as JSON rows."""
    score = sa.type_coerce(ItemMark.score, sa.Integer)
    given = sa.select(JsonRows(ItemMark.item_id, score))
    return given.where(ItemMark.attempt_id == attempt_id).scalar_subquery()


def mark_items(rows: Iterable[Iterable[Any]]) -> list[MarkItem]:
    """Read what marking needs from rows of ``[revision id, type, key, hundredths]``."""
    return [
        read_mark_item(
            str(UUID(item)),
            QuestionType(kind),
            json.loads(key) if isinstance(key, str) else key,
            Decimal(worth).scaleb(-2),
        )
        for item, kind, key, worth in rows
    ]
