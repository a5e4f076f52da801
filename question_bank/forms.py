"""Draw parallel forms of one exam (平行卷): A, B, C alike in content, expected score and mix.

Shortages are found by matching and named before anything is solved. Chance, not the solver, decides
which questions may be used: it is shown a shortlist drawn by lot, and the whole pool only where
that is not enough. What comes back is verified by code that shares nothing with it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from question_bank.assembly import (
    Cell,
    Drawn,
    PoolItem,
    Shortage,
    ShortageError,
    lot,
    shortages,
)
from question_bank.form_demand import Demand, Form, Forms, times
from question_bank.form_kinds import facility_of, numbered, problem_of
from question_bank.form_problem import Solution, Solver
from question_bank.form_proof import faults
from question_bank.form_start import settle, shortlist, start

LETTERS = "ABCD"
MOST_FORMS = len(LETTERS)
LIMIT = 1.0
"""Deterministic seconds of each solve; about as many of a quiet machine."""
_HUNDREDTH = Decimal("0.01")


class FormsShortError(ShortageError):
    """Refuse forms that the pool cannot fill, each cell named with the number missing."""

    def __init__(self, shortages: Sequence[Shortage], forms: int, why: str) -> None:
        super().__init__(shortages)
        self.forms, self.why = forms, why
        listed = "；".join(shortage.text for shortage in self.shortages)
        self.args = (f"{why}：{listed}。请补充试题、减少卷数或调整组卷方案。",)


class BandError(ValueError):
    """Refuse forms that are not equally hard (难度不等)."""


class UnprovenError(RuntimeError):
    """The solver's answer does not keep the demand; nothing of it may be used."""


def draw(demand: Demand, solve: Solver) -> Forms:
    """Draw the forms, the same for the same demand; refuse with every shortage named.

    To be equally hard is a duty, to avoid what was used lately a wish: the wish gives way.
    """
    _ensure_well_formed(demand)
    ensure_enough(demand.cells, demand.pool, demand.forms, demand.overlap)
    forms = _best(demand, solve)
    if demand.avoid and not _is_level(demand, forms):
        anything = _best(replace(demand, avoid={}), solve)
        forms = _kept(demand, [form.drawn for form in anything.forms], is_proven=False)
    if found := faults(demand, forms):
        raise UnprovenError("；".join(found))
    _ensure_level(demand, forms)
    return forms


def most_forms(cells: Sequence[Cell], pool: Sequence[PoolItem], up_to: int) -> int:
    """Return how many forms without a common question the pool can fill, counted up to a bound."""
    fewest, most = 0, up_to
    while fewest < most:
        middle = (fewest + most + 1) // 2
        fewest, most = (
            (fewest, middle - 1) if shortages(times(cells, middle), pool) else (middle, most)
        )
    return fewest


def _ensure_well_formed(demand: Demand) -> None:
    if not 1 <= demand.forms <= MOST_FORMS:
        raise ValueError(f"卷数须为 1 至 {MOST_FORMS}，现为 {demand.forms}。")
    if not demand.cells:
        raise ValueError("组卷方案没有组卷单元。")
    if any(cell.worth != cell.worth.quantize(_HUNDREDTH) for cell in demand.cells):
        raise ValueError("每题分值最多两位小数。")
    if demand.overlap < 0 or min(demand.avoid.values(), default=0) < 0:
        raise ValueError("允许重复的题数和避用权重不得为负数。")


def ensure_enough(
    cells: Sequence[Cell], pool: Sequence[PoolItem], forms: int, overlap: int = 0
) -> None:
    """Name every shortage: for one form, and for all of them with as few repeats as can be.

    A draw of ``k`` forms with ``m`` repeats exists exactly where one form can be filled, and all
    but ``m`` places of all forms can be filled with different questions (König's theorem).
    """
    if short := shortages(cells, pool):
        raise ShortageError(short)
    short = shortages(times(cells, forms), pool)
    if sum(shortage.missing for shortage in short) > overlap:
        allowed = f"至多重复 {overlap} 题" if overlap else "互不重复"
        why = f"题库不足以编出 {forms} 套{allowed}的试卷（以下为 {forms} 套合计）"
        raise FormsShortError(short, forms, why)


def _best(demand: Demand, solve: Solver) -> Forms:
    """Return the forms as the lots fall; where that is not perfect, solve for the best."""
    listed = shortlist(demand)
    begun = start(demand, listed)
    if begun is not None and not any(_has_enemies(demand, drawn) for drawn in begun):
        as_dealt = _kept(demand, begun, is_proven=True)
        if as_dealt.is_perfect:
            return as_dealt
    if len(listed) < len(demand.pool):
        kinds = numbered(listed, demand)
        solution = solve(problem_of(demand, kinds, begun or (), LIMIT))
        narrow = _kept(demand, _dealt(demand, kinds, solution), is_proven=solution.is_proven)
        if narrow.is_perfect and not any(solution.missing):
            return narrow
    kinds = numbered(demand.pool, demand)
    solution = solve(problem_of(demand, kinds, begun or (), LIMIT))
    _ensure_complete(demand, solution)
    forms = _kept(demand, _dealt(demand, kinds, solution), is_proven=solution.is_proven)
    if solution.is_proven or forms.repeated:
        return forms
    return _kept(demand, settle(demand, [form.drawn for form in forms.forms]), is_proven=False)


def _has_enemies(demand: Demand, drawn: Sequence[Drawn]) -> bool:
    ids = {one.item_id for one in drawn}
    return any(len(group & ids) > 1 for group in demand.enemies)


def _ensure_complete(demand: Demand, solution: Solution) -> None:
    """Name the cells that stay short because some questions may not meet."""
    asked = times(demand.cells, demand.forms)
    short = [
        Shortage(index, cell, sum(cell.admits(item) for item in demand.pool), missing)
        for index, (cell, missing) in enumerate(zip(asked, solution.missing, strict=True))
        if missing
    ]
    if short:
        why = f"部分试题互斥、不能编入同一份试卷，编不出 {demand.forms} 套试卷"
        raise FormsShortError(short, demand.forms, why)


def _dealt(
    demand: Demand, items: Sequence[Sequence[PoolItem]], solution: Solution
) -> list[list[Drawn]]:
    """Deal out the copies of each kind in the order of their lots, over all forms in a circle."""
    dealt: list[list[Drawn]] = [[] for _ in range(demand.forms)]
    given: dict[int, int] = defaultdict(int)
    for form, cell, kind, count in sorted(solution.uses):
        copies = items[kind]
        for _ in range(count):
            item = copies[given[kind] % len(copies)]
            dealt[form].append(Drawn(item.id, cell, demand.cells[cell].worth))
            given[kind] += 1
    for drawn in dealt:
        drawn.sort(key=lambda one: (one.cell_index, lot(demand.seed, "draw", one.item_id)))
    return dealt


def _kept(demand: Demand, dealt: Sequence[Sequence[Drawn]], *, is_proven: bool) -> Forms:
    facilities = {item.id: facility_of(item) for item in demand.pool}
    holders: dict[str, int] = defaultdict(int)
    for one in (one for drawn in dealt for one in drawn):
        holders[one.item_id] += 1
    return Forms(
        forms=tuple(
            Form(letter, tuple(drawn), _expected(drawn, facilities))
            for letter, drawn in zip(LETTERS, dealt, strict=False)
        ),
        repeated=tuple(sorted(item for item, count in holders.items() if count > 1)),
        reused=tuple(sorted(item for item in holders if demand.avoid.get(item))),
        is_proven=is_proven,
    )


def _expected(drawn: Sequence[Drawn], facilities: Mapping[str, Decimal]) -> Decimal:
    return sum((one.worth * facilities[one.item_id] for one in drawn), Decimal(0))


def _is_level(demand: Demand, forms: Forms) -> bool:
    return demand.band is None or forms.spread <= 2 * demand.band


def _ensure_level(demand: Demand, forms: Forms) -> None:
    if not _is_level(demand, forms):
        centre = min(form.expected for form in forms.forms) + forms.spread / 2
        told = "、".join(
            f"{form.letter} 卷 {form.expected.quantize(_HUNDREDTH)}" for form in forms.forms
        )
        raise BandError(
            f"各卷难度不能相当：预计得分 {told} 分，"
            f"超出 {centre.quantize(_HUNDREDTH)}±{demand.band} 分。"
            "请补充难度相近的试题、减少卷数或在组卷单元中指定难度。"
        )
