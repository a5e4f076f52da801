"""Between questions and the whole numbers a solver takes (平行卷建模)."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from question_bank.assembly import Cell, Drawn, PoolItem, lot
from question_bank.form_demand import Demand
from question_bank.form_problem import Kind, Problem
from question_bank.syllabus import Difficulty

FACILITIES = {
    Difficulty.EASY: Decimal("0.85"),
    Difficulty.MEDIUM: Decimal("0.70"),
    Difficulty.HARD: Decimal("0.50"),
}
"""What is expected of a question nobody has answered yet (I): product defaults, no measurement."""
_STEP = Decimal("0.05")


def facility_of(item: PoolItem) -> Decimal:
    """Return the expected share of its worth: as observed, to a hundredth, or by its difficulty."""
    known = FACILITIES[item.difficulty] if item.facility is None else item.facility
    return round(min(Decimal(1), max(Decimal(0), known)) / _STEP) * _STEP


def numbered(pool: Sequence[PoolItem], demand: Demand) -> list[list[PoolItem]]:
    """Group like questions into kinds, kinds and copies in the order of their lots.

    A question with an enemy is a kind of its own, and what no cell admits is left out.
    """
    hostile = {item for pair in demand.enemies for item in pair}
    kinds: dict[tuple[object, ...], list[PoolItem]] = defaultdict(list)
    for item in sorted(pool, key=lambda item: lot(demand.seed, "draw", item.id)):
        admitting = _admitting(demand.cells, item)
        if admitting:
            alike = (admitting, facility_of(item), item.difficulty, demand.avoid.get(item.id, 0))
            kinds[(*alike, item.id if item.id in hostile else None)].append(item)
    return list(kinds.values())


def problem_of(
    demand: Demand,
    kinds: Sequence[Sequence[PoolItem]],
    start: Sequence[Sequence[Drawn]],
    limit: float,
) -> Problem:
    """State the demand in whole numbers, for questions grouped by ``numbered``."""
    places = {item.id: place for place, copies in enumerate(kinds) for item in copies}
    return Problem(
        forms=demand.forms,
        counts=tuple(cell.count for cell in demand.cells),
        worths=tuple(int(cell.worth * 100) for cell in demand.cells),
        kinds=tuple(
            Kind(
                size=len(copies),
                cells=_admitting(demand.cells, copies[0]),
                facility=int(facility_of(copies[0]) * 100),
                avoid=demand.avoid.get(copies[0].id, 0),
            )
            for copies in kinds
        ),
        enemies=tuple(sorted(_enemies(demand.enemies, places))),
        overlap=demand.overlap,
        start=_uses(start, places),
        seed=int.from_bytes(hashlib.sha256(str(demand.seed).encode()).digest()[:3]),
        limit=limit,
    )


def _admitting(cells: Sequence[Cell], item: PoolItem) -> tuple[int, ...]:
    return tuple(index for index, cell in enumerate(cells) if cell.admits(item))


def _uses(
    start: Sequence[Sequence[Drawn]], places: Mapping[str, int]
) -> tuple[tuple[int, int, int, int], ...]:
    counts = Counter(
        (form, one.cell_index, places[one.item_id])
        for form, drawn in enumerate(start)
        for one in drawn
    )
    return tuple((*use, count) for use, count in sorted(counts.items()))


def _enemies(
    groups: Collection[frozenset[str]], places: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    for group in groups:
        known = sorted(places[item] for item in group if item in places)
        yield from combinations(known, 2)
