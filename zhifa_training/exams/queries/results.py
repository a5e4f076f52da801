"""Reading results (查阅成绩). What holds keys is a type of its own, built when keys may leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select

from question_bank.delivery import in_order
from question_bank.in_words import in_words, right_in_words
from question_bank.questions import LETTERS, QuestionType
from question_bank.storage import shown
from zhifa_training.core.clock import DatabaseNow
from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.lists import Asked, contains, fetch, order_by
from zhifa_training.core.paging import Page
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.corrections import accepts_of
from zhifa_training.exams.models.expressions import events_of, is_over
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.queries.exams import WITH_WORDING
from zhifa_training.exams.rules.answers import current_answers, kept
from zhifa_training.exams.rules.attempts import Phase, compute_state
from zhifa_training.exams.rules.corrections import ruling_of
from zhifa_training.exams.rules.forms import form_label
from zhifa_training.exams.rules.release import Showing, is_released, showing
from zhifa_training.questions.models import QuestionRevision
from zhifa_training.questions.wording import as_question
from zhifa_training.units.models import Officer, Unit
from zhifa_training.units.scope import Actor, within

ORDERS = {
    "title": Sitting.title,
    "exam": Exam.title,
    "unit": Unit.name,
    "closes_at": Sitting.closes_at,
}
DEFAULT_SORT = "-closes_at"
SCORE_ORDERS = {
    "name": Officer.name,
    "badge_number": Officer.badge_number,
    "unit": Unit.name,
    "score": AttemptScore.score,
    "closed_at": Attempt.closed_at,
}
SCORE_SORT = "-score"


@dataclass(frozen=True, slots=True)
class Tally:
    """How a sitting turned out (场次成绩汇总)."""

    due: int
    scored: int
    passed: int
    average: Decimal | None


@dataclass(frozen=True, slots=True)
class SittingResultRow:
    """One sitting in the list of results (成绩一览)."""

    id: UUID
    exam: str
    title: str
    unit: str
    closes_at: datetime
    due: int
    scored: int
    passed: int
    is_out: bool

    @property
    def state(self) -> str:
        """Return whether the results are out."""
        return "已公布" if self.is_out else "待公布"


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One scored attempt (一份成绩)."""

    attempt_id: UUID
    name: str
    badge_number: str
    unit: str
    number: int
    score: Decimal
    full_score: Decimal
    is_passed: bool
    closed_at: datetime
    ending: str

    @property
    def outcome(self) -> str:
        """Return whether it was passed."""
        return "合格" if self.is_passed else "不合格"


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """A question as it was delivered, with what was chosen: nothing of the key is in it."""

    number: int
    type: QuestionType
    stem: str
    options: tuple[tuple[str, str], ...]
    """What was chosen from, in the candidate's order; empty where nothing is chosen from a list."""
    chosen: frozenset[str]
    given: tuple[str, ...]
    """The answer in words, one line for each thing answered."""
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    """The stem of each part of a case set, with its options."""
    worth: Decimal
    media: tuple[dict[str, str], ...]
    """The pictures and films shown with it."""


@dataclass(frozen=True, slots=True)
class ReviewedItem(AnsweredItem):
    """The same with its key, score and explanation, for when these may leave."""

    key: frozenset[str]
    right: tuple[str, ...]
    """The key in words; the marking guide of what people mark."""
    score: Decimal
    explanation: str
    citation: str
    correction: str
    """What a correction made of its key; empty where there was none."""

    @property
    def is_right(self) -> bool:
        """Tell whether the answer earned everything."""
        return self.score == self.worth


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One attempt's result as the asker may see it (成绩)."""

    attempt_id: UUID
    sitting_id: UUID
    exam: str
    sitting: str
    form_label: str
    name: str
    unit: str
    showing: Showing
    is_out: bool
    is_over: bool
    closed_at: datetime | None
    receipt: str | None
    pass_score: Decimal
    score: Decimal | None
    full_score: Decimal | None
    is_passed: bool | None
    items: tuple[AnsweredItem, ...]


def list_results(*, actor: Actor, asked: Asked) -> Page[SittingResultRow]:
    """Return the sittings of ``actor``'s units with how many sat and passed."""
    scored = _candidates(_has_score())
    passed = _candidates(_has_score(AttemptScore.is_passed))
    due = _candidates()
    statement = (
        select(Sitting, Exam.title, Exam.release_policy, Unit.name, due, scored, passed)
        .join(Sitting.exam)
        .join(Unit, Unit.id == Sitting.unit_id)
        .where(within(actor, Sitting.unit_id), Sitting.cancelled_at.is_(None))
        .where(contains(Sitting.title, asked.text) | contains(Exam.title, asked.text))
        .order_by(*order_by(ORDERS, asked.sort, DEFAULT_SORT, Sitting.id))
    )
    return fetch(statement, asked.number, _sitting_row)


def tally(sitting: Sitting, *, actor: Actor) -> Tally:
    """Return how a sitting turned out, in one statement; several attempts count once."""
    average = (
        select(func.avg(AttemptScore.score).label("average"))
        .join(AttemptScore.attempt)
        .where(Attempt.sitting_id == Sitting.id, AttemptScore.is_current)
        .correlate(Sitting)
        .scalar_subquery()
    )
    statement = select(
        _candidates(), _candidates(_has_score()), _candidates(_has_score(AttemptScore.is_passed))
    ).add_columns(average)
    due, scored, passed, mean = db.session.execute(
        statement.select_from(Sitting).where(Sitting.id == sitting.id)
    ).one()
    return Tally(due, scored, passed, None if mean is None else _tenth(mean))


def _tenth(hundredths: Any) -> Decimal:
    """Return an average of stored scores, to one decimal."""
    return (Decimal(str(hundredths)) / 100).quantize(Decimal("0.1"))


def list_scores(
    sitting: Sitting, *, actor: Actor, asked: Asked, is_passed: bool | None = None
) -> Page[ScoreRow]:
    """Return the scored attempts of a sitting."""
    statement = (
        select(Attempt, AttemptScore, Officer.name, Officer.badge_number, Unit.name)
        .join(AttemptScore, (AttemptScore.attempt_id == Attempt.id) & AttemptScore.is_current)
        .join(Attempt.candidate)
        .join(Officer, Officer.id == Attempt.officer_id)
        .join(Unit, Unit.id == Candidate.unit_id)
        .where(Attempt.sitting_id == sitting.id)
        .where(contains(Officer.name, asked.text) | contains(Officer.badge_number, asked.text))
        .order_by(*order_by(SCORE_ORDERS, asked.sort, SCORE_SORT, Attempt.id))
    )
    if is_passed is not None:
        statement = statement.where(AttemptScore.is_passed.is_(is_passed))
    return fetch(statement, asked.number, _score_row)


def get_result(attempt_id: UUID, *, actor: Actor) -> Result:
    """Return a candidate's result to staff of the sitting's unit.

    Nobody who is called to the exam sees another's paper; keys stay until its last window is over.
    """
    row = _attempt(Attempt.id == attempt_id, within(actor, Sitting.unit_id))
    is_candidate = _is_called(row.Exam.id, actor.officer_id)
    shown = _showing(row, is_out=True)
    with_keys = row.is_over and row.AttemptScore is not None
    items = () if is_candidate else _items(row, with_keys=with_keys)
    return _result(row, shown, items)


def get_my_result(attempt_id: UUID, *, actor: Actor) -> Result:
    """Return the asker's own result, as far as policy, review mode and open windows allow."""
    row = _attempt(Attempt.id == attempt_id, Attempt.officer_id == actor.officer_id)
    is_out = is_released(row.Exam.release_policy, row.Sitting.released_at)
    shown = _showing(row, is_out=is_out)
    items: tuple[AnsweredItem, ...] = ()
    if shown.has_keys:
        items = _items(row, with_keys=True)
    if shown is Showing.WRONG_ITEMS:
        items = tuple(i for i in items if isinstance(i, ReviewedItem) and not i.is_right)
    return _result(row, shown, items)


def _attempt(*conditions: ColumnElement[bool]) -> Any:
    statement = (
        select(Attempt, Sitting, Exam, AttemptScore, Officer.name, Unit.name.label("unit"))
        .add_columns(events_of(Attempt.id).label("events"), Paper.form)
        .add_columns(is_over().label("is_over"), DatabaseNow().label("now"))
        .join(Attempt.sitting)
        .join(Sitting.exam)
        .join(Attempt.paper)
        .join(Attempt.candidate)
        .join(Officer, Officer.id == Attempt.officer_id)
        .join(Unit, Unit.id == Candidate.unit_id)
        .outerjoin(AttemptScore, (AttemptScore.attempt_id == Attempt.id) & AttemptScore.is_current)
        .where(*conditions)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotVisibleError("没有找到这份答卷")
    return row


def _is_called(exam_id: UUID, officer_id: UUID | None) -> bool:
    if officer_id is None:
        return False
    called = (
        select(Candidate.id)
        .join(Candidate.sitting)
        .where(Sitting.exam_id == exam_id, Candidate.officer_id == officer_id)
        .where(Candidate.withdrawn_at.is_(None))
    )
    return db.session.scalars(called.limit(1)).first() is not None


def _showing(row: Any, *, is_out: bool) -> Showing:
    return showing(
        is_closed=compute_state(row.Attempt, row.now) is Phase.CLOSED,
        is_scored=row.AttemptScore is not None,
        is_out=is_out,
        is_over=row.is_over,
        review_mode=row.Exam.review_mode,
    )


def _result(row: Any, shown: Showing, items: tuple[AnsweredItem, ...]) -> Result:
    score = row.AttemptScore if shown.has_score else None
    return Result(
        attempt_id=row.Attempt.id,
        sitting_id=row.Sitting.id,
        exam=row.Exam.title,
        sitting=row.Sitting.title,
        form_label=form_label(row.form, row.Exam.form_count),
        name=row.name,
        unit=row.unit,
        showing=shown,
        is_out=is_released(row.Exam.release_policy, row.Sitting.released_at),
        is_over=row.is_over,
        closed_at=row.Attempt.closed_at,
        receipt=row.Attempt.receipt,
        pass_score=row.Exam.pass_score,
        score=score.score if score else None,
        full_score=score.full_score if score else None,
        is_passed=score.is_passed if score else None,
        items=items,
    )


def _items(row: Any, *, with_keys: bool) -> tuple[AnsweredItem, ...]:
    """Return the paper as this candidate met it, in their order."""
    attempt = row.Attempt
    statement = (
        select(PaperItem, accepts_of(PaperItem.paper_id, PaperItem.revision_id))
        .where(PaperItem.paper_id == attempt.paper_id)
        .options(*WITH_WORDING)
    )
    found = db.session.execute(statement).all()
    delivered = {str(item.revision_id): item for item, _ in found}
    accepts = {str(item.revision_id): accepted for item, accepted in found}
    answers = current_answers(kept(row.events))
    scores: Mapping[str, str] = row.AttemptScore.item_scores if row.AttemptScore else {}
    return tuple(
        _item(number, delivered[item_id], options, answers.get(item_id, frozenset()))
        if not with_keys
        else _reviewed(
            _item(number, delivered[item_id], options, answers.get(item_id, frozenset())),
            delivered[item_id],
            Decimal(scores.get(item_id, "0")),
            accepts[item_id],
        )
        for number, (item_id, options) in enumerate(attempt.layout, 1)
    )


def _item(number: int, item: PaperItem, order: list[str], chosen: frozenset[str]) -> AnsweredItem:
    delivered = in_order(shown(_plain(item.revision)), order)
    is_choice = item.revision.type.is_choice
    return AnsweredItem(
        number=number,
        type=item.revision.type,
        stem=item.revision.stem,
        options=tuple((o["id"], o["text"]) for o in delivered["options"]) if is_choice else (),
        chosen=chosen,
        given=tuple(in_words(delivered, chosen)),
        parts=tuple(
            (part["stem"], tuple(option["text"] for option in part["options"]))
            for part in delivered.get("parts", ())
        ),
        worth=item.worth,
        media=tuple(delivered.get("media", ())),
    )


def _reviewed(
    met: AnsweredItem, item: PaperItem, score: Decimal, accepts: list[list[str]] | None
) -> ReviewedItem:
    revision = item.revision
    key = item.key if not accepts else [token for one in accepts for token in one]
    question = as_question(revision)
    return ReviewedItem(
        number=met.number,
        type=met.type,
        stem=met.stem,
        options=met.options,
        chosen=met.chosen,
        given=met.given,
        parts=met.parts,
        worth=met.worth,
        media=met.media,
        key=frozenset(key) if met.options and accepts != [] else frozenset(),
        right=tuple(right_in_words(question, item.key)),
        score=score,
        explanation=revision.explanation,
        citation=question.citation.label,
        correction=_corrected(met, accepts),
    )


def _corrected(met: AnsweredItem, accepts: list[list[str]] | None) -> str:
    """Say what a correction accepts, in the letters of the candidate's own order."""
    if accepts is None:
        return ""
    letters = {option: letter for (option, _), letter in zip(met.options, LETTERS, strict=False)}
    named = ["".join(sorted(letters[token] for token in key)) for key in accepts]
    label = ruling_of(accepts).label
    return f"{label}：{'、'.join(named)}" if named else label


def _plain(revision: QuestionRevision) -> dict[str, Any]:
    return {
        "type": revision.type.value,
        "stem": revision.stem,
        "options": revision.options,
        "body": revision.body,
    }


def _has_score(*conditions: Any) -> ColumnElement[bool]:
    return exists().where(
        Attempt.candidate_id == Candidate.id,
        AttemptScore.attempt_id == Attempt.id,
        AttemptScore.is_current,
        *conditions,
    )


def _candidates(*conditions: ColumnElement[bool]) -> Any:
    counted = select(func.count(Candidate.id)).where(
        Candidate.sitting_id == Sitting.id, Candidate.withdrawn_at.is_(None), *conditions
    )
    return counted.correlate(Sitting).scalar_subquery()


def _sitting_row(row: Any) -> SittingResultRow:
    sitting, exam, policy, unit, due, scored, passed = row
    return SittingResultRow(
        id=sitting.id,
        exam=exam,
        title=sitting.title,
        unit=unit,
        closes_at=sitting.closes_at,
        due=due,
        scored=scored,
        passed=passed,
        is_out=is_released(policy, sitting.released_at),
    )


def _score_row(row: Any) -> ScoreRow:
    attempt, score, name, badge_number, unit = row
    return ScoreRow(
        attempt_id=attempt.id,
        name=name,
        badge_number=badge_number,
        unit=unit,
        number=attempt.number,
        score=score.score,
        full_score=score.full_score,
        is_passed=score.is_passed,
        closed_at=attempt.closed_at,
        ending=attempt.ending,
    )
