"""By which edition of their keys forms are marked (答案版次): what marking itself reads."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, exists, func, select

from question_bank.marking import MarkItem, read_mark_item
from question_bank.questions import QuestionType
from zhifa_training.core.db import db
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.corrections import (
    KeyCorrection,
    PaperEdition,
    accepts_of,
    edition_of,
)
from zhifa_training.exams.models.papers import Paper, PaperItem
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.questions.models import QuestionRevision

STALE = exists().where(
    AttemptScore.attempt_id == Attempt.id,
    AttemptScore.is_current,
    AttemptScore.key_edition < edition_of(Attempt.paper_id),
)
"""Marked by an edition of the keys that is no longer the latest (待重新判分)."""


def stale_attempts() -> Select[UUID]:
    """Select what waits to be marked by the latest keys; only corrected exams are looked at."""
    corrected = (
        select(Sitting.id)
        .join(Paper, Paper.exam_id == Sitting.exam_id)
        .join(PaperEdition, PaperEdition.paper_id == Paper.id)
    )
    return select(Attempt.id).where(Attempt.sitting_id.in_(corrected), STALE)


def read_marking(paper_ids: Collection[UUID]) -> dict[UUID, list[MarkItem]]:
    """Return by what forms are marked now: for marking and nothing else."""
    item = PaperItem
    accepts = accepts_of(item.paper_id, item.revision_id)
    statement = (
        select(item.paper_id, item.revision_id, QuestionRevision.type, item.key, item.worth)
        .add_columns(accepts)
        .join(QuestionRevision, QuestionRevision.id == item.revision_id)
        .where(item.paper_id.in_(paper_ids))
        .order_by(item.paper_id, item.position)
    )
    found: dict[UUID, list[MarkItem]] = {paper_id: [] for paper_id in paper_ids}
    for paper_id, revision_id, kind, key, worth, accepted in db.session.execute(statement):
        read = read_mark_item(str(revision_id), QuestionType(kind), key, worth, accepted)
        found[paper_id].append(read)
    return found


def count_editions(exam_id: UUID) -> int:
    """Count the corrections in force, form by form: another number, and other keys hold."""
    counted = (
        select(func.count())
        .select_from(PaperEdition)
        .join(Paper, Paper.id == PaperEdition.paper_id)
        .where(Paper.exam_id == exam_id)
    )
    return db.session.scalars(counted).one()


def list_void() -> set[tuple[UUID, UUID]]:
    """Return the questions that are void, as ``(paper, revision)``: they tell nothing."""
    correction, edition = KeyCorrection, PaperEdition
    latest = accepts_of(edition.paper_id, correction.revision_id)
    statement = select(edition.paper_id, correction.revision_id, latest).join(
        correction, correction.id == edition.correction_id
    )
    found = db.session.execute(statement)
    return {(paper_id, revision_id) for paper_id, revision_id, accepts in found if not accepts}
