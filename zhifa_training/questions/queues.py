"""Who has to look at which question (审题队列)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from zhifa_training.accounts.models import Account
from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.core.lists import Asked, contains, fetch, order_by
from zhifa_training.core.paging import Page
from zhifa_training.core.words import Word
from zhifa_training.questions.conditions import is_latest
from zhifa_training.questions.models import QuestionRevision, QuestionStep, StoredQuestion
from zhifa_training.questions.rules import LONG_WAIT, ReviewState
from zhifa_training.units.scope import Actor

ORDERS = {
    "code": StoredQuestion.code,
    "type": QuestionRevision.type,
    "proposed_at": QuestionRevision.created_at,
    "review": StoredQuestion.review,
}
DEFAULT_SORT = "proposed_at"


class Queue(Word):
    """One list of revisions that somebody has to look at (审题清单)."""

    FOR_ME = "for_me", "待我审"
    READING = "reading", "我正在审"
    RETURNED = "returned", "退回给我"
    SUBMITTED = "submitted", "我提交的"
    LONG = "long", "久未审结"
    ALL = "all", "全部"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A revision on its way to use (待审修订)."""

    id: UUID
    code: str
    number: int
    stem: str
    type: str
    author: str
    reviewer: str
    review: ReviewState
    proposed_at: datetime
    days: int
    """Whole days since it was sent in."""
    why: str

    @property
    def is_long(self) -> bool:
        """Tell whether it has waited too long."""
        return self.days >= LONG_WAIT.days and self.review is not ReviewState.RETURNED


def list_reviews(queue: Queue, *, actor: Actor, asked: Asked) -> Page[ReviewRow]:
    """Return one queue, the longest waiting first."""
    author, reviewer = aliased(Account), aliased(Account)
    statement = (
        select(StoredQuestion, QuestionRevision, author.name, reviewer.name)
        .join(StoredQuestion.revisions)
        .outerjoin(author, author.id == QuestionRevision.created_by)
        .outerjoin(reviewer, reviewer.id == StoredQuestion.claimed_by)
        .where(is_latest(), contains(QuestionRevision.stem, asked.text), _belongs(queue, actor))
        .order_by(*order_by(ORDERS, asked.sort, DEFAULT_SORT, StoredQuestion.id))
    )
    return fetch(statement, asked.number, _row)


def count_reviews(*, actor: Actor) -> dict[Queue, int]:
    """Return how long each queue is for this person, in one statement."""
    counts = [func.count().filter(_belongs(queue, actor)).label(queue.value) for queue in Queue]
    statement: Select[*tuple[Any, ...]] = (
        select(*counts)
        .select_from(StoredQuestion)
        .join(QuestionRevision, QuestionRevision.question_id == StoredQuestion.id)
        .where(is_latest())
    )
    row = db.session.execute(statement).one()
    return dict(zip(Queue, row, strict=True))


def list_steps(question_id: UUID, *, actor: Actor) -> list[QuestionStep]:
    """Return all that happened to a question, newest first."""
    statement = (
        select(QuestionStep)
        .where(QuestionStep.question_id == question_id)
        .order_by(QuestionStep.at.desc(), QuestionStep.id.desc())
    )
    return list(db.session.scalars(statement))


def _belongs(queue: Queue, actor: Actor) -> ColumnElement[bool]:
    mine = QuestionRevision.created_by == actor.account_id
    waits = StoredQuestion.review == ReviewState.WAITING
    is_read = StoredQuestion.review == ReviewState.IN_REVIEW
    is_returned = StoredQuestion.review == ReviewState.RETURNED
    conditions: dict[Queue, ColumnElement[bool]] = {
        Queue.FOR_ME: and_(waits, ~_has_pending_words_of(actor)),
        Queue.READING: and_(is_read, StoredQuestion.claimed_by == actor.account_id),
        Queue.RETURNED: and_(is_returned, mine),
        Queue.SUBMITTED: and_(or_(waits, is_read), mine),
        Queue.LONG: and_(
            or_(waits, is_read), QuestionRevision.created_at <= clock.now() - LONG_WAIT
        ),
        Queue.ALL: cast(StoredQuestion.review, String) != ReviewState.SETTLED.value,
    }
    return conditions[queue]


def _has_pending_words_of(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that this person wrote a revision nobody has approved yet."""
    written = aliased(QuestionRevision)
    return exists().where(
        written.question_id == StoredQuestion.id,
        written.number > func.coalesce(StoredQuestion.published_number, 0),
        written.created_by == actor.account_id,
    )


def _row(found: tuple[StoredQuestion, QuestionRevision, str | None, str | None]) -> ReviewRow:
    stored, revision, author, reviewer = found
    return ReviewRow(
        id=stored.id,
        code=stored.code,
        number=revision.number,
        stem=revision.stem,
        type=revision.type.label,
        author=author or "系统",
        reviewer=reviewer or "",
        review=stored.review,
        proposed_at=revision.created_at,
        days=(clock.now() - revision.created_at).days,
        why=revision.why,
    )
