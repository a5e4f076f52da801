"""Saving answers (保存作答). Nothing else in the product writes an answer."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from zhifa_training.core.db import hot_connection, hot_transaction, is_postgresql
from zhifa_training.core.hot import HotStatement
from zhifa_training.exams.models.attempts import AnswerEvent
from zhifa_training.exams.rules.answers import Save, fits
from zhifa_training.exams.rules.delivery import choices_by_attempt, remember_choices
from zhifa_training.exams.rules.words import LateReason, Refusal
from zhifa_training.exams.services import save_statements as sql

Row = Any
"""A row of one of the statements, by column name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a save: what is stored to be scored, and what is kept beside it, unscored."""

    now: datetime | None
    deadline_at: datetime | None
    saved: tuple[UUID, ...] = ()
    late: tuple[UUID, ...] = ()
    refusal: Refusal | None = None


def save(attempt_id: UUID, wanted: Save, *, token_digest: str | None) -> Outcome:
    """Store answers of the signed-in candidate; what this returns as saved is durable and counts.

    A repeated event is saved once and acknowledged again. During the grace after the deadline only
    events are taken that go on from one this lease had saved before (EX-8). What comes later, or
    after closing, or from a device that lost its lease, is kept in ``late_answer``.
    """
    choices = choices_by_attempt.find(attempt_id)
    is_known = choices is not None and fits(wanted.answers, choices)
    values = {"attempt": attempt_id, "token": token_digest or "", "epoch": wanted.epoch}
    values |= {"is_known": is_known, "chosen": "[]" if is_known else _chosen(wanted)}
    if is_postgresql():
        outcome = _save_on_postgresql(wanted, values)
    else:
        outcome = _save_on_sqlite(wanted, values)
    return outcome


def _chosen(wanted: Save) -> str:
    return json.dumps([[str(answer.item_id), answer.handles] for answer in wanted.answers])


def _save_on_postgresql(wanted: Save, values: dict[str, Any]) -> Outcome:
    values |= {
        "events": _array(answer.event_id for answer in wanted.answers),
        "items": _array(answer.item_id for answer in wanted.answers),
        "values": _array(_quoted(answer.value) for answer in wanted.answers),
        "seqs": _array(answer.seq for answer in wanted.answers),
    }
    outcome = _outcome(wanted, POSTGRESQL_SAVE.one(values), values["attempt"])
    return _checked_again(values["attempt"], outcome) if outcome.late else outcome


def _array(values: Iterable[Any]) -> str:
    """Return an array literal of values that need no escaping, or are quoted."""
    return f"{{{','.join(map(str, values))}}}"


def _quoted(text: str) -> str:
    """Return a text as an element of an array literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _checked_again(attempt_id: UUID, outcome: Outcome) -> Outcome:
    """Return ``outcome`` without calling late what a twin of this request saved meanwhile."""
    saved = sa.select(AnswerEvent.client_event_id).where(
        AnswerEvent.attempt_id == attempt_id, AnswerEvent.client_event_id.in_(outcome.late)
    )
    with hot_connection() as connection:
        found = connection.scalars(saved).all()
    late = tuple(event for event in outcome.late if event not in found)
    return Outcome(
        now=outcome.now,
        deadline_at=outcome.deadline_at,
        saved=(*outcome.saved, *found),
        late=late,
        refusal=outcome.refusal if late else None,
    )


def _save_on_sqlite(wanted: Save, values: dict[str, Any]) -> Outcome:
    values["attempt"] = (attempt_id := values["attempt"]).hex
    values["given"] = json.dumps(
        [[a.event_id.hex, a.item_id.hex, a.value, a.seq] for a in wanted.answers]
    )
    rows = SQLITE_SAVE.all(values)
    if len(rows) == len(wanted.answers):
        _remember(attempt_id, rows[0])
        events = tuple(answer.event_id for answer in wanted.answers)
        return Outcome(now=rows[0].now, deadline_at=rows[0].deadline_at, saved=events)
    with hot_transaction() as connection:
        connection.execute(SQLITE_SAVE.statement, values)
        connection.execute(SQLITE_KEEP_LATE, values)
        row = connection.execute(SQLITE_EXPLAIN, values).one()
    return _outcome(wanted, row, attempt_id)


def _remember(attempt_id: UUID, row: Row) -> None:
    if row.layout is not None:
        remember_choices(attempt_id, row.paper_id, row.layout)


def _outcome(wanted: Save, row: Row, attempt_id: UUID) -> Outcome:
    if row.deadline_at is None or not row.is_valid:
        refusal = Refusal.NOT_FOUND if row.is_signed_in else Refusal.SIGNED_OUT
        if row.deadline_at is not None:
            refusal = Refusal.MALFORMED
        return Outcome(now=row.now, deadline_at=None, refusal=refusal)
    _remember(attempt_id, row)
    if row.is_paused:
        return Outcome(now=row.now, deadline_at=None, refusal=Refusal.PAUSED)
    late = frozenset(UUID(event) for event in row.late or ())
    saved = tuple(a.event_id for a in wanted.answers if a.event_id not in late)
    return Outcome(
        now=row.now,
        deadline_at=row.deadline_at,
        saved=saved,
        late=tuple(sorted(late)),
        refusal=_refusal(row, bool(saved)) if late else None,
    )


def _refusal(row: Row, is_any_saved: bool) -> Refusal | None:
    if row.reason == LateReason.LEASE_LOST:
        return Refusal.LEASE_LOST
    is_grace = row.reason == LateReason.AFTER_DEADLINE and row.now <= row.last_at
    return None if is_grace and is_any_saved else Refusal.CLOSED


POSTGRESQL_SAVE = HotStatement(sql.prepared(sql.POSTGRESQL_SAVE, sql.POSTGRESQL_NOW))
SQLITE_SAVE = HotStatement(sql.prepared(sql.SQLITE_SAVE, sql.SQLITE_NOW))
SQLITE_KEEP_LATE = sa.text(sql.SQLITE_KEEP_LATE.replace("{now}", sql.SQLITE_NOW))
SQLITE_EXPLAIN = sql.prepared(sql.SQLITE_EXPLAIN, sql.SQLITE_NOW)
