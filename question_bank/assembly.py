"""Draw a paper from a pool by a blueprint (组卷), and lay out what each candidate sees."""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from question_bank.delivery import Group
from question_bank.questions import QuestionType
from question_bank.syllabus import Difficulty, Field, Topic


@dataclass(frozen=True)
class Cell:
    """Ask for a number of questions of one kind (组卷单元); None means any."""

    type: QuestionType
    count: int
    worth: Decimal
    topic: Topic | None = None
    law: str | None = None
    difficulty: Difficulty | None = None
    field: Field | None = None

    @property
    def label(self) -> str:
        """Return 单选题·常用法律法规·行政处罚法·难."""
        parts = (
            self.type.label,
            self.topic.label if self.topic else None,
            self.law,
            self.field.label if self.field else None,
            self.difficulty.label if self.difficulty else None,
        )
        return "·".join(part for part in parts if part)

    def admits(self, item: "PoolItem") -> bool:
        """Tell whether a question fits this cell."""
        return (
            item.type is self.type
            and self.topic in (None, item.topic)
            and self.law in (None, item.law)
            and self.difficulty in (None, item.difficulty)
            and (self.field is None or self.field in item.fields)
        )


@dataclass(frozen=True)
class PoolItem:
    """Describe a question that may be drawn (备选试题)."""

    id: str
    type: QuestionType
    topic: Topic
    law: str
    difficulty: Difficulty
    fields: frozenset[Field]
    facility: Decimal | None = None
    """The share of its worth that candidates earned so far (得分率); None: not known yet."""


@dataclass(frozen=True)
class Drawn:
    """Name a drawn question, the cell it fills and what it is worth there."""

    item_id: str
    cell_index: int
    worth: Decimal


@dataclass(frozen=True)
class Shortage:
    """Say by how many questions a cell is short once every exchange has been tried."""

    cell_index: int
    cell: Cell
    available: int
    missing: int

    @property
    def text(self) -> str:
        """Return the Chinese sentence that names the cell and the number missing."""
        taken = self.missing - max(0, self.cell.count - self.available)
        shared = f"，其中 {taken} 题须留给其他组卷单元" if taken else ""
        return (
            f"“{self.cell.label}”缺 {self.missing} 题："
            f"需要 {self.cell.count} 题，可用 {self.available} 题{shared}"
        )


class ShortageError(ValueError):
    """Refuse a draw that the pool cannot fill."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        listed = "；".join(shortage.text for shortage in self.shortages)
        super().__init__(f"题库不足，无法组卷：{listed}。请补充试题或调整组卷方案。")


def assemble(cells: Sequence[Cell], pool: Iterable[PoolItem], seed: str | int) -> list[Drawn]:
    """Draw a paper, the same for the same seed in whatever order the pool comes.

    Cells may overlap: a draw is found whenever one exists. No question is drawn twice.
    """
    matching = _match(cells, pool, seed)
    if short := matching.shortages():
        raise ShortageError(short)
    return [
        Drawn(item_id, index, cell.worth)
        for index, cell in enumerate(cells)
        for item_id in matching.drawn(index)
    ]


def shortages(cells: Sequence[Cell], pool: Iterable[PoolItem]) -> list[Shortage]:
    """List the cells that are short, for the check before a blueprint is published."""
    return _match(cells, pool, 0).shortages()


def layout(
    items: Sequence[tuple[str, Sequence[Group]]],
    seed: str | int,
    *,
    shuffle_items: bool,
    shuffle_options: bool,
) -> list[tuple[str, tuple[str, ...]]]:
    """Materialise the order one candidate sees: each item with all it offers, group by group."""
    ordered = sorted(items, key=lambda item: lot(seed, "item", item[0])) if shuffle_items else items
    return [
        (item_id, tuple(_laid_out(item_id, groups, seed, shuffle_options)))
        for item_id, groups in ordered
    ]


def _laid_out(
    item_id: str, groups: Sequence[Group], seed: str | int, is_shuffled: bool
) -> Iterator[str]:
    for group in groups:
        if is_shuffled and group.may_shuffle:
            yield from sorted(
                group.handles, key=lambda handle: lot(seed, "option", item_id, handle)
            )
        else:
            yield from group.handles


def lot(seed: str | int, *names: str) -> bytes:
    """Draw a lot that depends on nothing but seed and name, on any machine and version."""
    return hashlib.sha256("\0".join((str(seed), *names)).encode()).digest()


def _match(cells: Sequence[Cell], pool: Iterable[PoolItem], seed: str | int) -> "_Matching":
    for cell in cells:
        if cell.count < 1:
            raise ValueError(f"“{cell.label}”的题数须为正整数，现为 {cell.count}。")
        if not cell.worth.is_finite() or cell.worth <= 0:
            raise ValueError(f"“{cell.label}”的分值须大于零，现为 {cell.worth}。")
    matching = _Matching(cells, _bylot(pool, seed))
    for index in matching.tightest_first():
        matching.fill(index)
    return matching


def _bylot(pool: Iterable[PoolItem], seed: str | int) -> list[PoolItem]:
    items = {item.id: item for item in pool}
    return sorted(items.values(), key=lambda item: lot(seed, "draw", item.id))


class _Matching:
    """Match questions to cells by augmenting paths (Kuhn), the search running over cells."""

    def __init__(self, cells: Sequence[Cell], items: Sequence[PoolItem]) -> None:
        self.cells = cells
        self.items = items
        self.admitted = _admitted(cells, items)
        self.owner: dict[int, int] = {}
        self.filled = [0] * len(cells)
        self._next = [0] * len(cells)

    def tightest_first(self) -> list[int]:
        """Order the cells by what they can spare, so that exchanges stay rare."""
        return sorted(
            range(len(self.cells)),
            key=lambda index: (len(self.admitted[index]) - self.cells[index].count, index),
        )

    def fill(self, index: int) -> None:
        """Give a cell as many questions as any exchange can free for it."""
        while self.filled[index] < self.cells[index].count and self._augment(index):
            self.filled[index] += 1

    def drawn(self, index: int) -> list[str]:
        """List what a cell was given, in the order of the lots."""
        return [self.items[item].id for item, cell in sorted(self.owner.items()) if cell == index]

    def shortages(self) -> list[Shortage]:
        """List the cells that stayed short."""
        return [
            Shortage(index, cell, len(self.admitted[index]), cell.count - self.filled[index])
            for index, cell in enumerate(self.cells)
            if self.filled[index] < cell.count
        ]

    def _augment(self, start: int) -> bool:
        """Find a free question for a cell, moving others' questions along the shortest path."""
        came_from: dict[int, tuple[int, int]] = {}
        queue, seen = deque([start]), {start}
        while queue:
            cell = queue.popleft()
            if (free := self._free(cell)) is not None:
                self._move_along(came_from, cell, free)
                return True
            for item in self.admitted[cell]:
                holder = self.owner[item]
                if holder not in seen:
                    seen.add(holder)
                    came_from[holder] = (cell, item)
                    queue.append(holder)
        return False

    def _free(self, cell: int) -> int | None:
        """Find the next question no cell holds; one once held is never free again."""
        admitted = self.admitted[cell]
        while self._next[cell] < len(admitted):
            item = admitted[self._next[cell]]
            if item not in self.owner:
                return item
            self._next[cell] += 1
        return None

    def _move_along(self, came_from: dict[int, tuple[int, int]], cell: int, free: int) -> None:
        self.owner[free] = cell
        while cell in came_from:
            cell, item = came_from[cell]
            self.owner[item] = cell


def _admitted(cells: Sequence[Cell], items: Sequence[PoolItem]) -> list[list[int]]:
    """List, for each cell, the places of the questions it admits; like questions are asked once."""
    admitted: list[list[int]] = [[] for _ in cells]
    known: dict[tuple[object, ...], list[int]] = {}
    for place, item in enumerate(items):
        kind = (item.type, item.topic, item.law, item.difficulty, item.fields)
        if kind not in known:
            known[kind] = [index for index, cell in enumerate(cells) if cell.admits(item)]
        for index in known[kind]:
            admitted[index].append(place)
    return admitted
