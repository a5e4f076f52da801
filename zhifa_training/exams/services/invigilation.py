"""Invigilating (监考): each act is decided by one UPDATE, recorded beside it, and audited."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from zhifa_training.accounts.actor import system
from zhifa_training.audit.services import note
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db, end_reading, lock, transactional
from zhifa_training.core.hot import HotStatement
from zhifa_training.core.ids import new_id
from zhifa_training.core.inserts import insert_or_skip
from zhifa_training.core.types import UtcDateTime
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.models.expressions import SecondsAfter, SecondsBetween
from zhifa_training.exams.models.invigilation import InvigilatorAct, SeatPin
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.queries.invigilation import get_attempt
from zhifa_training.exams.rules.invigilation import PIN_DIGITS, PIN_MINUTES, Act, ActRefusedError
from zhifa_training.exams.rules.sittings import MOST_EXTRA_MINUTES, ensure_stands
from zhifa_training.exams.rules.words import AttemptState, Stop
from zhifa_training.exams.services import closing
from zhifa_training.exams.services.deadlines import level_deadlines, outlast
from zhifa_training.exams.services.pins import pin_digest
from zhifa_training.exams.services.sittings import grant_extra_minutes
from zhifa_training.units.scope import Actor

NOT_LIVE = "该考生的答卷已经收卷或已到时，不能再{act}；请刷新页面查看当前状态"
SYSTEM = system(roots=())
STOPS = {Act.FORCE: Stop.FORCED, Act.TERMINATE: Stop.TERMINATED}


@transactional
def pause(attempt_id: UUID, *, reason: str, actor: Actor) -> None:
    """Stop an attempt's clock: nothing is saved, and no time is lost, until it goes on (暂停)."""
    attempt = get_attempt(attempt_id, actor=actor)
    lock(attempt)  # saves under way come first, and before the moment that follows
    now = _now()
    stopped = _updated(
        attempt_id,
        Attempt.paused_at.is_(None),
        Attempt.deadline_at >= now,
        paused_at=now,
    )
    if not stopped:
        is_paused = db.session.get_one(Attempt, attempt_id, populate_existing=True).paused_at
        raise ActRefusedError(
            "该考生已经暂停，不必重复操作" if is_paused else NOT_LIVE.format(act="暂停")
        )
    _record(attempt, Act.PAUSE, reason, actor)


@transactional
def resume(attempt_id: UUID, *, reason: str, actor: Actor) -> datetime:
    """Let a stopped clock go on, with all the time it stood still; return the new deadline."""
    attempt = get_attempt(attempt_id, actor=actor)
    lock(attempt)
    now = sa.literal(_now(), UtcDateTime())
    stood = SecondsBetween(Attempt.paused_at, now)
    resumed = _updated(
        attempt_id,
        Attempt.paused_at.is_not(None),
        deadline_at=SecondsAfter(Attempt.deadline_at, stood),
        paused_seconds=Attempt.paused_seconds + stood,
        paused_at=None,
    )
    if not resumed:
        raise ActRefusedError("该考生没有暂停，或者已经收卷；请刷新页面查看当前状态")
    outlast([attempt.officer_id], resumed)
    _record(attempt, Act.RESUME, reason, actor)
    return resumed


@transactional
def extend(attempt_id: UUID, *, minutes: int, reason: str, actor: Actor, key: UUID) -> None:
    """Give one candidate so many minutes more than they have (个别延时), once for each ``key``."""
    attempt = get_attempt(attempt_id, actor=actor)
    _claim(key, attempt.sitting_id, attempt_id, reason, actor, minutes)
    candidate = db.session.get_one(Candidate, attempt.candidate_id)
    lock(candidate)
    total = candidate.extra_minutes + minutes
    if grant_extra_minutes(candidate, minutes=total, reason=reason, actor=actor) is None:
        raise ActRefusedError(NOT_LIVE.format(act="延时"))


@transactional
def extend_all(sitting: Sitting, *, minutes: int, reason: str, actor: Actor, key: UUID) -> int:
    """Give everyone of a sitting who has not ended so many minutes more; return how many.

    Once for each ``key``, however often it is sent. Who has not begun gets them on beginning.
    Whoever begins at this very moment is levelled by the next sweep.
    """
    lock(sitting)
    ensure_stands(sitting.cancelled_at)
    _claim(key, sitting.id, None, reason, actor, minutes)
    is_over = SecondsAfter(Attempt.deadline_at, Attempt.grace_seconds) < DatabaseNow()
    has_ended = (
        sa.exists()
        .where(
            Attempt.candidate_id == Candidate.id,
            (Attempt.state != AttemptState.LIVE) | (Attempt.paused_at.is_(None) & is_over),
        )
        .correlate(Candidate)
    )
    waiting = (
        Candidate.sitting_id == sitting.id,
        Candidate.withdrawn_at.is_(None),
        ~has_ended,
    )
    most = db.session.scalar(sa.select(sa.func.max(Candidate.extra_minutes)).where(*waiting))
    if most is None:
        raise ActRefusedError("本场没有未交卷的考生，不需要延时")
    if most + minutes > MOST_EXTRA_MINUTES:
        raise ActRefusedError(
            f"有考生已延时 {most} 分钟，再加就超过 {MOST_EXTRA_MINUTES} 分钟的上限，请改小"
        )
    raised = (
        sa.update(Candidate)
        .where(*waiting)
        .values(extra_minutes=Candidate.extra_minutes + minutes)
        .returning(Candidate.officer_id)
        .execution_options(synchronize_session=False)
    )
    count = len(db.session.scalars(raised).all())
    for officers, deadline_at in level_deadlines(Attempt.sitting_id == sitting.id):
        outlast(officers, deadline_at)
    _note("sitting.extend", "sitting", sitting.id, actor, minutes=minutes, reason=reason, of=count)
    return count


@transactional
def issue_pin(attempt_id: UUID, *, reason: str, actor: Actor) -> str:
    """Make a code by which the candidate may go on elsewhere; an earlier one is void."""
    attempt = get_attempt(attempt_id, actor=actor)
    lock(attempt)
    if attempt.state is not AttemptState.LIVE:
        raise ActRefusedError(NOT_LIVE.format(act="发换机码"))
    pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
    expires_at = _now() + timedelta(minutes=PIN_MINUTES)
    kept = db.session.get(SeatPin, attempt_id) or SeatPin(attempt_id=attempt_id)
    db.session.add(kept)
    kept.digest, kept.tries, kept.used_at = pin_digest(attempt_id, pin), 0, None
    kept.expires_at = expires_at
    _record(attempt, Act.PIN, reason, actor)
    return pin


@transactional
def message(attempt_id: UUID, *, words: str, actor: Actor) -> None:
    """Say something to one candidate, on their exam page (发消息)."""
    attempt = get_attempt(attempt_id, actor=actor)
    if attempt.state is not AttemptState.LIVE:
        raise ActRefusedError(NOT_LIVE.format(act="发消息"))
    _record(attempt, Act.MESSAGE, words, actor)


@transactional
def message_all(sitting: Sitting, *, words: str, actor: Actor) -> None:
    """Say something to everyone who is answering in a sitting."""
    ensure_stands(sitting.cancelled_at)
    _keep(sitting.id, None, Act.MESSAGE, words, actor)
    _note("sitting.message", "sitting", sitting.id, actor, words=words)


def end(attempt_id: UUID, act: Act, *, reason: str, actor: Actor) -> None:
    """Take a candidate's paper (收卷), or end their exam (终止考试); what was saved is scored."""
    attempt = get_attempt(attempt_id, actor=actor)
    row = _row(attempt.sitting_id, attempt_id, act, reason, actor)
    end_reading()
    if not closing.stop(attempt_id, STOPS[act], also=(RECORD, row)):
        raise ActRefusedError(NOT_LIVE.format(act=act.label))
    _note_end(attempt_id, act, reason, actor)


def collect(sitting_id: UUID, attempt_id: UUID, *, words: str) -> bool:
    """Take a paper by the rule of its exam and nobody's hand; tell whether it was still open."""
    row = _row(sitting_id, attempt_id, Act.FORCE, words, SYSTEM)
    if not closing.stop(attempt_id, Stop.FORCED, also=(RECORD, row)):
        return False
    _note_end(attempt_id, Act.FORCE, words, SYSTEM)
    return True


@transactional
def _note_end(attempt_id: UUID, act: Act, reason: str, actor: Actor) -> None:
    _note(f"attempt.{act.value}", "attempt", attempt_id, actor, reason=reason)


def _updated(attempt_id: UUID, *conditions: Any, **values: Any) -> Any:
    """Change a live attempt where the conditions hold; return its deadline, None where not."""
    changing = (
        sa.update(Attempt)
        .where(Attempt.id == attempt_id, Attempt.state == AttemptState.LIVE, *conditions)
        .values(**values)
        .returning(Attempt.deadline_at)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(changing).scalar_one_or_none()


def _record(attempt: Attempt, act: Act, words: str, actor: Actor) -> None:
    _keep(attempt.sitting_id, attempt.id, act, words, actor)
    _note(f"attempt.{act.value}", "attempt", attempt.id, actor, words=words)


def _claim(
    key: UUID,
    sitting_id: UUID,
    attempt_id: UUID | None,
    reason: str,
    actor: Actor,
    minutes: int,
) -> None:
    """Record an extension under the key of its form; refuse the form that was sent before."""
    insert = insert_or_skip(InvigilatorAct, "id").values(
        id=key,
        sitting_id=sitting_id,
        attempt_id=attempt_id,
        act=Act.EXTEND,
        words=reason,
        minutes=minutes,
        by_id=actor.account_id,
        by_name=actor.name,
    )
    if db.session.scalar(insert.returning(InvigilatorAct.id)) is None:
        raise ActRefusedError("这次延时已经生效，不必重复提交；还要再加请重新打开页面填写")


def _keep(sitting_id: UUID, attempt_id: UUID | None, act: Act, words: str, actor: Actor) -> None:
    db.session.add(
        InvigilatorAct(
            sitting_id=sitting_id,
            attempt_id=attempt_id,
            act=act,
            words=words,
            by_id=actor.account_id,
            by_name=actor.name,
        )
    )


def _note(action: str, kind: str, object_id: UUID, actor: Actor, **detail: Any) -> None:
    note(
        action,
        object_kind=kind,
        object_id=object_id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        **detail,
    )


def _now() -> datetime:
    return db.session.scalars(sa.select(DatabaseNow())).one()


def _row(sitting_id: UUID, attempt_id: UUID, act: Act, words: str, actor: Actor) -> dict[str, Any]:
    return {
        "its_id": new_id(),
        "its_sitting_id": sitting_id,
        "its_attempt_id": attempt_id,
        "its_act": act,
        "its_words": words,
        "its_by_id": actor.account_id,
        "its_by_name": actor.name,
    }


def _recording() -> sa.Insert:
    table: Any = InvigilatorAct.__table__
    binds = {
        column.name: sa.bindparam(f"its_{column.name}", type_=column.type)
        for column in table.c
        if column.name not in ("minutes", "happened_at")
    }
    return sa.insert(table).values(binds | {"happened_at": DatabaseNow()})


RECORD = HotStatement(_recording())
