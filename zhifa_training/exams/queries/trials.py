"""Reading test runs (查阅试考记录)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import exists, select

from zhifa_training.core.db import db
from zhifa_training.exams.models.papers import Exam, Paper
from zhifa_training.exams.models.trials import PaperTrial
from zhifa_training.exams.rules.forms import form_label
from zhifa_training.units.scope import Actor, within


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One test run of a form."""

    form: str
    tried_at: datetime
    by_name: str
    answered: int
    score: Decimal
    full_score: Decimal


def list_trials(exam: Exam, *, actor: Actor) -> Sequence[TrialRow]:
    """Return the test runs of an exam's forms, the newest first."""
    trial = PaperTrial
    statement = (
        select(
            Paper.form,
            trial.tried_at,
            trial.by_name,
            trial.answered,
            trial.score,
            trial.full_score,
        )
        .join(Paper, Paper.id == trial.paper_id)
        .join(Exam, Exam.id == Paper.exam_id)
        .where(Exam.id == exam.id, within(actor, Exam.unit_id))
        .order_by(trial.tried_at.desc(), trial.id.desc())
    )
    return [TrialRow(*row) for row in db.session.execute(statement)]


def list_untried(exam_id: UUID, *, actor: Actor) -> Sequence[str]:
    """Name the forms of an exam that nobody has tried out."""
    statement = (
        select(Paper.form, Exam.form_count)
        .join(Exam, Exam.id == Paper.exam_id)
        .where(
            Exam.id == exam_id,
            within(actor, Exam.unit_id),
            ~exists().where(PaperTrial.paper_id == Paper.id),
        )
        .order_by(Paper.form)
    )
    return [form_label(form, count) or "试卷" for form, count in db.session.execute(statement)]
