"""Proposing law texts and confirming them (法规文本送审与确认): always two people."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from question_bank.law_texts import LawReading, date_faults
from zhifa_training.audit.services import note
from zhifa_training.core import clock
from zhifa_training.core.db import db, lock, transactional
from zhifa_training.core.lazy import heavy
from zhifa_training.laws.models import ArticleChange, LawArticle, LawDraft, LawVersion
from zhifa_training.laws.rules import (
    DraftFaultError,
    DraftState,
    VersionClashError,
    ensure_own,
    ensure_second_person,
    ensure_staged,
    starts_on,
)
from zhifa_training.laws.services.registry import find_version, held_law, note_version, settle
from zhifa_training.units.scope import Actor

WITHDRAWN, REPLACED = "提交人撤回", "提交人重新提交"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFacts:
    """What people say of a version: its names, its dates, and where they stand (版本事实)."""

    name: str
    title: str
    adopted_on: date
    effective_on: date
    source: str


@transactional
def stage(
    facts: VersionFacts,
    *,
    reading: LawReading,
    notes: Sequence[str] = (),
    file_name: str,
    actor: Actor,
    at: datetime | None = None,
) -> LawDraft:
    """Keep a text for a second person to look at; the same text staged again is the same draft."""
    digest = _digest(reading)
    waiting = select(LawDraft).filter_by(
        law_name=facts.name, adopted_on=facts.adopted_on, state=DraftState.STAGED
    )
    known = db.session.scalars(waiting).one_or_none()
    if known is not None and (known.text_digest, known.effective_on) == (
        digest,
        facts.effective_on,
    ):
        return known
    if known is not None:
        _replace(known, actor)
    draft = LawDraft(
        law_name=facts.name,
        law_title=facts.title,
        adopted_on=facts.adopted_on,
        effective_on=facts.effective_on,
        source=facts.source,
        file_name=file_name[:200],
        text_digest=digest,
        articles=[_article(entry) for entry in sorted(reading.articles, key=lambda e: e.number)],
        findings=_findings(reading, facts, notes),
        mentions=[{"day": m.day.isoformat(), "words": m.words} for m in reading.mentions],
        state=DraftState.STAGED,
        proposed_by=actor.account_id,
        proposed_by_name=actor.name,
        proposed_at=at or clock.now(),
    )
    db.session.add(draft)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise VersionClashError("该版本刚刚由他人提交，请刷新后查看") from error
    _note("law.stage", draft, actor, articles=len(draft.articles))
    return draft


@transactional
def confirm(draft: LawDraft, *, actor: Actor, at: datetime | None = None) -> LawVersion:
    """Make a staged text a version (确认): its articles, its place in time, what changed to it."""
    lock(draft)
    ensure_staged(draft.state)
    ensure_second_person(proposed_by=draft.proposed_by, confirmed_by=actor.account_id)
    _ensure_usable(draft)
    law = held_law(draft.law_name, draft.law_title)
    version = find_version(law, draft.adopted_on)
    if version is None:
        version = LawVersion(law_id=law.id, adopted_on=draft.adopted_on)
    elif version.confirmed_at is not None:
        raise VersionClashError("该版本的条文已经确认过，不得改写；如文本有误，请联系系统管理员")
    settle(version, effective_on=draft.effective_on)
    _store_articles(version, draft)
    version.source, version.text_digest = draft.source, draft.text_digest
    version.proposed_by, version.confirmed_by = draft.proposed_by, actor.account_id
    version.confirmed_at = at or clock.now()
    _compare(version)
    _decide(draft, DraftState.CONFIRMED, actor, at)
    draft.version_id = version.id
    note_version(
        "law.confirm",
        law,
        version,
        actor,
        articles=len(draft.articles),
        effective_on=draft.effective_on.isoformat(),
    )
    return version


@transactional
def discard(draft: LawDraft, *, reason: str, actor: Actor) -> None:
    """Send a staged text back with a reason (退回)."""
    lock(draft)
    ensure_staged(draft.state)
    if not reason.strip():
        raise DraftFaultError("请写明退回原因")
    _decide(draft, DraftState.DISCARDED, actor)
    draft.decision_note = reason.strip()
    _note("law.discard", draft, actor, reason=reason.strip())


@transactional
def withdraw(draft: LawDraft, *, actor: Actor) -> None:
    """Take back one's own text before anybody decided on it (撤回)."""
    lock(draft)
    ensure_staged(draft.state)
    ensure_own(proposed_by=draft.proposed_by, withdrawn_by=actor.account_id)
    _decide(draft, DraftState.DISCARDED, actor)
    draft.decision_note = WITHDRAWN
    _note("law.discard", draft, actor, reason=WITHDRAWN)


def _replace(draft: LawDraft, actor: Actor) -> None:
    """Make way for a better text of the same version by the same person."""
    if draft.proposed_by is None or draft.proposed_by != actor.account_id:
        raise VersionClashError("该版本已有他人提交的文本待确认，请等待确认或退回后再提交")
    _decide(draft, DraftState.DISCARDED, actor)
    draft.decision_note = REPLACED
    _note("law.discard", draft, actor, reason=REPLACED)
    db.session.flush()


def _ensure_usable(draft: LawDraft) -> None:
    errors = [finding["text"] for finding in draft.findings if finding["gravity"] == "error"]
    if errors:
        raise DraftFaultError(f"文本还有错误，不能确认：{'；'.join(errors)}")


def _store_articles(version: LawVersion, draft: LawDraft) -> None:
    db.session.add_all(LawArticle(version_id=version.id, **article) for article in draft.articles)
    db.session.flush()


def _compare(version: LawVersion) -> None:
    """Store what changed between this version and every other that has its articles."""
    known = select(LawVersion).where(
        LawVersion.law_id == version.law_id, LawVersion.confirmed_at.is_not(None)
    )
    mine = _articles(version.id)
    for other in db.session.scalars(known).all():
        if other is version:
            continue
        theirs = _articles(other.id)
        if _begins(other) < _begins(version):
            _store_changes(other, version, theirs, mine)
        else:
            _store_changes(version, other, mine, theirs)
    db.session.flush()


def _store_changes(
    older: LawVersion, newer: LawVersion, old: dict[int, str], new: dict[int, str]
) -> None:
    align = heavy("question_bank.amendments.alignment").align
    db.session.add_all(
        ArticleChange(
            older_id=older.id,
            newer_id=newer.id,
            position=position,
            change=pair.change,
            old_number=pair.old,
            new_number=pair.new,
            likeness=round(pair.similarity * 100),
        )
        for position, pair in enumerate(align(old, new), 1)
    )


def _articles(version_id: UUID) -> dict[int, str]:
    statement = select(LawArticle.number, LawArticle.text).filter_by(version_id=version_id)
    return {row.number: row.text for row in db.session.execute(statement)}


def _begins(version: LawVersion) -> date:
    return starts_on(version.adopted_on, version.effective_on)


def _decide(draft: LawDraft, state: DraftState, actor: Actor, at: datetime | None = None) -> None:
    draft.state = state
    draft.decided_by, draft.decided_at = actor.account_id, at or clock.now()


def _article(entry: Any) -> dict[str, Any]:
    return {"number": entry.number, "chapter": entry.chapter[:80], "text": entry.text}


def _findings(
    reading: LawReading, facts: VersionFacts, notes: Sequence[str]
) -> list[dict[str, str]]:
    days = [("通过或公布日期", facts.adopted_on), ("施行日期", facts.effective_on)]
    faults = [*reading.faults, *date_faults(reading, days)]
    return [
        *({"gravity": fault.gravity.value, "text": fault.text} for fault in faults),
        *({"gravity": "warning", "text": text} for text in notes),
    ]


def _digest(reading: LawReading) -> str:
    content = "\n".join(f"{entry.number}\t{entry.text}" for entry in reading.articles)
    return hashlib.sha256(content.encode()).hexdigest()


def _note(action: str, draft: LawDraft, actor: Actor, **detail: Any) -> None:
    note(
        action,
        object_kind="law_draft",
        object_id=draft.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        law=draft.law_name,
        adopted_on=draft.adopted_on.isoformat(),
        **detail,
    )
