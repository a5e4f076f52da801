"""Prove that drawn forms keep the demand (平行卷验证), by other means than they were drawn by.

Nothing of the drawing, matching or solving is used: only what was asked and what came back.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations

from question_bank.assembly import Cell, PoolItem
from question_bank.form_demand import Demand, Form, Forms
from question_bank.syllabus import Difficulty

_EXPECTED = {Difficulty.EASY: 85, Difficulty.MEDIUM: 70, Difficulty.HARD: 50}


def faults(asked: Demand, given: Forms) -> list[str]:
    """List in Chinese what the forms do not keep; an empty list proves them."""
    items = {item.id: item for item in asked.pool}
    if len(given.forms) != asked.forms:
        return [f"应有 {asked.forms} 套，实有 {len(given.forms)} 套"]
    found = [
        f"{form.letter} 卷{fault}"
        for form in given.forms
        for fault in _form_faults(asked, form, items)
    ]
    return found + list(_faults_together(asked, given))


def _form_faults(asked: Demand, form: Form, items: Mapping[str, PoolItem]) -> Iterator[str]:
    ids = [one.item_id for one in form.drawn]
    if strangers := set(ids) - items.keys():
        yield f"用了题库外的试题 {sorted(strangers)}"
        return
    if len(ids) != len(set(ids)):
        yield "有重复的试题"
    for one, other in combinations(sorted(ids), 2):
        if any(one in group and other in group for group in asked.enemies):
            yield f"有互斥的试题 {one} 与 {other}"
    yield from _cell_faults(asked, form, items)
    if form.expected != _expected(form, items):
        yield "预计得分不符"


def _cell_faults(asked: Demand, form: Form, items: Mapping[str, PoolItem]) -> Iterator[str]:
    filled = Counter(one.cell_index for one in form.drawn)
    if filled != Counter({place: cell.count for place, cell in enumerate(asked.cells)}):
        yield "各组卷单元题数不符"
        return
    for one in form.drawn:
        if not _fits(items[one.item_id], asked.cells[one.cell_index], one.worth):
            yield f"试题 {one.item_id} 不符合所在组卷单元"


def _faults_together(asked: Demand, given: Forms) -> Iterator[str]:
    uses = Counter(one.item_id for form in given.forms for one in form.drawn)
    repeats = sum(count - 1 for count in uses.values())
    if repeats > asked.overlap:
        yield f"各卷之间重复 {repeats} 处，至多 {asked.overlap} 处"
    if set(given.repeated) != {item for item, count in uses.items() if count > 1}:
        yield "未如实说明重复的试题"
    if set(given.reused) != {item for item in uses if asked.avoid.get(item, 0) > 0}:
        yield "未如实说明近期用过的试题"


def _fits(item: PoolItem, cell: Cell, worth: Decimal) -> bool:
    wanted = (
        (cell.type, {item.type}),
        (cell.topic, {item.topic}),
        (cell.law, {item.law}),
        (cell.difficulty, {item.difficulty}),
        (cell.field, item.fields),
    )
    return worth == cell.worth and all(ask is None or ask in offers for ask, offers in wanted)


def _expected(form: Form, items: Mapping[str, PoolItem]) -> Decimal:
    total = Decimal(0)
    for one in form.drawn:
        known = items[one.item_id].facility
        share = Decimal(_EXPECTED[items[one.item_id].difficulty]) / 100 if known is None else known
        total += one.worth * Decimal(round(min(max(share, Decimal(0)), Decimal(1)) * 20)) / 20
    return total
