"""Reading corrections of keys and whom they affect (查阅答案更正)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from question_bank.marking import MarkItem, read_mark_item
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.exams.editions import STALE, read_marking
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.corrections import (
    CorrectionDecision,
    KeyCorrection,
    PaperEdition,
)
from zhifa_training.exams.models.expressions import events_of
from zhifa_training.exams.models.marks import ItemMark
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.queries.keys import KeyRow
from zhifa_training.exams.rules.answers import current_answers, kept
from zhifa_training.exams.rules.corrections import (
    Consequences,
    Ruling,
    Sat,
    Scored,
    Verdict,
    compared,
    consequences,
    ruling_of,
)
from zhifa_training.exams.rules.words import ReleasePolicy
from zhifa_training.units.models import Officer, Unit
from zhifa_training.units.scope import Actor, within


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """One correction and what became of it (一项答案更正)."""

    id: UUID
    exam_id: UUID
    revision_id: UUID
    accepts: Sequence[Sequence[str]]
    reason: str
    proposed_by: UUID
    proposed_name: str
    proposed_at: datetime
    verdict: Verdict | None
    decided_name: str | None
    decided_at: datetime | None
    words: str | None

    @property
    def ruling(self) -> Ruling:
        """Return what it says of the question."""
        return ruling_of(self.accepts)

    @property
    def standing(self) -> str:
        """Return what became of it."""
        return self.verdict.label if self.verdict else "待审批"


def list_corrections(exam: Exam, *, actor: Actor) -> list[CorrectionRow]:
    """Return the corrections of an exam, the newest first."""
    statement = _corrections(actor).where(KeyCorrection.exam_id == exam.id)
    ordered = statement.order_by(KeyCorrection.proposed_at.desc(), KeyCorrection.id.desc())
    return [CorrectionRow(*row) for row in db.session.execute(ordered)]


def get_correction(correction_id: UUID, *, actor: Actor) -> CorrectionRow:
    """Return a correction of an exam of ``actor``'s units."""
    found = _corrections(actor).where(KeyCorrection.id == correction_id)
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise NotVisibleError("没有找到这项答案更正")
    return CorrectionRow(*row)


def list_pending(*, actor: Actor) -> list[tuple[UUID, str]]:
    """Return the corrections that wait for somebody other than ``actor`` to propose: id, exam."""
    statement = (
        select(KeyCorrection.id, Exam.title)
        .join(Exam, Exam.id == KeyCorrection.exam_id)
        .outerjoin(CorrectionDecision, CorrectionDecision.correction_id == KeyCorrection.id)
        .where(CorrectionDecision.correction_id.is_(None), within(actor, Exam.unit_id))
        .where(KeyCorrection.proposed_by != actor.account_id)
        .order_by(KeyCorrection.proposed_at)
    )
    return [(one, title) for one, title in db.session.execute(statement)]


def foresee(
    exam: Exam, key: KeyRow, accepts: Sequence[Sequence[str]], *, actor: Actor
) -> Consequences:
    """Return whom a correction would affect, if it held now."""
    papers = _papers_with(exam, key.revision.id)
    marking = {
        paper_id: [_corrected(item, accepts, key) for item in items]
        for paper_id, items in read_marking(papers).items()
    }
    sat = _sat(exam, papers, actor)
    return consequences(sat, marking, partial=exam.partial_credit, pass_score=exam.pass_score)


def list_effects(correction: CorrectionRow, *, actor: Actor) -> Consequences:
    """Return whom an approved correction has affected so far, run beside run."""
    return compared(_reruns(correction, actor))


def is_rescoring(exam: Exam, *, actor: Actor) -> bool:
    """Tell whether attempts of an exam wait to be marked by the latest keys."""
    waiting = select(Attempt.id).join(Attempt.sitting).where(Sitting.exam_id == exam.id, STALE)
    return db.session.scalars(waiting.limit(1)).first() is not None


def _corrections(actor: Actor) -> Select[Any]:
    one, decision = KeyCorrection, CorrectionDecision
    return (
        select(one.id, one.exam_id, one.revision_id, one.accepts, one.reason, one.proposed_by)
        .add_columns(one.proposed_name, one.proposed_at, decision.verdict)
        .add_columns(decision.decided_name, decision.decided_at, decision.words)
        .join(Exam, Exam.id == one.exam_id)
        .outerjoin(decision, decision.correction_id == one.id)
        .where(within(actor, Exam.unit_id))
    )


def _papers_with(exam: Exam, revision_id: UUID) -> list[UUID]:
    held = (
        select(Paper.id)
        .join(PaperItem, PaperItem.paper_id == Paper.id)
        .where(Paper.exam_id == exam.id, PaperItem.revision_id == revision_id)
    )
    return list(db.session.scalars(held))


def _corrected(item: MarkItem, accepts: Sequence[Sequence[str]], key: KeyRow) -> MarkItem:
    if item.id != key.item.id:
        return item
    if accepts:
        return read_mark_item(item.id, item.type, (), item.worth, accepts)
    return replace(item, is_void=True)


def _marked(exam_id: UUID) -> Select[Any]:
    """Select whoever has attempts of an exam, with columns to be added."""
    return (
        select(Attempt.id, Attempt.candidate_id, Attempt.paper_id)
        .add_columns(Officer.name, Officer.badge_number, Unit.name.label("unit"))
        .join(Attempt.sitting)
        .join(Attempt.candidate)
        .join(Officer, Officer.id == Attempt.officer_id)
        .join(Unit, Unit.id == Candidate.unit_id)
        .where(Sitting.exam_id == exam_id)
        .order_by(Unit.name, Officer.name, Attempt.id)
    )


def _sat(exam: Exam, papers: Sequence[UUID], actor: Actor) -> Iterator[Sat]:
    given: dict[UUID, dict[str, Decimal]] = defaultdict(dict)
    marks = (
        select(ItemMark.attempt_id, ItemMark.item_id, ItemMark.score)
        .join(Attempt, Attempt.id == ItemMark.attempt_id)
        .where(Attempt.paper_id.in_(papers))
    )
    for attempt_id, item_id, score in db.session.execute(marks):
        given[attempt_id][str(item_id)] = score
    statement = (
        _marked(exam.id)
        .add_columns(AttemptScore.score, AttemptScore.is_passed, events_of(Attempt.id).label("ev"))
        .join(AttemptScore, (AttemptScore.attempt_id == Attempt.id) & AttemptScore.is_current)
        .where(Attempt.paper_id.in_(papers))
    )
    for row in db.session.execute(statement):
        yield _as_sat(row, row, current_answers(kept(row.ev)), given[row.id])


def _as_sat(row: Any, score: Any, answers: Any, given: Any) -> Sat:
    return Sat(
        attempt_id=row.id,
        candidate_id=row.candidate_id,
        name=row.name,
        badge_number=row.badge_number,
        unit=row.unit,
        paper_id=row.paper_id,
        answers=answers,
        given=given,
        score=score.score,
        is_passed=score.is_passed,
    )


def _reruns(correction: CorrectionRow, actor: Actor) -> Iterator[tuple[Sat, Scored]]:
    before, after, edition = aliased(AttemptScore), aliased(AttemptScore), PaperEdition
    statement = (
        _marked(correction.exam_id)
        .add_columns(before, after)
        .join(edition, edition.paper_id == Attempt.paper_id)
        .join(before, (before.attempt_id == Attempt.id) & (before.key_edition < edition.edition))
        .join(after, (after.attempt_id == Attempt.id) & (after.run == before.run + 1))
        .where(after.key_edition >= edition.edition, edition.correction_id == correction.id)
    )
    for row in db.session.execute(statement):
        old, new = row[-2], row[-1]
        scored = Scored(new.score, new.full_score, new.is_passed, {})
        yield _as_sat(row, old, {}, {}), scored


@dataclass(frozen=True, slots=True)
class Corrected:
    """That one's own released score was corrected, and why (成绩更正)."""

    attempt_id: UUID
    exam: str
    old_score: Decimal
    new_score: Decimal
    was_passed: bool
    is_passed: bool
    corrected_at: datetime


@dataclass(frozen=True, slots=True)
class Grounds:
    """A correction that bears on one's paper (更正依据)."""

    revision_id: UUID
    ruling: Ruling
    reason: str
    decided_at: datetime


def list_my_corrected(
    *, actor: Actor, attempt_id: UUID | None = None, since: datetime | None = None
) -> list[Corrected]:
    """Return where one's own score was changed after it was out; the newest first."""
    before, after = aliased(AttemptScore), aliased(AttemptScore)
    at_once = Exam.release_policy == ReleasePolicy.AT_ONCE
    was_out = at_once | (Sitting.released_at <= after.scored_at)
    statement = (
        select(Attempt.id, Exam.title, before.score, after.score)
        .add_columns(before.is_passed, after.is_passed, after.scored_at)
        .join(before, before.attempt_id == Attempt.id)
        .join(after, (after.attempt_id == Attempt.id) & (after.run == before.run + 1))
        .join(Attempt.sitting)
        .join(Sitting.exam)
        .where(Attempt.officer_id == actor.officer_id, was_out)
        .where(after.key_edition > before.key_edition, after.score != before.score)
        .order_by(after.scored_at.desc(), after.id.desc())
    )
    if attempt_id is not None:
        statement = statement.where(Attempt.id == attempt_id)
    if since is not None:
        statement = statement.where(after.scored_at >= since)
    return [Corrected(*row) for row in db.session.execute(statement)]


def list_grounds(attempt_id: UUID, *, actor: Actor) -> list[Grounds]:
    """Return the approved corrections that bear on one's own paper, in the order they held."""
    statement = (
        select(KeyCorrection.revision_id, KeyCorrection.accepts, KeyCorrection.reason)
        .add_columns(CorrectionDecision.decided_at)
        .join(PaperEdition, PaperEdition.correction_id == KeyCorrection.id)
        .join(CorrectionDecision, CorrectionDecision.correction_id == KeyCorrection.id)
        .join(Attempt, Attempt.paper_id == PaperEdition.paper_id)
        .where(Attempt.id == attempt_id, Attempt.officer_id == actor.officer_id)
        .order_by(PaperEdition.edition)
    )
    return [
        Grounds(revision_id, ruling_of(accepts), reason, decided_at)
        for revision_id, accepts, reason, decided_at in db.session.execute(statement)
    ]
