"""Making an exam and freezing its paper (建立与发布考试)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from question_bank.delivery import paper_key
from question_bank.form_demand import Form, Forms
from question_bank.marking import PartialCredit
from question_bank.storage import shown
from zhifa_training.audit.services import note
from zhifa_training.core import clock
from zhifa_training.core.db import db, lock, transactional
from zhifa_training.core.types import CENT
from zhifa_training.exams.cells import as_cells
from zhifa_training.exams.models.papers import Blueprint, Exam, Paper, PaperItem
from zhifa_training.exams.rules.blueprints import (
    BlueprintFaultError,
    ensure_not_published,
    ensure_pass_score_reachable,
    total,
)
from zhifa_training.exams.rules.forms import DEFAULT_AVOIDS_LAST
from zhifa_training.exams.rules.leaving import DEFAULT_LIMIT, LeavePolicy
from zhifa_training.exams.rules.words import ExamKind, ReleasePolicy, ReviewMode
from zhifa_training.exams.services.drawing import Draw, draw_forms
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
    minimum_minutes: int = 0
    form_count: int = 1
    avoids_last: int = DEFAULT_AVOIDS_LAST
    leave_policy: LeavePolicy = LeavePolicy.RECORD
    leave_limit: int = DEFAULT_LIMIT
    resit_limit: int = 0
    takes_unexcused: bool = False


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


def publish(exam: Exam, *, actor: Actor, held_on: date | None = None) -> Forms:
    """Draw the forms and freeze them with their keys; a short pool is refused, each cell named.

    Questions that an amendment has made stale by ``held_on`` are not drawn. The drawing may take
    seconds, so it holds no transaction; what it rests on is checked again.
    """
    day = held_on or clock.today()
    ensure_not_published(exam.published_at)
    draw = draw_forms(exam, on=day, actor=actor)
    _publish(exam, draw, on=day, actor=actor)
    return draw.forms


@transactional
def _publish(exam: Exam, draw: Draw, *, on: date, actor: Actor) -> None:
    lock(exam)
    ensure_not_published(exam.published_at)
    _ensure_unchanged(exam, draw, on, actor)
    drawn = {UUID(one.item_id) for form in draw.forms.forms for one in form.drawn}
    hold_for_paper(sorted(drawn), on=on)
    full_score = total(draw.cells)
    ensure_pass_score_reachable(pass_score=exam.pass_score, full_score=full_score)
    exam.published_at, exam.published_by = clock.now(), actor.account_id
    papers = [_freeze(exam, form, full_score) for form in draw.forms.forms]
    _note(
        "exam.publish",
        exam,
        actor,
        items=len(draw.forms.forms[0].drawn),
        forms=len(papers),
        digest=" ".join(paper.content_digest for paper in papers),
    )


def _ensure_unchanged(exam: Exam, draw: Draw, on: date, actor: Actor) -> None:
    """Refuse a draw whose blueprint or questions were changed while it was being made."""
    drawn = {one.item_id for form in draw.forms.forms for one in form.drawn}
    is_same = (
        exam.form_count == len(draw.forms.forms)
        and tuple(as_cells(exam.blueprint.cells)) == draw.cells
        and drawn <= {item.id for item in list_pool(on=on, actor=actor)}
    )
    if not is_same:
        raise BlueprintFaultError("组卷期间组卷方案、考试规则或试题有变动，请重新发布")


def _freeze(exam: Exam, form: Form, full_score: Decimal) -> Paper:
    wanted = [UUID(one.item_id) for one in form.drawn]
    found = db.session.scalars(select(QuestionRevision).where(QuestionRevision.id.in_(wanted)))
    revisions = {revision.id: revision for revision in found}
    content = [delivered(revisions[UUID(one.item_id)], one.worth) for one in form.drawn]
    paper = Paper(
        exam_id=exam.id,
        form=form.letter,
        content=content,
        content_digest=digest(content),
        full_score=full_score,
        expected_score=form.expected.quantize(CENT),
        built_at=exam.published_at,
        items=[
            PaperItem(
                position=position,
                revision_id=UUID(one.item_id),
                worth=one.worth,
                key=marked_by(revisions[UUID(one.item_id)]),
            )
            for position, one in enumerate(form.drawn, 1)
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
