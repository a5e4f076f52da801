"""Reading one's wrong-answer book (错题本)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from question_bank.in_words import in_words
from question_bank.responses import read_stored
from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.words import Word
from zhifa_training.exams.rules.tryout import as_delivered
from zhifa_training.exams.secrecy import is_held
from zhifa_training.laws.models import LawVersion
from zhifa_training.practice.models import WrongEntry
from zhifa_training.practice.queries.pool import may_be_practised
from zhifa_training.practice.rules.spacing import GAPS
from zhifa_training.questions.amendments.queries import list_unfit
from zhifa_training.questions.models import QuestionRevision
from zhifa_training.questions.wording import as_question
from zhifa_training.units.scope import Actor

HIDDEN = "（本题正用于尚未公布成绩的考试，暂不显示）"


class Shelf(Word):
    """Which part of the book is open (错题筛选)."""

    OPEN = "open", "待掌握"
    DUE = "due", "今天可复习"
    LEFT = "left", "已移出"
    STALE = "stale", "法条已修订"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongRow:
    """One line of the book (一道错题)."""

    question_id: UUID
    stem: str
    type: str
    citation: str
    wrong_count: int
    last_given: str
    last_wrong_at: datetime
    streak: int
    due_on: date
    shelf: Shelf
    leaving: str
    reason: str
    """Why its law makes it useless now; empty where it is still good."""
    attempt_id: UUID | None
    is_practisable: bool

    @property
    def state(self) -> str:
        """Return where it stands."""
        if self.shelf is Shelf.LEFT:
            return self.leaving
        if self.shelf is Shelf.STALE:
            return self.reason
        return f"已隔日答对 {self.streak}/{len(GAPS)} 次"


def list_entries(shelf: Shelf | None, *, actor: Actor) -> Sequence[WrongRow]:
    """Return the book, or one shelf of it, the latest error first; what is due is also open."""
    rows = _rows(actor)
    if shelf is None:
        return rows
    if shelf is Shelf.OPEN:
        return [row for row in rows if row.shelf in (Shelf.OPEN, Shelf.DUE)]
    return [row for row in rows if row.shelf is shelf]


def get_entry(question_id: UUID, *, actor: Actor) -> WrongEntry:
    """Return one's own entry."""
    entry = (
        db.session.get(WrongEntry, (actor.officer_id, question_id)) if actor.officer_id else None
    )
    if entry is None:
        raise NotVisibleError("错题本里没有这道题")
    return entry


def _rows(actor: Actor) -> list[WrongRow]:
    today = clock.today()
    statement = (
        select(
            WrongEntry,
            QuestionRevision,
            is_held().label("is_held"),
            may_be_practised(on=today, actor=actor).label("is_practisable"),
        )
        .join(QuestionRevision, QuestionRevision.id == WrongEntry.revision_id)
        .join(QuestionRevision.question)
        .join(QuestionRevision.law_version)
        .join(LawVersion.law)
        .options(
            contains_eager(QuestionRevision.question),
            contains_eager(QuestionRevision.law_version).contains_eager(LawVersion.law),
        )
        .where(WrongEntry.officer_id == actor.officer_id)
        .order_by(WrongEntry.last_wrong_at.desc(), WrongEntry.question_id)
    )
    found = db.session.execute(statement).all()
    ids = [row.QuestionRevision.id for row in found]
    stale = {u.revision_id: u.reason for u in list_unfit(ids, on=today, actor=actor)} if ids else {}
    return [_row(row, stale.get(row.QuestionRevision.id, ""), today) for row in found]


def _row(found: Any, reason: str, today: date) -> WrongRow:
    entry, revision = found.WrongEntry, found.QuestionRevision
    question = as_question(revision)
    given = in_words(as_delivered(question), read_stored(entry.last_value))
    return WrongRow(
        question_id=entry.question_id,
        stem=HIDDEN if found.is_held else revision.stem,
        type=revision.type.label,
        citation=question.citation.label,
        wrong_count=entry.wrong_count,
        last_given="" if found.is_held else "；".join(given),
        last_wrong_at=entry.last_wrong_at,
        streak=entry.streak,
        due_on=entry.due_on,
        shelf=_shelf(entry, reason, today, is_practisable=found.is_practisable),
        leaving=entry.leaving.label if entry.leaving else "",
        reason=reason,
        attempt_id=entry.attempt_id,
        is_practisable=found.is_practisable and not reason,
    )


def _shelf(entry: WrongEntry, reason: str, today: date, *, is_practisable: bool) -> Shelf:
    if entry.left_at is not None:
        return Shelf.LEFT
    if reason:
        return Shelf.STALE
    return Shelf.DUE if is_practisable and entry.due_on <= today else Shelf.OPEN
