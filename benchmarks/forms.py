"""Parallel forms (平行卷): three papers, where chance suffices and where it does not."""

import random
import time
from decimal import Decimal

from benchmarks.figures import Figure
from question_bank import form_solver
from question_bank.assembly import Cell, PoolItem
from question_bank.form_demand import Demand
from question_bank.forms import draw
from question_bank.questions import QuestionType
from question_bank.syllabus import Difficulty, Field, Topic

SEED = 20260331
FORMS = 3
LIMIT_S = 10
BAND = Decimal(1)
TYPES = (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.TRUE_FALSE)


def forms(sizes):
    """Draw three forms with enemies: from fresh questions, and with nearly all used lately."""
    items, questions = sizes.forms
    pool = _pool(items)
    dice = random.Random(SEED)
    enemies = [frozenset(dice.sample([one.id for one in pool], 2)) for _ in range(items // 7)]
    for name, used in (("enough_is_fresh", items // 7), ("little_is_fresh", items * 9 // 10)):
        avoid = {one.id: 1 for one in dice.sample(pool, used)}
        demand = Demand(
            cells=_cells(questions),
            pool=pool,
            forms=FORMS,
            seed=SEED,
            enemies=enemies,
            avoid=avoid,
            band=BAND,
        )
        began = time.perf_counter()
        found = draw(demand, form_solver.solve)
        yield Figure(
            name=f"parallel_forms_{FORMS}_of_{questions}_from_{items}_{name}",
            ours=time.perf_counter() - began,
            bound=LIMIT_S,
            unit="s",
            goal=1.0,
            more={
                "spread": float(found.spread),
                "used_lately": len(found.reused),
                "is_proven": found.is_proven,
            },
        )


def _pool(count):
    dice = random.Random(SEED)
    return [
        PoolItem(
            id=f"q{number:05}",
            type=TYPES[number % 3],
            topic=list(Topic)[number // 3 % 5],
            law=f"法{dice.randrange(20)}",
            difficulty=Difficulty(dice.choice((1, 2, 2, 3))),
            fields=frozenset(dice.sample(list(Field), 2)),
            facility=dice.choice((None, Decimal(dice.randrange(20, 99)) / 100)),
        )
        for number in range(count)
    ]


def _cells(questions):
    """Return two cells of each type: half on one topic each, half on any."""
    each = [questions // 6] * 5
    counts = [*each, questions - sum(each)]
    topics = (Topic.COMMON_LAW, None, Topic.CONDUCT, None, Topic.ETHICS, None)
    return [
        Cell(TYPES[place // 2], count, Decimal(1), topic)
        for place, (count, topic) in enumerate(zip(counts, topics, strict=True))
    ]
