"""What parallel forms are asked for and what comes back (平行卷要求与结果)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from question_bank.assembly import Cell, Drawn, PoolItem


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Ask for forms of one blueprint (平行卷要求)."""

    cells: Sequence[Cell]
    pool: Sequence[PoolItem]
    forms: int
    seed: str | int
    enemies: Collection[frozenset[str]] = ()
    """Questions that may not meet in one form (互斥试题)."""
    avoid: Mapping[str, int] = field(default_factory=dict)
    """Questions used lately, with what it costs to use each again."""
    overlap: int = 0
    """How many places may hold a question that another form holds too, where the pool is short."""
    band: Decimal | None = None
    """How far an expected score may lie from the middle of them all (难度带), in points."""


@dataclass(frozen=True)
class Form:
    """One of the forms (分卷)."""

    letter: str
    drawn: tuple[Drawn, ...]
    expected: Decimal
    """The score to be expected of the candidates (预计得分)."""


@dataclass(frozen=True)
class Forms:
    """What was drawn, and what had to be given up for it."""

    forms: tuple[Form, ...]
    repeated: tuple[str, ...]
    """Questions that stand in more than one form."""
    reused: tuple[str, ...]
    """Questions that were to be avoided and are used all the same."""
    is_proven: bool
    """Whether no better draw exists; False: the solver reached its limit."""

    @property
    def spread(self) -> Decimal:
        """Return how far the expected scores are apart."""
        scores = [form.expected for form in self.forms]
        return max(scores) - min(scores)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return in Chinese what had to be given up."""
        said = []
        if self.repeated:
            said.append(f"题库不足，有 {len(self.repeated)} 题同时编入了不止一套试卷")
        if self.reused:
            said.append(f"题库不足，有 {len(self.reused)} 题在近期考试中用过")
        return tuple(said)

    @property
    def is_perfect(self) -> bool:
        """Tell whether nothing was given up and all forms are equally hard."""
        return not (self.repeated or self.reused or self.spread)


def times(cells: Sequence[Cell], forms: int) -> list[Cell]:
    """Return the cells that ask for all forms at once."""
    return [replace(cell, count=cell.count * forms) for cell in cells]
