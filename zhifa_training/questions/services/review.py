"""Reviewing revisions (审题): one reviewer at a time, never the author, every word kept."""

from sqlalchemy import select

from question_bank.well_formed import problems
from zhifa_training.core import clock
from zhifa_training.core.db import db, transactional
from zhifa_training.questions import rules
from zhifa_training.questions.models import QuestionRevision, StoredQuestion
from zhifa_training.questions.rules import StepKind, ensure_reason
from zhifa_training.questions.services import steps
from zhifa_training.questions.wording import as_question
from zhifa_training.units.scope import Actor


@transactional
def claim(stored: StoredQuestion, *, actor: Actor) -> None:
    """Begin to review the newest revision (开始审核)."""
    before = steps.read(stored)
    life = rules.claim(before, by=actor.account_id, at=clock.now())
    if before.claimed_by != actor.account_id:
        steps.write(stored, life)
        steps.enter(StepKind.CLAIMED, stored, number=life.latest, actor=actor)


@transactional
def release(stored: StoredQuestion, *, actor: Actor) -> None:
    """Give the revision back to the queue (放回待审)."""
    life = rules.release(steps.read(stored), by=actor.account_id)
    steps.write(stored, life)
    steps.enter(StepKind.RELEASED, stored, number=life.latest, actor=actor)


@transactional
def comment(stored: StoredQuestion, *, words: str, actor: Actor) -> None:
    """Say something about the newest revision, to be read by authors and reviewers (意见)."""
    text = ensure_reason(words)
    number = steps.read(stored).latest
    steps.enter(StepKind.COMMENTED, stored, number=number, actor=actor, words=text)


@transactional
def send_back(stored: StoredQuestion, *, number: int, reason: str, actor: Actor) -> None:
    """Return a revision to its author with what must change (退回修改)."""
    why = ensure_reason(reason)
    steps.write(stored, rules.send_back(steps.read(stored), by=actor.account_id, number=number))
    steps.enter(StepKind.RETURNED, stored, number=number, actor=actor, words=why)


@transactional
def approve(stored: StoredQuestion, *, number: int, actor: Actor, words: str = "") -> None:
    """Put a revision into use (审核通过), if it is well formed; the database wants two people."""
    life = rules.approve(steps.read(stored), by=actor.account_id, number=number)
    if faults := problems(as_question(_revision(stored, number))):
        raise rules.QuestionFaultError(faults)
    steps.enter(StepKind.APPROVED, stored, number=number, actor=actor, words=words.strip())
    steps.write(stored, life)


def _revision(stored: StoredQuestion, number: int) -> QuestionRevision:
    found = select(QuestionRevision).filter_by(question_id=stored.id, number=number)
    return db.session.scalars(found).one()
