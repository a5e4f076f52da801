"""Practising (练习): a run is started once, and each of its places counts once."""

from collections.abc import Set as AbstractSet
from uuid import UUID

from sqlalchemy import func, select

from question_bank.marking import PartialCredit
from question_bank.responses import stored
from zhifa_training.core import clock
from zhifa_training.core.db import database_now, db, lock, transactional
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.ids import new_id
from zhifa_training.core.inserts import insert_or_skip
from zhifa_training.exams.rules.tryout import judge
from zhifa_training.practice.models import PracticeAnswer, PracticeRun
from zhifa_training.practice.queries.pool import list_question_ids
from zhifa_training.practice.queries.runs import find_open
from zhifa_training.practice.rules.modes import Mode, in_turn, read_subject
from zhifa_training.practice.rules.verdicts import ensure_answered, outcome
from zhifa_training.practice.services import wrong
from zhifa_training.questions.models import QuestionRevision
from zhifa_training.questions.wording import as_question
from zhifa_training.units.models import Officer
from zhifa_training.units.scope import Actor


@transactional
def start(mode: Mode, subject: str, *, is_anew: bool = False, actor: Actor) -> UUID:
    """Go on with the open run of a mode and subject, or begin one; anew ends what was open."""
    about = read_subject(mode, subject)
    officer = db.session.get(Officer, actor.officer_id) if actor.officer_id else None
    if officer is None:
        raise NotVisibleError("练习只对执法人员开放")
    lock(officer)
    known = find_open(mode, str(about), actor=actor)
    if known is not None and not is_anew:
        return known.id
    run_id = new_id()
    queue = in_turn(mode, list_question_ids(mode, about, actor=actor), str(run_id))
    if known is not None:
        known.ended_at = database_now()
        db.session.flush()
    db.session.add(
        PracticeRun(id=run_id, officer_id=officer.id, mode=mode, subject=str(about), queue=queue)
    )
    return run_id


@transactional
def answer(
    run: PracticeRun,
    place: int,
    revision: QuestionRevision,
    tokens: AbstractSet[str],
    *,
    actor: Actor,
) -> bool:
    """Mark and keep an answer; return False where this place was answered before."""
    ensure_answered(tokens)
    question = as_question(revision)
    is_right = outcome(
        judge(question, tokens, ticks=frozenset(), partial=PartialCredit.ALL_OR_NOTHING)
    )
    today, now = clock.today(), database_now()
    if not _keep(run, place, revision, stored(tokens), is_right):
        return False
    if is_right is not None:
        wrong.learn(revision, stored(tokens), is_right=is_right, on=today, at=now, actor=actor)
    _end_when_complete(run)
    return True


def _keep(
    run: PracticeRun, place: int, revision: QuestionRevision, value: str, is_right: bool | None
) -> bool:
    """Store what was answered at a place; tell whether it was the first."""
    kept = db.session.execute(
        insert_or_skip(PracticeAnswer, "run_id", "place")
        .values(
            run_id=run.id,
            place=place,
            officer_id=run.officer_id,
            question_id=revision.question_id,
            revision_id=revision.id,
            value=value,
            is_right=is_right,
            answered_at=database_now(),
            answered_on=clock.today(),
        )
        .returning(PracticeAnswer.place)
    )
    return kept.first() is not None


def _end_when_complete(run: PracticeRun) -> None:
    counted = select(func.count()).where(PracticeAnswer.run_id == run.id)
    if run.ended_at is None and db.session.scalars(counted).one() >= len(run.queue):
        run.ended_at = database_now()
