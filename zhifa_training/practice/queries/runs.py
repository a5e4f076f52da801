"""Reading one's own runs (查阅练习); nobody else's exist."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from zhifa_training.core.db import db
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.practice.models import PracticeAnswer, PracticeRun
from zhifa_training.practice.rules.modes import Mode, read_subject, resume_at
from zhifa_training.units.scope import Actor


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come (本轮进度)."""

    total: int
    outcomes: dict[int, bool | None]
    """What became of each place answered, the latest last."""

    @property
    def next(self) -> int | None:
        """Return the place to go on from; None when all is answered."""
        return resume_at(self.total, self.outcomes, next(reversed(self.outcomes), None))

    @property
    def right(self) -> int:
        """Return how many were right."""
        return sum(one is True for one in self.outcomes.values())

    @property
    def wrong(self) -> int:
        """Return how many were wrong."""
        return sum(one is False for one in self.outcomes.values())

    @property
    def unmarked(self) -> int:
        """Return how many only a person could mark."""
        return sum(one is None for one in self.outcomes.values())


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A run that can be gone on with (未完成的练习)."""

    id: UUID
    mode: Mode
    subject: str
    answered: int
    total: int


def get_run(run_id: UUID, *, actor: Actor) -> PracticeRun:
    """Return one's own run."""
    run = db.session.get(PracticeRun, run_id)
    if run is None or actor.officer_id is None or run.officer_id != actor.officer_id:
        raise NotVisibleError("没有找到这一轮练习")
    return run


def find_open(mode: Mode, subject: str, *, actor: Actor) -> PracticeRun | None:
    """Return the run of a mode and subject that is not finished."""
    statement = select(PracticeRun).filter_by(
        officer_id=actor.officer_id, mode=mode, subject=subject, ended_at=None
    )
    return db.session.scalars(statement).one_or_none()


def progress_of(run: PracticeRun, *, actor: Actor) -> Progress:
    """Return what was answered in a run."""
    statement = (
        select(PracticeAnswer.place, PracticeAnswer.is_right)
        .where(PracticeAnswer.run_id == run.id)
        .order_by(PracticeAnswer.answered_at, PracticeAnswer.place)
    )
    outcomes = {row.place: row.is_right for row in db.session.execute(statement)}
    return Progress(len(run.queue), outcomes)


def find_answer(run: PracticeRun, place: int, *, actor: Actor) -> PracticeAnswer | None:
    """Return what was answered at a place."""
    return db.session.get(PracticeAnswer, (run.id, place))


def list_open(*, actor: Actor) -> list[OpenRun]:
    """Return the runs one can go on with, the latest first."""
    answered = (
        select(func.count())
        .where(PracticeAnswer.run_id == PracticeRun.id)
        .correlate(PracticeRun)
        .scalar_subquery()
    )
    statement = (
        select(PracticeRun, answered)
        .where(PracticeRun.officer_id == actor.officer_id, PracticeRun.ended_at.is_(None))
        .order_by(PracticeRun.started_at.desc(), PracticeRun.id)
    )
    return [
        OpenRun(run.id, run.mode, str(read_subject(run.mode, run.subject)), count, len(run.queue))
        for run, count in db.session.execute(statement)
    ]
