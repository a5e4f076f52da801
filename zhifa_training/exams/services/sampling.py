"""Drawing random samples (随机抽考)."""

import secrets
from uuid import UUID

from sqlalchemy import func, select

from zhifa_training.audit.services import note
from zhifa_training.core.db import db, lock, transactional
from zhifa_training.core.ids import new_id
from zhifa_training.core.inserts import insert_or_skip
from zhifa_training.exams.models.resits import SampleDraw
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.queries.sittings import list_members
from zhifa_training.exams.rules.roster import roster
from zhifa_training.exams.rules.sampling import SampleFaultError, draw, ensure_drawable
from zhifa_training.exams.rules.sittings import ensure_stands
from zhifa_training.units.scope import Actor


@transactional
def draw_sample(sitting: Sitting, *, share: int, least: int, actor: Actor) -> int:
    """Draw a sitting's roster by lot, once; return how many were drawn.

    The key of ``sample_draw`` keeps a second draw out, whoever asks at the same moment.
    """
    lock(sitting)
    ensure_stands(sitting.cancelled_at)
    if sitting.resit_round:
        raise SampleFaultError("补考场次按前一轮的结果生成名单，不能随机抽取")
    eligible = roster(list_members(sitting, actor=actor)).called
    population = sorted((member.unit_id, member.officer_id) for member in eligible)
    called = select(func.count(Candidate.id)).where(Candidate.sitting_id == sitting.id)
    ensure_drawable(
        called=db.session.scalars(called).one(),
        is_drawn=db.session.get(SampleDraw, sitting.id) is not None,
        population=len(population),
    )
    seed = secrets.token_hex(32)
    drawn = draw(population, seed=seed, share=share, least=least)
    insert = insert_or_skip(SampleDraw, "sitting_id").values(
        sitting_id=sitting.id,
        seed=seed,
        share=share,
        least=least,
        population=[[str(unit_id), str(officer_id)] for unit_id, officer_id in population],
        drawn_by=actor.account_id,
        drawn_by_name=actor.name,
    )
    if db.session.scalar(insert.returning(SampleDraw.sitting_id)) is None:
        raise SampleFaultError("本场刚刚由其他人抽取了名单；为保证公平，一场只抽取一次")
    units = {officer_id: unit_id for unit_id, officer_id in population}
    db.session.execute(
        insert_or_skip(Candidate, "sitting_id", "officer_id"),
        [
            {
                "id": new_id(),
                "sitting_id": sitting.id,
                "officer_id": officer_id,
                "unit_id": units[officer_id],
            }
            for officer_id in sorted(drawn)
        ],
    )
    note(
        "sitting.sample",
        object_kind="sitting",
        object_id=sitting.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        title=sitting.title,
        population=len(population),
        drawn=len(drawn),
        share=share,
        least=least,
        seed=seed,
    )
    return len(drawn)


def ensure_not_sampled(sitting_id: UUID) -> None:
    """Refuse to call everyone where the roster was drawn by lot."""
    if db.session.get(SampleDraw, sitting_id) is not None:
        raise SampleFaultError("本场是随机抽考，名单已由抽取产生，不能再全员列入")
