"""Making an exam and freezing its paper (建立与发布考试)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from question_bank.assembly import Drawn, ShortageError, assemble
from question_bank.delivery import paper_key
from question_bank.marking import PartialCredit
from question_bank.storage import shown
from zhifa_training.audit.services import note
from zhifa_training.core import clock
from zhifa_training.core.db import db, lock, transactional
from zhifa_training.exams.cells import as_cells
from zhifa_training.exams.models.papers import Blueprint, Exam, Paper, PaperItem
from zhifa_training.exams.rules.blueprints import (
    PoolShortError,
    ensure_not_published,
    ensure_pass_score_reachable,
    ensure_usable,
)
from zhifa_training.exams.rules.words import ExamKind, ReleasePolicy, ReviewMode
from zhifa_training.questions.models import QuestionRevision
from zhifa_training.questions.queries import list_pool
from zhifa_training.questions.services.pools import hold_for_paper
from zhifa_training.units.models import Unit
from zhifa_training.units.scope import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamRules:
    """What holds for every sitting of an exam (考试规则)."""

    title: str
    kind: ExamKind
    duration_minutes: int
    pass_score: Decimal
    partial_credit: PartialCredit
    shuffles_items: bool
    shuffles_options: bool
    release_policy: ReleasePolicy
    review_mode: ReviewMode


@transactional
def create(*, unit: Unit, blueprint: Blueprint, rules: ExamRules, actor: Actor) -> Exam:
    """Set up an exam; it has no paper until it is published."""
    exam = Exam(
        unit_id=unit.id,
        blueprint_id=blueprint.id,
        created_by=actor.account_id,
        **_columns(rules),
    )
    db.session.add(exam)
    db.session.flush()
    _note("exam.create", exam, actor)
    return exam


@transactional
def change(exam: Exam, *, blueprint: Blueprint, rules: ExamRules, actor: Actor) -> None:
    """Change an exam that is not published yet."""
    lock(exam)
    ensure_not_published(exam.published_at)
    exam.blueprint_id = blueprint.id
    for name, value in _columns(rules).items():
        setattr(exam, name, value)
    _note("exam.change", exam, actor)


@transactional
def publish(exam: Exam, *, actor: Actor) -> Paper:
    """Draw the paper and freeze it with its keys; a short pool is refused, each cell named."""
    lock(exam)
    ensure_not_published(exam.published_at)
    cells = as_cells(exam.blueprint.cells)
    ensure_usable(cells)
    try:
        drawn = assemble(cells, list_pool(actor=actor), seed=str(exam.id))
    except ShortageError as error:
        raise PoolShortError(error.shortages) from error
    hold_for_paper([UUID(item.item_id) for item in drawn], on=clock.today())
    full_score = sum((item.worth for item in drawn), Decimal(0))
    ensure_pass_score_reachable(pass_score=exam.pass_score, full_score=full_score)
    paper = _freeze(exam, drawn, full_score)
    exam.published_at, exam.published_by = clock.now(), actor.account_id
    _note("exam.publish", exam, actor, items=len(drawn), digest=paper.content_digest)
    return paper


def _freeze(exam: Exam, drawn: Sequence[Drawn], full_score: Decimal) -> Paper:
    wanted = [UUID(item.item_id) for item in drawn]
    found = db.session.scalars(select(QuestionRevision).where(QuestionRevision.id.in_(wanted)))
    revisions = {revision.id: revision for revision in found}
    content = [delivered(revisions[UUID(item.item_id)], item.worth) for item in drawn]
    paper = Paper(
        exam_id=exam.id,
        content=content,
        content_digest=digest(content),
        full_score=full_score,
        items=[
            PaperItem(
                position=position,
                revision_id=UUID(item.item_id),
                worth=item.worth,
                key=marked_by(revisions[UUID(item.item_id)]),
            )
            for position, item in enumerate(drawn, 1)
        ],
    )
    db.session.add(paper)
    db.session.flush()
    return paper


def digest(content: list[dict[str, Any]]) -> str:
    """Return the SHA-256 of a paper's content, written canonically."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def delivered(revision: QuestionRevision, worth: Decimal) -> dict[str, Any]:
    """Return what a candidate sees of a question: no key, no explanation, no citation."""
    plain = {
        "type": revision.type.value,
        "stem": revision.stem,
        "options": revision.options,
        "body": revision.body,
    }
    return {"id": str(revision.id), "worth": str(worth)} | shown(plain)


def marked_by(revision: QuestionRevision) -> list[Any]:
    """Return what a paper is marked by: the key, or for a case set each part's."""
    parts = revision.body.get("parts", ())
    return [paper_key(part) for part in parts] or revision.key


def _columns(rules: ExamRules) -> dict[str, Any]:
    return {name: getattr(rules, name) for name in ExamRules.__slots__}


def _note(action: str, exam: Exam, actor: Actor, **detail: Any) -> None:
    note(
        action,
        object_kind="exam",
        object_id=exam.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        title=exam.title,
        **detail,
    )
