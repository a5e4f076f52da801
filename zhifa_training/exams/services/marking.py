"""Marking by people (人工阅卷). The last mark of a paper lets it be scored."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from zhifa_training.audit.services import note
from zhifa_training.core.db import after_commit, db, lock, transactional
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.models.marks import ItemMark
from zhifa_training.exams.queries.marking import get_answer, list_still_open
from zhifa_training.exams.rules.marking import MarkedAlreadyError, score_of
from zhifa_training.exams.services.closing import score_closed
from zhifa_training.units.scope import Actor


def give(
    attempt_id: UUID, item_id: UUID, *, awarded: Sequence[Sequence[Decimal]], actor: Actor
) -> Decimal:
    """Mark one answer by its guide and return what it earns; it is marked once."""
    try:
        return _give(attempt_id, item_id, awarded=awarded, actor=actor)
    except IntegrityError as error:
        raise MarkedAlreadyError("这份作答已由另一位阅卷员评分，请继续下一份") from error


@transactional
def _give(
    attempt_id: UUID, item_id: UUID, *, awarded: Sequence[Sequence[Decimal]], actor: Actor
) -> Decimal:
    attempt = db.session.get(Attempt, attempt_id)
    if attempt is None:
        raise NotVisibleError("没有找到这份待阅的作答")
    lock(attempt)
    if db.session.get(ItemMark, (attempt_id, item_id)):
        raise MarkedAlreadyError("这份作答已由另一位阅卷员评分，请继续下一份")
    answer = get_answer(attempt_id, item_id, actor=actor)
    score = score_of(answer.parts, awarded)
    given = [[f"{points:f}" for points in part] for part in awarded]
    mark = ItemMark(
        attempt_id=attempt_id,
        item_id=item_id,
        score=score,
        awarded=given,
        marked_by=actor.account_id,
    )
    db.session.add(mark)
    db.session.flush()
    if not list_still_open(attempt_id, actor=actor):
        attempt.awaits_marker = False
        after_commit(partial(_score, attempt_id))
    note(
        "attempt.mark",
        object_kind="attempt",
        object_id=attempt_id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        item=str(item_id),
        score=f"{score:f}",
        awarded=given,
    )
    return score


def _score(attempt_id: UUID) -> None:
    score_closed(attempt_id)
