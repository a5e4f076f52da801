"""Drawing the forms of an exam (组卷): outside any transaction, for it may take seconds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from question_bank.assembly import Cell, ShortageError
from question_bank.form_demand import Demand, Form, Forms
from question_bank.forms import BandError, FormsShortError, draw
from zhifa_training.core.db import end_reading
from zhifa_training.core.lazy import heavy
from zhifa_training.exams.cells import as_cells
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.queries.drawing import (
    list_pool,
    list_revisions,
    list_used_lately,
    map_questions,
)
from zhifa_training.exams.rules.blueprints import (
    BlueprintFaultError,
    PoolShortError,
    ensure_pass_score_reachable,
    ensure_usable,
    total,
)
from zhifa_training.exams.rules.forms import band
from zhifa_training.exams.solving import solve
from zhifa_training.questions.amendments.queries import list_unfit
from zhifa_training.questions.models import Pool
from zhifa_training.questions.wording import as_question
from zhifa_training.units.scope import Actor

ROUNDS = 6
"""How often forms are drawn again because two questions in one of them are too much alike."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Forms, and the cells they were drawn by."""

    cells: tuple[Cell, ...]
    forms: Forms


def draw_forms(exam: Exam, *, on: date, actor: Actor) -> Draw:
    """Draw the forms of an exam; a short pool is refused, each cell named.

    Questions too much alike are looked for in what was drawn, parted, and the draw repeated: to
    compare a whole bank would take longer and find pairs that never meet.
    """
    demand = _demand(exam, on, actor)
    stale = [each.code for each in list_unfit(on=on, pool=Pool.EXAM, actor=actor)]
    for _ in range(ROUNDS):
        end_reading()
        forms = _drawn(demand, stale)
        met = {pair for form in forms.forms for pair in _alike(form, actor)}
        if not met:
            return Draw(tuple(demand.cells), forms)
        demand = replace(demand, enemies=[*demand.enemies, *sorted(met, key=sorted)])
    raise BlueprintFaultError(
        "不能发布：题库中近似重复的试题过多，无法避免编入同一份试卷。请先停用重复的试题"
    )


def _demand(exam: Exam, on: date, actor: Actor) -> Demand:
    cells = as_cells(exam.blueprint.cells)
    ensure_usable(cells)
    ensure_pass_score_reachable(pass_score=exam.pass_score, full_score=total(cells))
    pool = list_pool(on=on, actor=actor)
    used = list_used_lately(exam, actor=actor)
    questions = map_questions([item.id for item in pool], actor=actor) if used else {}
    return Demand(
        cells=cells,
        pool=pool,
        forms=exam.form_count,
        seed=str(exam.id),
        avoid={item: used[question] for item, question in questions.items() if question in used},
        band=band(total(cells)),
    )


def _drawn(demand: Demand, stale: Sequence[str]) -> Forms:
    try:
        return draw(demand, solve)
    except FormsShortError as error:
        raise PoolShortError(error.shortages, error.why, stale) from error
    except ShortageError as error:
        raise PoolShortError(error.shortages, stale=stale) from error
    except BandError as error:
        raise BlueprintFaultError(f"不能发布：{error}") from error


def _alike(form: Form, actor: Actor) -> Iterator[frozenset[str]]:
    """Yield the pairs of one form that say nearly the same, or that answer each other."""
    revisions = list_revisions([one.item_id for one in form.drawn], actor=actor)
    ids = {revision.question.code: str(revision.id) for revision in revisions}
    questions = [as_question(revision) for revision in revisions]
    alike = heavy("question_bank.hygiene").near_duplicates(questions)
    telling = heavy("question_bank.giveaways").giveaways(questions)
    for finding in (*alike, *telling):
        yield frozenset(ids[code] for code in finding.ids)
