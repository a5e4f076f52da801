"""Trying papers out (试考): marked by the very keys and rules that mark candidates."""

from collections.abc import Mapping, Sequence

from question_bank.marking import PaperScore, mark_paper
from zhifa_training.audit.services import note
from zhifa_training.core.db import db, transactional
from zhifa_training.exams.editions import read_marking
from zhifa_training.exams.models.papers import Exam, PaperItem
from zhifa_training.exams.models.trials import PaperTrial
from zhifa_training.exams.rules.trial import ensure_answered
from zhifa_training.units.scope import Actor


def mark(
    exam: Exam, items: Sequence[PaperItem], answers: Mapping[str, frozenset[str]]
) -> PaperScore:
    """Mark answers by the keys that hold for the paper; what people must mark is awaiting."""
    keyed = read_marking([items[0].paper_id])[items[0].paper_id]
    return mark_paper(keyed, answers, exam.partial_credit)


@transactional
def try_out(
    exam: Exam,
    items: Sequence[PaperItem],
    answers: Mapping[str, frozenset[str]],
    *,
    actor: Actor,
) -> PaperScore:
    """Mark a form answered as a trial, and record who tried it; refuse an empty answer."""
    ensure_answered(answers)
    score = mark(exam, items, answers)
    db.session.add(
        PaperTrial(
            paper_id=items[0].paper_id,
            by_id=actor.account_id,
            by_name=actor.name,
            answered=len(answers),
            score=score.total,
            full_score=score.full,
        )
    )
    note(
        "exam.try_out",
        object_kind="exam",
        object_id=exam.id,
        actor_id=actor.account_id,
        actor_name=actor.name,
        title=exam.title,
        answered=len(answers),
        score=str(score.total),
    )
    return score
