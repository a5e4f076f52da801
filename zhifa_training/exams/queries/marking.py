"""What there is to mark (待阅答卷). No name, unit, number or order of a candidate is in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select

from question_bank.delivery import handles_of
from question_bank.in_words import in_words
from question_bank.marking import MarkItem, mark_paper, read_mark_item, shares_of
from question_bank.questions import Part, Question, QuestionType
from question_bank.responses import about
from question_bank.storage import plain_body, plain_options, shown
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.lists import Asked, contains, fetch, order_by
from zhifa_training.core.paging import Page
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.models.expressions import events_of
from zhifa_training.exams.models.marks import ItemMark
from zhifa_training.exams.models.papers import Exam, PaperItem
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.queries.exams import WITH_WORDING
from zhifa_training.exams.rules.answers import current_answers, kept
from zhifa_training.exams.rules.marking import WrittenPart
from zhifa_training.questions.wording import as_question
from zhifa_training.units.models import Unit
from zhifa_training.units.scope import Actor, within

ORDERS = {"exam": Exam.title, "title": Sitting.title, "closes_at": Sitting.closes_at}
DEFAULT_SORT = "closes_at"


@dataclass(frozen=True, slots=True)
class ToMark:
    """A sitting with papers that wait for a marker (待阅场次)."""

    sitting_id: UUID
    exam: str
    title: str
    unit: str
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAnswer:
    """One answer to be marked, with its guide: whose it is cannot be told from it (匿名作答)."""

    attempt_id: UUID
    item_id: UUID
    sitting_id: UUID
    exam: str
    type: QuestionType
    stem: str
    explanation: str
    citation: str
    parts: tuple[WrittenPart, ...]
    waiting: int


def list_to_mark(*, actor: Actor, asked: Asked) -> Page[ToMark]:
    """Return the sittings of ``actor``'s units with papers to mark, but no exam they sit."""
    waiting = func.count(Attempt.id)
    statement = (
        select(Sitting.id, Exam.title, Sitting.title, Unit.name, waiting)
        .join(Sitting.exam)
        .join(Unit, Unit.id == Sitting.unit_id)
        .join(Attempt, Attempt.sitting_id == Sitting.id)
        .where(Attempt.awaits_marker, *_may_mark(actor))
        .where(contains(Exam.title, asked.text) | contains(Sitting.title, asked.text))
        .group_by(Sitting.id, Exam.title, Sitting.title, Unit.name, Sitting.closes_at)
        .order_by(*order_by(ORDERS, asked.sort, DEFAULT_SORT, Sitting.id))
    )
    return fetch(statement, asked.number, lambda row: ToMark(*row))


def find_next(sitting_id: UUID, *, actor: Actor) -> WrittenAnswer | None:
    """Return the next answer of a sitting to mark, question by question; None when all are done."""
    found = db.session.execute(_waiting(actor).where(Attempt.sitting_id == sitting_id)).all()
    if not found:
        _ensure_may_mark(sitting_id, actor)
        return None
    items = _items(found[0].Attempt.paper_id)
    open_items = [
        (position, row.Attempt.receipt or "", row, item)
        for row in found
        for position, item in enumerate(_still_open(row, items))
    ]
    if not open_items:
        return None
    places = {str(item.revision_id): item.position for item in items}
    _, _, row, item_id = min(open_items, key=lambda one: (places[one[3]], one[1]))
    return _answer(row, items, item_id, waiting=len(open_items))


def get_answer(attempt_id: UUID, item_id: UUID, *, actor: Actor) -> WrittenAnswer:
    """Return one answer that waits to be marked."""
    row = db.session.execute(_waiting(actor).where(Attempt.id == attempt_id)).one_or_none()
    if row is None:
        raise NotVisibleError("没有找到这份待阅的作答")
    items = _items(row.Attempt.paper_id)
    if str(item_id) not in _still_open(row, items):
        raise NotVisibleError("没有找到这份待阅的作答")
    return _answer(row, items, str(item_id), waiting=1)


def list_still_open(attempt_id: UUID, *, actor: Actor) -> list[str]:
    """List the items of an attempt that nobody has marked yet."""
    row = db.session.execute(_waiting(actor).where(Attempt.id == attempt_id)).one()
    return _still_open(row, _items(row.Attempt.paper_id))


def _may_mark(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    window = Sitting.__table__.alias("own_window")
    is_called = exists().where(
        Candidate.sitting_id == window.c.id,
        window.c.exam_id == Sitting.exam_id,
        Candidate.officer_id == actor.officer_id,
        Candidate.withdrawn_at.is_(None),
    )
    return within(actor, Sitting.unit_id), ~is_called


def _waiting(actor: Actor) -> Any:
    return (
        select(Attempt, Exam, events_of(Attempt.id).label("events"))
        .join(Attempt.sitting)
        .join(Sitting.exam)
        .where(Attempt.awaits_marker, *_may_mark(actor))
    )


def _ensure_may_mark(sitting_id: UUID, actor: Actor) -> None:
    seen = select(Sitting.id).where(Sitting.id == sitting_id, *_may_mark(actor))
    if db.session.scalars(seen).first() is None:
        raise NotVisibleError("没有找到这个场次，或您是这场考试的考生")


def _items(paper_id: UUID) -> list[PaperItem]:
    statement = select(PaperItem).where(PaperItem.paper_id == paper_id)
    ordered = statement.order_by(PaperItem.position).options(*WITH_WORDING)
    return list(db.session.scalars(ordered))


def _still_open(row: Any, items: list[PaperItem]) -> list[str]:
    given = select(ItemMark.item_id, ItemMark.score).where(ItemMark.attempt_id == row.Attempt.id)
    marked = {str(item_id): score for item_id, score in db.session.execute(given)}
    marks = [_mark_item(item) for item in items]
    answers = current_answers(kept(row.events))
    return sorted(mark_paper(marks, answers, row.Exam.partial_credit, marked).awaiting)


def _mark_item(item: PaperItem) -> MarkItem:
    return read_mark_item(str(item.revision_id), item.revision.type, item.key, item.worth)


def _answer(row: Any, items: list[PaperItem], item_id: str, *, waiting: int) -> WrittenAnswer:
    item = next(item for item in items if str(item.revision_id) == item_id)
    question = as_question(item.revision)
    tokens = current_answers(kept(row.events)).get(item_id, frozenset())
    return WrittenAnswer(
        attempt_id=row.Attempt.id,
        item_id=item.revision_id,
        sitting_id=row.Attempt.sitting_id,
        exam=row.Exam.title,
        type=question.type,
        stem=question.stem,
        explanation=question.explanation,
        citation=question.citation.label,
        parts=tuple(_written(question, _mark_item(item), tokens)),
        waiting=waiting,
    )


def _written(question: Question, mark: MarkItem, tokens: frozenset[str]) -> Iterator[WrittenPart]:
    if question.type is not QuestionType.CASE:
        yield _part(question, tokens, mark.worth, None)
        return
    worths = shares_of(mark)
    for place, (part, worth) in enumerate(zip(question.body.parts, worths, strict=True), 1):
        if part.question.type is QuestionType.SHORT_ANSWER:
            yield _part(part.question, _own(part, tokens), worth, place)


def _part(
    question: Question, tokens: frozenset[str], worth: Decimal, place: int | None
) -> WrittenPart:
    words = "\n".join(in_words({"type": question.type}, tokens))
    return WrittenPart(place, question.stem, words, question.body.guide, worth)


def _own(part: Part, tokens: frozenset[str]) -> frozenset[str]:
    plain = {
        "type": part.question.type,
        "stem": part.question.stem,
        "options": plain_options(part.question.options),
        "body": plain_body(part.question.body),
    }
    return about(tokens, frozenset(handles_of(shown(plain))))
