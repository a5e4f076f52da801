"""Settling questions after an amendment (修订后处理): carry over, keep after review, suspend."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from question_bank.amendments.effects import Effect, Impact, recited
from question_bank.questions import Citation
from question_bank.storage import content_hash
from zhifa_training.audit.services import note
from zhifa_training.core.db import db, transactional
from zhifa_training.core.errors import DomainError
from zhifa_training.laws.models import LawVersion
from zhifa_training.questions.amendments.queries import Affected, get_affected, list_affected
from zhifa_training.questions.models import QuestionRevision, StoredQuestion
from zhifa_training.questions.rules import Life, ReviewState, StepKind, ensure_two_people
from zhifa_training.questions.services import standing, steps
from zhifa_training.questions.wording import revision_values
from zhifa_training.units.scope import Actor

MECHANICAL = (Effect.UNTOUCHED, Effect.RENUMBERED)


class SettledError(DomainError):
    """The question needs no decision on this version any more (已处理)."""


class EvidenceGoneError(DomainError):
    """The words the key rests on are gone; the wording itself must be revised (依据已变)."""


class UnconfirmedError(DomainError):
    """The version has no confirmed text to move questions to (版本未确认)."""


@transactional
def carry_over(version: LawVersion, effects: Iterable[Effect], *, actor: Actor) -> int:
    """Move the citations that change mechanically to this version; return how many moved."""
    _ensure_confirmed(version)
    wanted = set(effects) & set(MECHANICAL)
    moved = 0
    for each in list_affected(version, actor=actor):
        if each.is_open and each.impact.effect in wanted:
            moved += _recite(each, version, why=each.impact.reason, actor=actor)
    return moved


@transactional
def carry_one(question_id: UUID, version: LawVersion, *, actor: Actor) -> None:
    """Move one question's citation that changes mechanically."""
    each = _held(question_id, version, actor)
    if not each.impact.is_mechanical:
        raise EvidenceGoneError("本题须人工复核，不能只更新依据")
    _recite(each, version, why=each.impact.reason, actor=actor)


@transactional
def keep(question_id: UUID, version: LawVersion, *, remark: str, actor: Actor) -> None:
    """Say after reading both texts that a question still holds; move its citation (复核无误)."""
    each = _held(question_id, version, actor)
    if not each.impact.evidence_stands or each.impact.article is None:
        raise EvidenceGoneError("依据原文在新版本中已不存在，请提出修订，不能直接沿用")
    _recite(each, version, why=f"复核无误：{remark.strip()}", actor=actor)


@transactional
def suspend_all(version: LawVersion, *, actor: Actor) -> int:
    """Suspend every question the amendment leaves without its rule; return how many."""
    _ensure_confirmed(version)
    ended = [
        each
        for each in list_affected(version, actor=actor)
        if each.is_open and each.impact.effect is Effect.SUSPENDED
    ]
    for each in ended:
        _suspend(each, version, actor)
    return len(ended)


@transactional
def suspend_one(question_id: UUID, version: LawVersion, *, actor: Actor) -> None:
    """Suspend one question for what the amendment did to it."""
    each = _held(question_id, version, actor)
    if each.impact.is_mechanical:
        raise SettledError("本题的条文没有变动，不需停用；确有错误的，请在试题页停用")
    _suspend(each, version, actor)


def _suspend(each: Affected, version: LawVersion, actor: Actor) -> None:
    reason = f"《{version.law.name}》修订：{each.impact.reason}"
    standing.suspend(each.revision.question, reason=reason[:200], actor=actor)


def _held(question_id: UUID, version: LawVersion, actor: Actor) -> Affected:
    _ensure_confirmed(version)
    each = get_affected(question_id, version, actor=actor)
    if each is None or not each.is_open:
        raise SettledError("本题已处理，或已有新的修订，请刷新页面")
    return each


def _ensure_confirmed(version: LawVersion) -> None:
    if version.confirmed_at is None:
        raise UnconfirmedError("该版本还没有收录条文，不能更新依据；请先提交文本并确认")


def _recite(each: Affected, version: LawVersion, *, why: str, actor: Actor) -> bool:
    """Add a revision that differs in its citation alone; tell whether the question was still so.

    The wording stays its author's: who moves the citation must not become able to approve it.
    """
    stored, before = each.revision.question, each.revision
    life = steps.read(stored)
    known = select(QuestionRevision).filter_by(question_id=stored.id)
    revised = list(db.session.scalars(known.order_by(QuestionRevision.number)))
    if revised[-1].id != before.id:
        return False
    wording = recited(each.question, each.impact, _citation(version, each.impact))
    if content_hash(wording) in {revision.content_digest for revision in revised}:
        raise SettledError(f"试题 {stored.code} 曾有完全相同的修订，请提出新的修订后再审")
    revision = QuestionRevision(
        question_id=stored.id,
        number=before.number + 1,
        why=f"《{version.law.name}》修订：{why}"[:200],
        created_by=before.created_by,
        **revision_values(wording, law_version_id=version.id),
    )
    db.session.add(revision)
    db.session.flush()
    if life.published == before.number and life.review is ReviewState.SETTLED:
        _put_into_use(stored, replace(life, latest=revision.number), before, actor)
    note(
        "question.recite",
        object_kind="question",
        object_id=stored.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        code=stored.code,
        revision=revision.number,
        before=each.question.citation.label,
        after=wording.citation.label,
        why=why,
    )
    return True


def _put_into_use(
    stored: StoredQuestion, life: Life, before: QuestionRevision, actor: Actor
) -> None:
    """Use the moved citation at once: whoever moves it approves it, and did not write it."""
    authors = [] if before.created_by is None else [before.created_by]
    ensure_two_people(authors=authors, reviewer_id=actor.account_id)
    steps.enter(StepKind.APPROVED, stored, number=life.latest, actor=actor)
    steps.write(stored, replace(life, published=life.latest))


def _citation(version: LawVersion, impact: Impact) -> Citation:
    return Citation(version.law.name, version.adopted_on, impact.article or 0, impact.paragraph)
