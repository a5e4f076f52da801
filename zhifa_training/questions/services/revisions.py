"""Writing, approving and suspending questions (命题、审题、停用)."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from question_bank.questions import Question
from question_bank.storage import content_hash
from question_bank.well_formed import problems
from zhifa_training.audit.services import note
from zhifa_training.core.db import db, lock, transactional
from zhifa_training.questions.models import QuestionRevision, QuestionState, StoredQuestion
from zhifa_training.questions.rules import (
    NotADraftError,
    NothingChangedError,
    QuestionFaultError,
    ensure_reason,
    ensure_two_people,
)
from zhifa_training.questions.wording import as_question, revision_values
from zhifa_training.units.scope import Actor


@transactional
def propose(
    stored: StoredQuestion, *, wording: Question, law_version_id: UUID, why: str, actor: Actor
) -> QuestionRevision:
    """Add a revision; the question leaves the pool until somebody else approves it."""
    if faults := problems(wording):
        raise QuestionFaultError(faults)
    lock(stored)
    revisions = select(QuestionRevision).filter_by(question_id=stored.id)
    if db.session.scalars(revisions.filter_by(content_digest=content_hash(wording))).first():
        raise NothingChangedError("内容与已有修订完全相同，没有可提交的修改")
    latest = db.session.scalars(
        select(func.max(QuestionRevision.number)).filter_by(question_id=stored.id)
    ).one()
    revision = QuestionRevision(
        question_id=stored.id,
        number=(latest or 0) + 1,
        why=why,
        created_by=actor.account_id,
        **revision_values(wording, law_version_id=law_version_id),
    )
    db.session.add(revision)
    stored.state = QuestionState.DRAFT
    db.session.flush()
    _note("question.propose", stored, actor, revision=revision.number, why=why)
    return revision


@transactional
def publish(stored: StoredQuestion, *, actor: Actor) -> None:
    """Put the latest revision into use; whoever wrote it may not do so."""
    lock(stored)
    if stored.state not in (QuestionState.DRAFT, QuestionState.SUSPENDED):
        raise NotADraftError(f"试题{stored.state.label}，没有待审的修订")
    latest = db.session.scalars(
        select(QuestionRevision)
        .filter_by(question_id=stored.id)
        .order_by(QuestionRevision.number.desc())
        .limit(1)
    ).one()
    ensure_two_people(author_id=latest.created_by, reviewer_id=actor.account_id)
    if faults := problems(as_question(latest)):
        raise QuestionFaultError(faults)
    stored.state = QuestionState.PUBLISHED
    _note("question.publish", stored, actor, revision=latest.number)


@transactional
def suspend(stored: StoredQuestion, *, reason: str, actor: Actor) -> None:
    """Take a question out of use (停用); papers already frozen keep it."""
    why = ensure_reason(reason)
    lock(stored)
    if stored.state is QuestionState.SUSPENDED:
        return
    stored.state = QuestionState.SUSPENDED
    _note("question.suspend", stored, actor, reason=why)


def _note(action: str, stored: StoredQuestion, actor: Actor, **detail: Any) -> None:
    note(
        action,
        object_kind="question",
        object_id=stored.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        code=stored.code,
        **detail,
    )
