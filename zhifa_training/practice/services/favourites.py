"""Favourites (收藏)."""

from uuid import UUID

from sqlalchemy import delete

from zhifa_training.core.db import database_now, db, transactional
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.inserts import insert_or_skip
from zhifa_training.practice.models import Favourite
from zhifa_training.practice.queries.pool import find_practisable
from zhifa_training.units.scope import Actor


@transactional
def keep(question_id: UUID, *, actor: Actor) -> None:
    """Add a question that may be practised to one's favourites."""
    if actor.officer_id is None or find_practisable(question_id, actor=actor) is None:
        raise NotVisibleError("没有找到这道练习题，可能已停止使用")
    db.session.execute(
        insert_or_skip(Favourite, "officer_id", "question_id").values(
            officer_id=actor.officer_id, question_id=question_id, added_at=database_now()
        )
    )


@transactional
def let_go(question_id: UUID, *, actor: Actor) -> None:
    """Remove a question from one's favourites."""
    db.session.execute(
        delete(Favourite).where(
            Favourite.officer_id == actor.officer_id, Favourite.question_id == question_id
        )
    )
