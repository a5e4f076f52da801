"""Practice and exams never share a question before its results are out (题池分开)."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import Select, Update, or_, select, update

from zhifa_training.core.db import db, transactional
from zhifa_training.questions import uses
from zhifa_training.questions.conditions import may_be_drawn
from zhifa_training.questions.models import QuestionRevision, QuestionState, StoredQuestion
from zhifa_training.questions.rules import (
    Pool,
    PoolChangedError,
    PoolHeldError,
    StepKind,
    ensure_reason,
)
from zhifa_training.questions.services import steps
from zhifa_training.units.scope import Actor


@transactional
def move(stored: StoredQuestion, *, reason: str, actor: Actor) -> None:
    """Move a question to the other pool (改变用途), unless something still needs it here.

    Whoever draws it into a paper holds its row, so that this statement sees the paper or waits.
    """
    why = ensure_reason(reason)
    life = steps.read(stored)
    target = stored.pool.other
    if db.session.execute(_moving(stored)).first() is None:
        raise PoolHeldError(_why_held(stored))
    db.session.refresh(stored)
    words = f"转为{target.label}题：{why}"
    steps.enter(
        StepKind.MOVED, stored, number=life.latest, actor=actor, words=words, pool=target.value
    )


@transactional
def hold_for_paper(revision_ids: Collection[UUID], *, on: date) -> None:
    """Keep drawn questions as they are until the paper is stored; refuse if one has changed."""
    statement = _holding(revision_ids).where(may_be_drawn(on=on))
    if len(db.session.scalars(statement).all()) != len(set(revision_ids)):
        raise PoolChangedError("组卷期间有试题被停用、休用或者改变用途，请重新发布")


@transactional
def hold_secret(revision_ids: Collection[UUID]) -> None:
    """Keep the questions of a paper from practice while a sitting is set; refuse if one is out."""
    statement = _holding(revision_ids).where(StoredQuestion.pool == Pool.EXAM)
    missing = len(set(revision_ids)) - len(db.session.scalars(statement).all())
    if missing:
        raise PoolChangedError(
            f"试卷中有 {missing} 道题已转为练习题，不能再安排场次；请另建考试，重新组卷"
        )


def _holding(revision_ids: Collection[UUID]) -> Select[UUID]:
    return (
        select(QuestionRevision.id)
        .join(StoredQuestion, StoredQuestion.id == QuestionRevision.question_id)
        .where(QuestionRevision.id.in_(revision_ids))
        .order_by(StoredQuestion.id)
        .with_for_update(read=True, of=StoredQuestion)
    )


def _moving(stored: StoredQuestion) -> Update:
    bars = [bar.condition() for bar in uses.list_bars(stored.pool)]
    return (
        update(StoredQuestion)
        .where(
            StoredQuestion.id == stored.id,
            StoredQuestion.pool == stored.pool,
            StoredQuestion.state != QuestionState.RETIRED,
            *([~or_(*bars)] if bars else []),
        )
        .values(pool=stored.pool.other)
        .returning(StoredQuestion.id)
        .execution_options(synchronize_session=False)
    )


def _why_held(stored: StoredQuestion) -> str:
    for bar in uses.list_bars(stored.pool):
        held = select(StoredQuestion.id).where(StoredQuestion.id == stored.id, bar.condition())
        if db.session.scalars(held).first():
            return bar.text
    return f"试题{stored.state.label}，不能改变用途"
