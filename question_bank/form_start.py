"""Deal parallel forms by lot and bring them level by exchanges (平行卷初稿).

Where nothing is left to wish for, the forms stand as dealt; otherwise a solver goes on from here.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter

from question_bank.assembly import Drawn, PoolItem, assemble, lot, shortages
from question_bank.form_demand import Demand, times
from question_bank.form_kinds import facility_of

_EXCHANGES = 60
_SPARE = Decimal("1.5")
_AT_LEAST_SPARE = 12


def by_lot(demand: Demand) -> list[PoolItem]:
    """Return the pool in the order of the lots."""
    return sorted(demand.pool, key=lambda item: lot(demand.seed, "draw", item.id))


def shortlist(demand: Demand) -> list[PoolItem]:
    """Return, by lot, half again as much as the forms need; the whole pool where it is short."""
    cells, items = times(demand.cells, demand.forms), by_lot(demand)
    items = [item for item in items if not demand.avoid.get(item.id)]
    if shortages(cells, items):
        return list(demand.pool)
    chosen = {drawn.item_id for drawn in assemble(cells, items, demand.seed)}
    for cell in cells:
        wanted = max(int(cell.count * _SPARE), cell.count + _AT_LEAST_SPARE)
        chosen.update([item.id for item in items if cell.admits(item)][:wanted])
    return [item for item in items if item.id in chosen]


def start(demand: Demand, listed: Sequence[PoolItem]) -> list[list[Drawn]] | None:
    """Deal forms without a common question out of ``listed``; None where it cannot fill them."""
    cells = times(demand.cells, demand.forms)
    if shortages(cells, listed):
        return None
    table = _Table(demand, listed)
    table.deal(assemble(cells, listed, demand.seed))
    table.part_enemies()
    table.level()
    return table.forms()


def settle(demand: Demand, forms: Sequence[Sequence[Drawn]]) -> list[list[Drawn]]:
    """Level forms that a solver had no time to level, using no more of what was to be avoided."""
    table = _Table(demand, by_lot(demand))
    table.lay(forms)
    table.level()
    return table.forms()


@dataclass
class _Table:
    """The forms as they lie: for each form the places of each cell, and what is left over."""

    demand: Demand
    listed: Sequence[PoolItem]
    held: list[list[list[str]]] = field(default_factory=list)
    spare: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.items = {item.id: item for item in self.listed}
        self.shares = {item.id: int(facility_of(item) * 100) for item in self.listed}
        self.worths = [int(cell.worth * 100) for cell in self.demand.cells]
        self.enemies: dict[str, set[str]] = defaultdict(set)
        for group in self.demand.enemies:
            for one in group:
                self.enemies[one] |= group - {one}

    def deal(self, drawn: Sequence[Drawn]) -> None:
        """Deal each cell's questions to and fro, sorted by difficulty and facility."""
        self.held = [[[] for _ in self.demand.cells] for _ in range(self.demand.forms)]
        for index in range(len(self.demand.cells)):
            dealt = sorted(
                (one.item_id for one in drawn if one.cell_index == index), key=self._ease
            )
            for place, item in enumerate(dealt):
                turn, form = divmod(place, self.demand.forms)
                is_back = (turn + index) % 2
                self.held[-1 - form if is_back else form][index].append(item)
        used = {one.item_id for one in drawn}
        self.spare = [item.id for item in self.listed if item.id not in used]

    def lay(self, forms: Sequence[Sequence[Drawn]]) -> None:
        """Lay out forms that were drawn by someone else."""
        places = range(len(self.demand.cells))
        self.held = [
            [[one.item_id for one in drawn if one.cell_index == place] for place in places]
            for drawn in forms
        ]
        used = {one.item_id for drawn in forms for one in drawn}
        self.spare = [item.id for item in self.listed if item.id not in used]

    def part_enemies(self) -> None:
        """Exchange a question that meets an enemy for one left over, where that helps."""
        for form, cells in enumerate(self.held):
            for index, held in enumerate(cells):
                for place, item in enumerate(held):
                    if self._meets_enemy(form, item, leaving=item):
                        self._replace(form, index, place)

    def level(self) -> None:
        """Bring the expected scores together, by the best exchange as long as one helps."""
        scores = [self._score(form) for form in range(self.demand.forms)]
        for _ in range(_EXCHANGES):
            cost = _cost(scores)
            if not cost[0]:
                return
            best = min(self._exchanges(scores), key=itemgetter(0), default=None)
            if best is None or best[0][:2] >= cost:
                break
            scores = self._exchange(best[1], scores)
        self._close_gaps(scores)

    def _close_gaps(self, scores: Sequence[int]) -> None:
        """Bring all forms to the score of one, by an exchange or two each, or leave them."""
        for target in sorted(set(scores), key=lambda score: (-scores.count(score), score)):
            kept = self._copy()
            if all(self._gain(form, target - score) for form, score in enumerate(scores)):
                return
            self.held, self.spare = kept

    def _gain(self, form: int, wanted: int) -> bool:
        """Change a form's score by so much with questions left over, if one or two can."""
        if not wanted:
            return True
        first = self._gains(form)
        if wanted in first:
            self._apply(first[wanted])
            return True
        for gain in sorted(first, key=abs):
            if wanted - gain not in first:
                continue
            kept = self._copy()
            self._apply(first[gain])
            second = self._gains(form).get(wanted - gain)
            if second is not None:
                self._apply(second)
                return True
            self.held, self.spare = kept
        return False

    def _gains(self, form: int) -> dict[int, "_Exchange"]:
        gains: dict[int, _Exchange] = {}
        for index in range(len(self.demand.cells)):
            for exchange in self._offers(index, form, None, self._spare_of(index)):
                gains.setdefault(self._gain_of(exchange), exchange)
        return gains

    def _copy(self) -> tuple[list[list[list[str]]], list[str]]:
        return [[list(held) for held in cells] for cells in self.held], list(self.spare)

    def forms(self) -> list[list[Drawn]]:
        """Return the forms, in the order of cells and lots."""
        return [
            [
                Drawn(item, index, cell.worth)
                for index, cell in enumerate(self.demand.cells)
                for item in sorted(cells[index], key=self._lot)
            ]
            for cells in self.held
        ]

    def _exchanges(self, scores: Sequence[int]) -> Iterator[tuple["_Rank", "_Exchange"]]:
        high, low = scores.index(max(scores)), scores.index(min(scores))
        for index in range(len(self.demand.cells)):
            spare = self._spare_of(index)
            for exchange in (
                *self._offers(index, high, low, self.held[low][index]),
                *self._offers(index, high, None, spare),
                *self._offers(index, low, None, spare),
            ):
                is_other = self._ease(exchange.given)[0] != self._ease(exchange.taken)[0]
                yield (*_cost(self._after(exchange, scores)), is_other), exchange

    def _offers(
        self, index: int, giver: int, taker: int | None, offered: Sequence[str]
    ) -> Iterator["_Exchange"]:
        """Yield the exchanges in one cell that let no enemies meet; of like ones the first."""
        tried = set()
        for given in self.held[giver][index]:
            for taken in offered:
                kind = (self._ease(given), self._ease(taken))
                if kind in tried or self.shares[given] == self.shares[taken]:
                    continue
                exchange = _Exchange(index, giver, given, taker, taken)
                if self._is_allowed(exchange):
                    tried.add(kind)
                    yield exchange

    def _spare_of(self, index: int) -> list[str]:
        cell = self.demand.cells[index]
        return [item for item in self.spare if cell.admits(self.items[item])]

    def _is_allowed(self, exchange: "_Exchange") -> bool:
        given, taken = exchange.given, exchange.taken
        avoid = self.demand.avoid
        if avoid.get(given, 0) < avoid.get(taken, 0) and exchange.taker is None:
            return False
        if self._meets_enemy(exchange.giver, taken, leaving=given):
            return False
        return exchange.taker is None or not self._meets_enemy(exchange.taker, given, leaving=taken)

    def _gain_of(self, exchange: "_Exchange") -> int:
        gain = self.shares[exchange.taken] - self.shares[exchange.given]
        return self.worths[exchange.index] * gain

    def _after(self, exchange: "_Exchange", scores: Sequence[int]) -> list[int]:
        after = list(scores)
        after[exchange.giver] += self._gain_of(exchange)
        if exchange.taker is not None:
            after[exchange.taker] -= self._gain_of(exchange)
        return after

    def _exchange(self, exchange: "_Exchange", scores: Sequence[int]) -> list[int]:
        after = self._after(exchange, scores)
        self._apply(exchange)
        return after

    def _apply(self, exchange: "_Exchange") -> None:
        index = exchange.index
        _swap(self.held[exchange.giver][index], exchange.given, exchange.taken)
        other = self.spare if exchange.taker is None else self.held[exchange.taker][index]
        _swap(other, exchange.taken, exchange.given)

    def _replace(self, form: int, index: int, place: int) -> None:
        leaving = self.held[form][index][place]
        wanted = self.items[leaving].difficulty
        fitting = sorted(
            self._spare_of(index), key=lambda item: abs(self.items[item].difficulty - wanted)
        )
        for item in fitting:
            if not self._meets_enemy(form, item, leaving=leaving):
                self.held[form][index][place] = item
                _swap(self.spare, item, leaving)
                return

    def _meets_enemy(self, form: int, item: str, *, leaving: str) -> bool:
        hostile = self.enemies.get(item)
        if not hostile:
            return False
        return any(
            other in hostile and other != leaving for held in self.held[form] for other in held
        )

    def _score(self, form: int) -> int:
        return sum(
            worth * self.shares[item]
            for worth, held in zip(self.worths, self.held[form], strict=True)
            for item in held
        )

    def _ease(self, item: str) -> tuple[int, int]:
        return int(self.items[item].difficulty), self.shares[item]

    def _lot(self, item: str) -> bytes:
        return lot(self.demand.seed, "draw", item)


@dataclass(frozen=True, slots=True)
class _Exchange:
    """Give a question of one form's cell for one of another form, or for one left over."""

    index: int
    giver: int
    given: str
    taker: int | None
    taken: str


_Cost = tuple[int, int]
_Rank = tuple[int, int, bool]


def _cost(scores: Sequence[int]) -> _Cost:
    whole = sum(scores)
    return max(scores) - min(scores), sum(abs(len(scores) * score - whole) for score in scores)


def _swap(held: list[str], leaving: str, coming: str) -> None:
    held[held.index(leaving)] = coming
