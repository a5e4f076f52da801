"""Which questions may be practised (可练习的题): current, for practice, and no exam's secret."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import contains_eager

from question_bank.questions import QuestionType
from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.core.paging import Page, paginate
from zhifa_training.core.words import Word
from zhifa_training.exams.secrecy import is_held
from zhifa_training.laws.models import Law, LawArticle, LawVersion
from zhifa_training.practice.models import Favourite, PracticeAnswer, WrongEntry
from zhifa_training.practice.rules.modes import Mode, Subject
from zhifa_training.questions.amendments.queries import list_unfit
from zhifa_training.questions.conditions import is_awake
from zhifa_training.questions.models import Pool, QuestionRevision, QuestionState, StoredQuestion
from zhifa_training.units.scope import Actor

READ_AT_ONCE = 10


class Seen(Word):
    """Whether one has answered a question (做题情况)."""

    SEEN = "seen", "做过"
    UNSEEN = "unseen", "未做"
    FAVOURITE = "favourite", "已收藏"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the reading list is narrowed to (筛选条件); None means any."""

    law_id: UUID | None = None
    type: QuestionType | None = None
    seen: Seen | None = None


def may_be_practised(*, on: date, actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a revision may be practised, amendments of its law apart.

    A question that an exam still keeps secret is out, whichever pool it says it is in.
    """
    return and_(
        QuestionRevision.number == StoredQuestion.published_number,
        StoredQuestion.state == QuestionState.PUBLISHED,
        StoredQuestion.pool == Pool.PRACTICE,
        is_awake(on=on),
        ~is_held(),
    )


def is_seen(*, actor: Actor) -> ColumnElement[bool]:
    """Return the condition that ``actor`` has answered a question in practice."""
    return exists().where(
        PracticeAnswer.officer_id == actor.officer_id,
        PracticeAnswer.question_id == StoredQuestion.id,
    )


def list_outdated(*, actor: Actor) -> list[UUID]:
    """Return the wordings in practice whose article was amended or whose law was repealed."""
    unfit = list_unfit(on=clock.today(), pool=Pool.PRACTICE, actor=actor)
    return [each.revision_id for each in unfit]


def practisable(*, actor: Actor) -> Select[QuestionRevision]:
    """Select every revision that may be practised today, law by law and article by article."""
    statement = (
        select(QuestionRevision)
        .join(QuestionRevision.question)
        .join(QuestionRevision.law_version)
        .join(LawVersion.law)
        .options(
            contains_eager(QuestionRevision.question),
            contains_eager(QuestionRevision.law_version).contains_eager(LawVersion.law),
        )
        .where(may_be_practised(on=clock.today(), actor=actor))
        .order_by(Law.name, QuestionRevision.article, StoredQuestion.code)
    )
    outdated = list_outdated(actor=actor)
    return statement.where(QuestionRevision.id.not_in(outdated)) if outdated else statement


def list_question_ids(mode: Mode, subject: Subject, *, actor: Actor) -> list[str]:
    """Return the questions of a run, in the order of the laws."""
    statement = practisable(actor=actor).where(*_of_mode(mode, actor), *_about(subject))
    return [str(revision.question_id) for revision in db.session.scalars(statement)]


def find_practisable(question_id: UUID, *, actor: Actor) -> QuestionRevision | None:
    """Return the wording of a question that may be practised today, if there is one."""
    statement = practisable(actor=actor).where(StoredQuestion.id == question_id)
    return db.session.scalars(statement).one_or_none()


def list_to_read(wanted: Wanted, number: int, *, actor: Actor) -> Page[QuestionRevision]:
    """Return questions with their keys, for learning by heart (背题)."""
    statement = practisable(actor=actor).where(*_narrowed(wanted, actor))
    page = paginate(statement, number=number, size=READ_AT_ONCE)
    return Page([row[0] for row in page.items], page.number, page.size, page.total)


def list_article_texts(
    revisions: Sequence[QuestionRevision], *, actor: Actor
) -> dict[tuple[UUID, int], str]:
    """Return the words of the articles that revisions rest on, where they are kept."""
    cited = {(revision.law_version_id, revision.article) for revision in revisions}
    if not cited:
        return {}
    statement = select(LawArticle.version_id, LawArticle.number, LawArticle.text).where(
        or_(
            *(
                and_(LawArticle.version_id == version_id, LawArticle.number == number)
                for version_id, number in cited
            )
        )
    )
    return {(row[0], row[1]): row[2] for row in db.session.execute(statement)}


def is_favourite(question_id: UUID, *, actor: Actor) -> bool:
    """Tell whether a question is among one's favourites."""
    return db.session.get(Favourite, (actor.officer_id, question_id)) is not None


def _of_mode(mode: Mode, actor: Actor) -> list[ColumnElement[bool]]:
    if mode is Mode.UNSEEN:
        return [~is_seen(actor=actor)]
    if mode is Mode.WRONG:
        return [
            exists().where(
                WrongEntry.officer_id == actor.officer_id,
                WrongEntry.question_id == StoredQuestion.id,
                WrongEntry.left_at.is_(None),
            )
        ]
    return [_is_kept(actor)] if mode is Mode.FAVOURITE else []


def _is_kept(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        Favourite.officer_id == actor.officer_id, Favourite.question_id == StoredQuestion.id
    )


def _about(subject: Subject) -> list[ColumnElement[bool]]:
    if subject.law_id:
        return [LawVersion.law_id == subject.law_id]
    if subject.articles:
        return [
            or_(
                *(
                    and_(LawVersion.law_id == law_id, QuestionRevision.article == number)
                    for law_id, number in subject.articles
                )
            )
        ]
    return [QuestionRevision.type == subject.type] if subject.type else []


def _narrowed(wanted: Wanted, actor: Actor) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.law_id:
        conditions.append(LawVersion.law_id == wanted.law_id)
    if wanted.type:
        conditions.append(QuestionRevision.type == wanted.type)
    if wanted.seen is Seen.FAVOURITE:
        conditions.append(_is_kept(actor))
    elif wanted.seen:
        conditions.append(
            is_seen(actor=actor) if wanted.seen is Seen.SEEN else ~is_seen(actor=actor)
        )
    return conditions
