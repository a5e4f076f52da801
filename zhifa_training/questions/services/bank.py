"""Taking the shipped bank in (载入题库): safe to repeat; a changed wording is a new revision."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from question_bank.content import Bank
from question_bank.content_shapes import MEDIA
from question_bank.questions import Question
from question_bank.storage import content_hash
from zhifa_training.audit.services import note
from zhifa_training.core.db import db, transactional
from zhifa_training.laws.services.registry import register
from zhifa_training.questions.models import Pool, QuestionRevision, QuestionState, StoredQuestion
from zhifa_training.questions.rules import (
    ReviewState,
    StepKind,
    adopt,
    is_for_practice,
    propose,
)
from zhifa_training.questions.services import media, steps
from zhifa_training.questions.wording import revision_values
from zhifa_training.units.scope import Actor

WHY = "载入随附题库"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """How many questions a load brought (载入结果)."""

    laws: int
    new: int
    revised: int
    unchanged: int
    practice: int


@transactional
def load_bank(bank: Bank, *, actor: Actor) -> LoadReport:
    """Store what of ``bank`` is new; a wording already stored is left alone, even if superseded."""
    media.adopt(_files_of(bank), actor=actor)
    versions = _register_laws(bank, actor)
    known = _known()
    outcomes: Counter[str] = Counter()
    for question in bank.questions:
        version_id = versions[question.citation.law]
        outcome = _take_in(question, version_id, known.get(question.id), actor)
        outcomes[outcome] += 1
    report = LoadReport(
        laws=len(bank.laws),
        new=outcomes["new"],
        revised=outcomes["revised"],
        unchanged=outcomes["unchanged"],
        practice=sum(is_for_practice(question.id) for question in bank.questions),
    )
    if report.new or report.revised:
        note(
            "question.load_bank",
            object_kind="question_bank",
            object_id="shipped",
            actor_id=actor.account_id,
            actor_name=actor.name,
            new=report.new,
            revised=report.revised,
        )
    return report


@transactional
def note_export(file_format: str, *, count: int, actor: Actor) -> None:
    """Enter in the log that questions with their keys were taken out as a file (导出题库)."""
    note(
        "question.export",
        object_kind="question_bank",
        object_id=file_format,
        actor_id=actor.account_id,
        actor_name=actor.name,
        count=count,
    )


def _files_of(bank: Bank) -> list[Path]:
    """Return the shipped pictures and films that the questions name."""
    named = {medium.digest for question in bank.questions for medium in question.body.media}
    files = MEDIA.iterdir() if named else ()
    return [file for file in files if hashlib.sha256(file.read_bytes()).hexdigest() in named]


def _register_laws(bank: Bank, actor: Actor) -> dict[str, UUID]:
    return {
        law.name: register(
            name=law.name,
            title=law.title,
            adopted_on=law.version,
            effective_on=law.effective_on,
            standing=law.standing,
            actor=actor,
        ).id
        for law in bank.laws
    }


@dataclass(slots=True)
class _Known:
    question_id: UUID
    digests: set[str]


def _known() -> dict[str, _Known]:
    statement = select(
        StoredQuestion.code,
        StoredQuestion.id,
        QuestionRevision.content_digest,
    ).join(StoredQuestion.revisions)
    known: dict[str, _Known] = {}
    for code, question_id, digest in db.session.execute(statement):
        known.setdefault(code, _Known(question_id, set())).digests.add(digest)
    return known


def _take_in(question: Question, law_version_id: UUID, known: _Known | None, actor: Actor) -> str:
    if known and content_hash(question) in known.digests:
        return "unchanged"
    values = revision_values(question, law_version_id=law_version_id)
    if known:
        return _revise(db.session.get_one(StoredQuestion, known.question_id), values, actor)
    pool = Pool.PRACTICE if is_for_practice(question.id) else Pool.EXAM
    stored = StoredQuestion(code=question.id, state=QuestionState.PUBLISHED, pool=pool)
    db.session.add(stored)
    db.session.flush()
    db.session.add(QuestionRevision(question_id=stored.id, number=1, why=WHY, **values))
    return "new"


def _revise(stored: StoredQuestion, values: dict[str, Any], actor: Actor) -> str:
    """Add a shipped revision; where people of the site are at work on the question, they decide."""
    before = steps.read(stored)
    if before.state is QuestionState.RETIRED:
        return "unchanged"
    life = propose(before, by=None)
    db.session.add(QuestionRevision(question_id=stored.id, number=life.latest, why=WHY, **values))
    steps.write(stored, life)
    steps.enter(StepKind.PROPOSED, stored, number=life.latest, actor=actor, words=WHY)
    if (before.state, before.review) == (QuestionState.PUBLISHED, ReviewState.SETTLED):
        steps.enter(StepKind.APPROVED, stored, number=life.latest, actor=actor, words=WHY)
        steps.write(stored, adopt(life))
    return "revised"
