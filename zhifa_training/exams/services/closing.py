"""Closing attempts and scoring them (收卷与判分), at hand-in and after the deadline.

Closing and scoring are one transaction: nobody sees a closed attempt without its score, unless
scoring it failed. The update waits for saves under way and shuts out later ones, so what is scored
is read by a statement of its own after it.
"""

import json
import logging
from collections.abc import Iterable, Mapping
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
from zhifa_training.core.db import hot_connection
from zhifa_training.core.hot import HotStatement, HotTransaction, hot_together
from zhifa_training.core.ids import new_id
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.corrections import accepts_of, edition_of
from zhifa_training.exams.models.expressions import (
    JsonRows,
    SecondsAfter,
    SecondsBetween,
    events_of,
    signed_in_officer,
)
from zhifa_training.exams.models.marks import ItemMark
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.rules.answers import answered
from zhifa_training.exams.rules.attempts import receipt_number
from zhifa_training.exams.rules.delivery import PAPERS_KEPT, Memory
from zhifa_training.exams.rules.marking import AwaitsMarkerError
from zhifa_training.exams.rules.words import AttemptState, CloseReason, Refusal, Stop
from zhifa_training.questions.models import QuestionRevision

log = logging.getLogger(__name__)
UNSCORABLE = (ArithmeticError, TypeError, ValueError, sa.exc.IntegrityError)
"""What a damaged paper or answer may raise; the database being gone is none of it."""
LAST_AT = SecondsAfter(Attempt.deadline_at, Attempt.grace_seconds)


@dataclass(frozen=True, slots=True)
class Marking:
    """The keys of a paper, in the edition they were read in (判分依据)."""

    edition: int
    items: list[MarkItem]


marking_by_paper: Memory[Marking] = Memory(PAPERS_KEPT)
UNREAD = -1


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
    receipt = _close(HAND_IN, attempt_id, the_token=token_digest or "", the_epoch=epoch)
    if receipt:
        return HandIn(receipt=receipt)
    return _explain(attempt_id, signed_in_officer(token_digest), epoch)


def close_expired(attempt_id: UUID) -> Receipt | None:
    """Close an attempt whose deadline and grace are over, and score it; None if there is none."""
    return _close(CLOSE_EXPIRED, attempt_id)


def stop(attempt_id: UUID, how: Stop, *, also: tuple[HotStatement, Mapping[str, Any]]) -> bool:
    """Close a live attempt for an invigilator, paused or not, and score it; tell whether it was.

    ``also`` is written in the same transaction: who did it, and why.
    """
    return _close(STOP, attempt_id, also=also, the_stop=how) is not None


def score_closed(attempt_id: UUID) -> Receipt | None:
    """Score an attempt that was closed without a score; raise what stands in the way."""
    with hot_together() as together:
        return _run(together, SCORE_CLOSED, {"the_attempt": attempt_id}, is_scored=True)


_ATTEMPT = sa.bindparam("the_attempt", type_=sa.Uuid())
_STATE = sa.bindparam("to_state", type_=Attempt.__table__.c.state.type)


def _closing() -> sa.Update:
    """Build the closing of a live attempt, whose answers it is closed to from then on."""
    now = DatabaseNow()
    in_time = now <= Attempt.deadline_at
    handed_in, expired = (sa.literal(reason.value) for reason in CloseReason)
    return _forward(
        (Attempt.state == AttemptState.LIVE) & Attempt.paused_at.is_(None),
        closed_at=sa.case((in_time, now), else_=Attempt.deadline_at),
        close_reason=sa.case((in_time, handed_in), else_=expired),
        receipt=sa.bindparam("the_receipt", type_=sa.String()),
        awaits_marker=sa.bindparam("to_marker", type_=sa.Boolean()),
    )


def _forward(condition: sa.ColumnElement[bool], **values: Any) -> sa.Update:
    table: Any = Attempt.__table__
    return (
        sa.update(table)
        .where(Attempt.id == _ATTEMPT, condition)
        .values(state=_STATE, **values)
        .returning(table.c.id, table.c.paper_id, table.c.closed_at)
    )


def _unlocked(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Return the condition, and that no other sweeper holds the attempt."""
    found = sa.select(Attempt.id).where(Attempt.id == _ATTEMPT, condition)
    return Attempt.id.in_(found.with_for_update(skip_locked=True))


def _close(
    closing: HotStatement,
    attempt_id: UUID,
    *,
    also: tuple[HotStatement, Mapping[str, Any]] | None = None,
    **values: Any,
) -> Receipt | None:
    """Close and score in one transaction; where scoring fails, close all the same."""
    values |= {"the_attempt": attempt_id, "the_receipt": receipt_number(attempt_id)}
    awaits_marker = False
    try:
        with hot_together() as together:
            return _run(together, closing, values | {"to_marker": False}, is_scored=True, also=also)
    except AwaitsMarkerError:
        awaits_marker = True
    except UNSCORABLE:
        log.exception("an attempt could not be scored; it is closed without a score")
    with hot_together() as together:
        return _run(
            together, closing, values | {"to_marker": awaits_marker}, is_scored=False, also=also
        )


def _run(
    together: HotTransaction,
    closing: HotStatement,
    values: Mapping[str, Any],
    *,
    is_scored: bool,
    also: tuple[HotStatement, Mapping[str, Any]] | None = None,
) -> Receipt | None:
    state = AttemptState.SCORED if is_scored else AttemptState.CLOSED
    closed = together.all(closing, {**values, "to_state": state})
    if not closed:
        return None
    (row,) = closed
    if also:
        together.all(*also)
    marking = marking_by_paper.find(row.paper_id)
    known = marking.edition if marking else UNREAD
    which = {"the_attempt": row.id, "the_paper": row.paper_id, "the_edition": known}
    (facts,) = together.all(FACTS, which)
    answers = answered(facts.events)
    digest = answers_digest(answers)
    if marking is None or facts.edition != known:
        read = Marking(facts.edition, mark_items(facts.keys))
        marking = marking_by_paper.replace(row.paper_id, read)
    if is_scored:
        result = mark_paper(marking.items, answers, facts.partial_credit, given(facts.marks))
        if result.awaiting:
            raise AwaitsMarkerError(f"有 {len(result.awaiting)} 题须由阅卷员评分")
        score = _score(row.id, result, digest, facts.pass_score)
        together.all(SCORE, {**score, "its_key_edition": facts.edition})
    return Receipt(
        number=values.get("the_receipt") or receipt_number(row.id),
        digest=digest,
        answered=len(answers),
        total=len(marking.items),
        closed_at=row.closed_at,
    )


def given(marks: Iterable[Iterable[Any]] | None) -> dict[str, Decimal]:
    """Read what people gave from rows of ``[item id, hundredths]``."""
    return {str(UUID(item)): Decimal(score).scaleb(-2) for item, score in marks or ()}


def _score(
    attempt_id: UUID, result: PaperScore, digest: str, pass_score: Decimal
) -> dict[str, Any]:
    """Return the row of a scoring run."""
    return {
        "its_id": new_id(),
        "its_attempt_id": attempt_id,
        "its_scorer_version": SCORER_VERSION,
        "its_answers_digest": digest,
        "its_score": result.total,
        "its_full_score": result.full,
        "its_is_passed": result.total >= pass_score,
        "its_item_scores": {item: str(score) for item, score in result.per_item.items()},
    }


def _scoring() -> sa.Insert:
    columns = AttemptScore.__table__.c
    values = {
        column.name: sa.bindparam(f"its_{column.name}", type_=column.type)
        for column in columns
        if column.name not in ("run", "is_current", "scored_at")
    }
    table: Any = AttemptScore.__table__
    first = {"run": 1, "is_current": True, "scored_at": DatabaseNow()}
    return sa.insert(table).values(values | first)


def _facts() -> sa.Select[Any]:
    """Build the reading of what is scored, with the keys where another edition is known."""
    paper_id = sa.bindparam("the_paper", type_=sa.Uuid())
    edition = edition_of(paper_id)
    is_known = edition == sa.bindparam("the_edition", type_=sa.Integer())
    keys = sa.case((is_known, sa.null()), else_=keys_of(paper_id))
    return (
        sa.select(
            Exam.partial_credit,
            Exam.pass_score,
            edition.label("edition"),
            events_of(_ATTEMPT).label("events"),
            sa.type_coerce(keys, sa.JSON()).label("keys"),
            marks_of(_ATTEMPT).label("marks"),
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
            Attempt.paused_at,
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
        if row.paused_at is not None:
            return HandIn(refusal=Refusal.PAUSED)
        is_early = row.lease_epoch == epoch
        return HandIn(refusal=Refusal.TOO_EARLY if is_early else Refusal.LEASE_LOST)
    answers = answered(row.events)
    receipt = Receipt(
        number=receipt_number(attempt_id),
        digest=answers_digest(answers),
        answered=len(answers),
        total=len(row.layout),
        closed_at=row.closed_at,
    )
    return HandIn(receipt=receipt)


def keys_of(paper_id: Any) -> sa.ScalarSelect[Any]:
    """Select the keys of a paper as JSON rows; they go to the marking and nowhere else."""
    item = PaperItem
    worth = sa.type_coerce(item.worth, sa.Integer)
    accepts = accepts_of(item.paper_id, item.revision_id)
    columns = (item.revision_id, QuestionRevision.type, item.key, worth, accepts)
    return (
        sa.select(JsonRows(*columns))
        .join(QuestionRevision, item.revision_id == QuestionRevision.id)
        .where(item.paper_id == paper_id)
        .scalar_subquery()
    )


def marks_of(attempt_id: Any) -> sa.ScalarSelect[Any]:
    """Select what people gave for an attempt's answers, as JSON rows."""
    score = sa.type_coerce(ItemMark.score, sa.Integer)
    given = sa.select(JsonRows(ItemMark.item_id, score))
    return given.where(ItemMark.attempt_id == attempt_id).scalar_subquery()


def mark_items(rows: Iterable[Iterable[Any]]) -> list[MarkItem]:
    """Read what marking needs from rows of ``[revision id, type, key, hundredths, accepts]``."""
    return [
        read_mark_item(
            str(UUID(item)),
            QuestionType(kind),
            _json(key),
            Decimal(worth).scaleb(-2),
            _json(accepts),
        )
        for item, kind, key, worth, accepts in rows
    ]


def _json(value: Any) -> Any:
    """Read JSON that SQLite hands on as text inside other JSON."""
    return json.loads(value) if isinstance(value, str) else value


def _handing_in() -> sa.Update:
    officer = signed_in_officer(sa.bindparam("the_token", type_=sa.String()))
    epoch = sa.bindparam("the_epoch", type_=sa.Integer())
    return _closing().where(
        Attempt.officer_id == officer, Attempt.lease_epoch == epoch, _may_hand_in()
    )


def _closing_expired() -> sa.Update:
    is_over = (Attempt.state == AttemptState.LIVE) & (DatabaseNow() > LAST_AT)
    return _closing().where(_unlocked(is_over))


def _stopping() -> sa.Update:
    """Build the end by an invigilator: a clock that stands still is given its time back first."""
    now = DatabaseNow()
    paused = sa.case((Attempt.paused_at.is_(None), 0), else_=SecondsBetween(Attempt.paused_at, now))
    deadline_at = SecondsAfter(Attempt.deadline_at, paused)
    in_time = now <= deadline_at
    handed_in, expired = (sa.literal(reason.value) for reason in CloseReason)
    return _forward(
        Attempt.state == AttemptState.LIVE,
        closed_at=sa.case((in_time, now), else_=deadline_at),
        close_reason=sa.case((in_time, handed_in), else_=expired),
        receipt=sa.bindparam("the_receipt", type_=sa.String()),
        awaits_marker=sa.bindparam("to_marker", type_=sa.Boolean()),
        stop=sa.bindparam("the_stop", type_=Attempt.__table__.c.stop.type),
        deadline_at=deadline_at,
        paused_seconds=Attempt.paused_seconds + paused,
        paused_at=None,
    )


def _scoring_closed() -> sa.Update:
    return _forward(_unlocked((Attempt.state == AttemptState.CLOSED) & ~Attempt.awaits_marker))


HAND_IN = HotStatement(_handing_in())
CLOSE_EXPIRED = HotStatement(_closing_expired())
STOP = HotStatement(_stopping())
SCORE_CLOSED = HotStatement(_scoring_closed())
FACTS = HotStatement(_facts())
SCORE = HotStatement(_scoring())
