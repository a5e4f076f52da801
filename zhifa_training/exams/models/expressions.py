"""SQL that the two databases spell differently, for statements that must be one (SQL 片段)."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from zhifa_training.accounts.models import Account, SignInSession
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.types import UtcDateTime
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.words import AttemptState


class JsonRows(FunctionElement[list[list[Any]]]):
    """All rows of a subquery as one JSON list of lists."""

    type = sa.JSON()
    inherit_cache = True
    name = "json_rows"


@compiles(JsonRows, "postgresql")
def _rows_postgresql(element: JsonRows, compiler: Any, **options: Any) -> str:
    return f"json_agg(json_build_array({compiler.process(element.clauses, **options)}))"


@compiles(JsonRows, "sqlite")
def _rows_sqlite(element: JsonRows, compiler: Any, **options: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **options)}))"


class Apart(FunctionElement[Any]):
    """A subquery on its own inside RETURNING, where columns lose their table on SQLite."""

    type = sa.JSON()
    inherit_cache = True
    name = "apart"


@compiles(Apart)
def _apart(element: Apart, compiler: Any, **options: Any) -> str:
    options.pop("include_table", None)
    return str(compiler.process(element.clauses, **options))


class SecondsAfter(FunctionElement[datetime]):
    """A moment and a number of seconds: the moment so much later."""

    type = UtcDateTime()
    inherit_cache = True
    name = "seconds_after"


@compiles(SecondsAfter, "postgresql")
def _after_postgresql(element: SecondsAfter, compiler: Any, **options: Any) -> str:
    moment, seconds = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({moment} + make_interval(secs => {seconds}))"


@compiles(SecondsAfter, "sqlite")
def _after_sqlite(element: SecondsAfter, compiler: Any, **options: Any) -> str:
    moment, seconds = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(strftime('%Y-%m-%d %H:%M:%f', {moment}, ({seconds}) || ' seconds') || '000')"


class SecondsBetween(FunctionElement[int]):
    """The whole seconds from one moment to a later one, rounded up."""

    type = sa.Integer()
    inherit_cache = True
    name = "seconds_between"


@compiles(SecondsBetween, "postgresql")
def _between_postgresql(element: SecondsBetween, compiler: Any, **options: Any) -> str:
    since, until = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(ceil(extract(epoch FROM {until} - {since})) AS integer)"


@compiles(SecondsBetween, "sqlite")
def _between_sqlite(element: SecondsBetween, compiler: Any, **options: Any) -> str:
    since, until = (compiler.process(clause, **options) for clause in element.clauses)
    seconds = f"(julianday({until}) - julianday({since})) * 86400"
    return f"(CAST({seconds} AS INTEGER) + 1)"


def moment(text: str) -> datetime:
    """Read a moment out of JSON; SQLite's, which name no zone, are in UTC as they are stored."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def signed_in_officer(token_digest: Any) -> sa.ScalarSelect[Any]:
    """Select the officer behind a sign-in session that stands, or nothing.

    Idleness does not end it here: who answers an exam may think for as long as it lasts.
    """
    return (
        sa.select(Account.officer_id)
        .join(SignInSession, SignInSession.account_id == Account.id)
        .where(
            SignInSession.token_digest == token_digest,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > DatabaseNow(),
            Account.disabled_at.is_(None),
        )
        .scalar_subquery()
    )


def events_of(attempt_id: Any) -> sa.ScalarSelect[Any]:
    """Select the stored answers of an attempt as JSON rows."""
    event = AnswerEvent
    columns = (event.client_event_id, event.item_id, event.value, event.client_seq)
    rows = sa.select(JsonRows(*columns, event.lease_epoch))
    return rows.where(event.attempt_id == attempt_id).scalar_subquery()


def has_time(attempt: Any = Attempt) -> sa.ColumnElement[bool]:
    """Return the condition that an attempt has not run out of time, or its clock stands still."""
    last_at = SecondsAfter(attempt.deadline_at, attempt.grace_seconds)
    return attempt.paused_at.is_not(None) | (last_at >= DatabaseNow())


def is_over() -> sa.ColumnElement[bool]:
    """Return the condition that no window of the exam is open or to come, extensions included.

    Nor does anybody answer still, as whose clock was stopped may after the window. Where the exam
    provides resits, they must have been declared ended.
    """
    window = Sitting.__table__.alias("other_window")
    longest = sa.func.coalesce(sa.func.max(Candidate.extra_minutes), 0)
    extra = (
        sa.select(longest * 60 + window.c.grace_seconds)
        .where(Candidate.sitting_id == window.c.id, Candidate.withdrawn_at.is_(None))
        .correlate(window)
        .scalar_subquery()
    )
    is_standing = sa.exists().where(
        window.c.exam_id == Exam.id,
        window.c.cancelled_at.is_(None),
        SecondsAfter(window.c.closes_at, extra) >= DatabaseNow(),
    )
    answering = Attempt.__table__.alias("answering")
    is_answered = sa.exists().where(
        answering.c.sitting_id == window.c.id,
        window.c.exam_id == Exam.id,
        answering.c.state == AttemptState.LIVE,
        has_time(answering.c),
    )
    no_resit_comes = (Exam.resit_limit == 0) | Exam.resits_ended_at.is_not(None)
    return ~is_standing & ~is_answered & no_resit_comes
