"""Taking published questions out of use and back (停用、休用、退役)."""

from datetime import date

from zhifa_training.core import clock
from zhifa_training.core.db import transactional
from zhifa_training.questions import rules
from zhifa_training.questions.models import QuestionState, StoredQuestion
from zhifa_training.questions.rules import StepKind, ensure_reason
from zhifa_training.questions.services import steps
from zhifa_training.units.scope import Actor


@transactional
def suspend(stored: StoredQuestion, *, reason: str, actor: Actor) -> None:
    """Take a question out of use (停用); papers already frozen keep it."""
    why = ensure_reason(reason)
    life = steps.read(stored)
    if life.state is QuestionState.SUSPENDED:
        return
    steps.write(stored, rules.suspend(life))
    steps.enter(StepKind.SUSPENDED, stored, number=life.latest, actor=actor, words=why)


@transactional
def resume(stored: StoredQuestion, *, reason: str, actor: Actor) -> None:
    """Put a suspended question back into use in the revision last approved (恢复使用)."""
    why = ensure_reason(reason)
    life = steps.read(stored)
    steps.write(stored, rules.resume(life))
    steps.enter(StepKind.RESUMED, stored, number=life.latest, actor=actor, words=why)


@transactional
def rest(stored: StoredQuestion, *, until: date, reason: str, actor: Actor) -> None:
    """Keep a question from new papers until a day, when it returns by itself (休用)."""
    why = ensure_reason(reason)
    life = steps.read(stored)
    steps.write(stored, rules.rest(life, until=until, on=clock.today()))
    day = until.isoformat()
    words = f"{day} 起恢复：{why}"
    steps.enter(StepKind.RESTED, stored, number=life.latest, actor=actor, words=words, until=day)


@transactional
def wake(stored: StoredQuestion, *, actor: Actor) -> None:
    """End a rest early (结束休用)."""
    life = steps.read(stored)
    steps.write(stored, rules.wake(life, on=clock.today()))
    steps.enter(StepKind.WOKEN, stored, number=life.latest, actor=actor)


@transactional
def retire(stored: StoredQuestion, *, reason: str, actor: Actor) -> None:
    """End the life of a question for good (退役); its history and its papers stay."""
    why = ensure_reason(reason)
    life = steps.read(stored)
    steps.write(stored, rules.retire(life))
    steps.enter(StepKind.RETIRED, stored, number=life.latest, actor=actor, words=why)
