"""Correcting a key with two people (答案更正): proposed by one, approved by another."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from zhifa_training.accounts.actor import Actor
from zhifa_training.audit.services import note
from zhifa_training.core.db import after_commit, db, lock, transactional
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.exams.editions import count_editions
from zhifa_training.exams.models.corrections import (
    CorrectionDecision,
    KeyCorrection,
    PaperEdition,
)
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.queries.corrections import CorrectionRow, get_correction
from zhifa_training.exams.queries.keys import KeyRow, ensure_not_called
from zhifa_training.exams.rules.corrections import (
    DecidedError,
    Verdict,
    ensure_correctable,
    ensure_current,
    ensure_may_decide,
    ensure_undecided,
)
from zhifa_training.exams.services.rescoring import rescore_some


@transactional
def propose(
    exam: Exam, key: KeyRow, *, accepts: Sequence[Sequence[str]], reason: str, actor: Actor
) -> UUID:
    """Propose what a question is to be marked by; nothing changes until another approves."""
    if actor.account_id is None:
        raise NotVisibleError("答案更正须由本人登录后提出")
    ensure_correctable(key.item, [set(each) for each in accepts], key.offered)
    correction = KeyCorrection(
        exam_id=exam.id,
        revision_id=key.revision.id,
        accepts=[sorted(set(each)) for each in accepts],
        reason=reason,
        proposed_by=actor.account_id,
        proposed_name=actor.name,
    )
    db.session.add(correction)
    db.session.flush()
    _note("propose", exam, correction.id, actor, accepts=correction.accepts, reason=reason)
    return correction.id


def decide(
    correction_id: UUID, *, verdict: Verdict, seen: int, words: str = "", actor: Actor
) -> None:
    """Approve, decline or withdraw a correction, once; an approval holds from its commit on."""
    try:
        _decide(correction_id, verdict=verdict, seen=seen, words=words, actor=actor)
    except IntegrityError as error:
        raise DecidedError("另一位人员刚刚处理了这项更正，请刷新页面查看结果") from error


@transactional
def _decide(correction_id: UUID, *, verdict: Verdict, seen: int, words: str, actor: Actor) -> None:
    exam = db.session.get_one(Exam, get_correction(correction_id, actor=actor).exam_id)
    lock(exam)
    ensure_not_called(exam, actor=actor)
    correction = get_correction(correction_id, actor=actor)
    ensure_undecided(correction.verdict)
    ensure_may_decide(
        proposed_by=correction.proposed_by, decided_by=actor.account_id, verdict=verdict
    )
    if verdict is Verdict.APPROVED:
        ensure_current(seen=seen, now=count_editions(exam.id))
    db.session.add(
        CorrectionDecision(
            correction_id=correction.id,
            proposed_by=correction.proposed_by,
            decided_by=actor.account_id,
            decided_name=actor.name,
            verdict=verdict,
            words=words,
        )
    )
    db.session.flush()
    if verdict is Verdict.APPROVED:
        _put_in_force(correction)
        after_commit(partial(rescore_some, exam.id))
    act = {Verdict.APPROVED: "approve", Verdict.DECLINED: "decline"}.get(verdict, "withdraw")
    _note(act, exam, correction.id, actor, words=words)


def _put_in_force(correction: CorrectionRow) -> None:
    """Begin a new edition of every form that holds the question."""
    latest = func.coalesce(func.max(PaperEdition.edition), 0)
    held = (
        select(Paper.id, latest)
        .join(PaperItem, PaperItem.paper_id == Paper.id)
        .outerjoin(PaperEdition, PaperEdition.paper_id == Paper.id)
        .where(Paper.exam_id == correction.exam_id)
        .where(PaperItem.revision_id == correction.revision_id)
        .group_by(Paper.id)
    )
    db.session.add_all(
        PaperEdition(paper_id=paper_id, edition=edition + 1, correction_id=correction.id)
        for paper_id, edition in db.session.execute(held).all()
    )
    db.session.flush()


def _note(act: str, exam: Exam, correction_id: UUID, actor: Actor, **detail: Any) -> None:
    note(
        f"key.{act}",
        object_kind="key_correction",
        object_id=correction_id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        exam=exam.title,
        **detail,
    )
