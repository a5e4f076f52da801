"""Which keys the best candidates contradict (疑似错误答案), from what is handed in so far."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from zhifa_training.accounts.actor import Actor
from zhifa_training.core.db import db
from zhifa_training.exams.editions import read_marking
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.expressions import events_of
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.queries.keys import KeyRow, list_keys, may_read
from zhifa_training.exams.rules.answers import current_answers, kept
from zhifa_training.exams.rules.corrections import may_rekey
from zhifa_training.exams.rules.delivery import PAPERS_KEPT, Memory
from zhifa_training.exams.rules.key_alarm import FEWEST, Chosen, Suspicion, suspicions

MOST = 3_000
"""The latest attempts speak for a paper."""
Found = Mapping[UUID, Suspicion]


@dataclass(frozen=True, slots=True)
class Alarm:
    """A question whose key is to be looked at, with the reason (疑似错误答案预警)."""

    key: KeyRow
    suspicion: Suspicion

    @property
    def rival(self) -> str:
        """Return what the best chose instead, in the letters of the bank."""
        return self.key.named([self.suspicion.rival])


_remembered: Memory[tuple[tuple[Any, ...], Found]] = Memory(PAPERS_KEPT)


def list_alarms(exam: Exam, *, actor: Actor) -> list[Alarm]:
    """Return the questions of an exam whose keys the best contradict; never for its candidates.

    What was found is remembered until another attempt is scored or a key corrected.
    """
    state = _state(exam.id)
    if state[0] < FEWEST:
        return []
    known = _remembered.find(exam.id)
    if known is None or known[0] != state:
        known = _remembered.replace(exam.id, (state, _found(exam)))
    if not known[1]:
        return []
    rows = {row.revision.id: row for row in list_keys(exam, actor=actor)}
    return [Alarm(rows[revision_id], one) for revision_id, one in known[1].items()]


def find_alarms(exam: Exam, *, actor: Actor) -> list[Alarm]:
    """Return the same to show beside other things: to who may not read keys now, nothing."""
    return list_alarms(exam, actor=actor) if may_read(exam, actor=actor) else []


def _state(exam_id: UUID) -> tuple[Any, ...]:
    counted = (
        select(func.count(), func.max(AttemptScore.scored_at), func.sum(AttemptScore.key_edition))
        .join(AttemptScore.attempt)
        .join(Attempt.sitting)
        .where(Sitting.exam_id == exam_id, AttemptScore.is_current)
    )
    return tuple(db.session.execute(counted).one())


def _found(exam: Exam) -> Found:
    marking = read_marking([paper.id for paper in exam.papers])
    keys = {
        paper_id: {
            item.id: {item.key, *item.others}
            for item in items
            if may_rekey(item.type) and not item.is_void
        }
        for paper_id, items in marking.items()
    }
    answers: dict[UUID, dict[str, list[Chosen]]] = defaultdict(lambda: defaultdict(list))
    for paper_id, score, item_scores, events in db.session.execute(_scored(exam.id)):
        given = current_answers(kept(events))
        total = Decimal(score)
        for item in given.keys() & keys[paper_id].keys():
            rest = total - Decimal(item_scores.get(item, "0"))
            answers[paper_id][item].append(Chosen(rest, given[item]))
    return {
        UUID(item): one
        for paper_id, accepted in keys.items()
        for item, one in suspicions(answers[paper_id], accepted).items()
    }


def _scored(exam_id: UUID) -> Any:
    return (
        select(Attempt.paper_id, AttemptScore.score, AttemptScore.item_scores)
        .add_columns(events_of(Attempt.id))
        .join(AttemptScore, (AttemptScore.attempt_id == Attempt.id) & AttemptScore.is_current)
        .join(Attempt.sitting)
        .where(Sitting.exam_id == exam_id)
        .order_by(AttemptScore.scored_at.desc())
        .limit(MOST)
    )
