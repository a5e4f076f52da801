"""Places in a round of resits (补考名额): one for each officer, whichever the sitting."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete

from zhifa_training.core.db import db
from zhifa_training.core.inserts import insert_or_skip
from zhifa_training.exams.models.resits import ResitCall
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.queries.resits import list_turns
from zhifa_training.exams.rules.resits import why_not
from zhifa_training.exams.rules.sittings import CandidateFaultError
from zhifa_training.units.scope import Actor


def take_places(sitting: Sitting, rows: list[dict[str, Any]]) -> int:
    """Give the candidates just called their places, and drop those whom another sitting has.

    The key of ``resit_call`` decides who was first; return how many are kept.
    """
    if not sitting.resit_round or not rows:
        return len(rows)
    wanted = [_place(sitting, row["officer_id"], row["id"]) for row in rows]
    insert = insert_or_skip(ResitCall, "exam_id", "officer_id", "round")
    kept = set(
        db.session.scalars(
            insert.returning(ResitCall.candidate_id),
            wanted,
            execution_options={"populate_existing": True},
        )
    )
    lost = [row["id"] for row in rows if row["id"] not in kept]
    if lost:
        db.session.execute(delete(Candidate).where(Candidate.id.in_(lost)))
    return len(kept)


def take_place(sitting: Sitting, candidate: Candidate) -> None:
    """Give one candidate a place; refuse where another sitting of the round has them."""
    if not sitting.resit_round:
        return
    insert = insert_or_skip(ResitCall, "exam_id", "officer_id", "round")
    held = insert.values(_place(sitting, candidate.officer_id, candidate.id))
    if db.session.scalar(held.returning(ResitCall.candidate_id)) is None:
        raise CandidateFaultError("该人员已列入本轮补考的其他场次，请先在那一场撤出")


def give_up_place(candidate: Candidate) -> None:
    """Free the place of a withdrawn candidate, so that another sitting may call them."""
    db.session.execute(delete(ResitCall).where(ResitCall.candidate_id == candidate.id))


def ensure_due_again(sitting: Sitting, officer_id: UUID, *, actor: Actor) -> None:
    """Refuse to call somebody to a resit who need not or may not sit again."""
    if not sitting.resit_round:
        return
    turns = list_turns(sitting, officer_id, actor=actor)
    if not turns:
        raise CandidateFaultError("该人员没有列入过本考试的前几轮名单，请加入首考场次")
    barred = why_not(turns, takes_unexcused=sitting.exam.takes_unexcused)
    if barred is not None:
        raise CandidateFaultError(f"该人员本考试的结果是“{barred.label}”，不能列入补考名单")


def _place(sitting: Sitting, officer_id: UUID, candidate_id: UUID) -> dict[str, Any]:
    return {
        "exam_id": sitting.exam_id,
        "officer_id": officer_id,
        "round": sitting.resit_round,
        "candidate_id": candidate_id,
    }
