"""The arithmetic of parallel forms (平行卷模型): whole numbers only, as a solver takes them.

Questions that differ in nothing a solver may look at are one kind, with a number of copies: a
pool of thousands becomes some hundred kinds, and which copies are used is left to the lots.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """Questions that are alike to the solver (同类试题)."""

    size: int
    cells: tuple[int, ...]
    """The places of the cells that admit them."""
    facility: int
    """The expected share of their worth, in hundredths."""
    avoid: int
    """How much it costs to use one; 0: nothing."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is asked of a solver (组卷问题)."""

    forms: int
    counts: tuple[int, ...]
    worths: tuple[int, ...]
    """What a question is worth in each cell, in hundredths."""
    kinds: tuple[Kind, ...]
    enemies: tuple[tuple[int, int], ...]
    """Places of two kinds, of one question each, that may not meet in a form."""
    overlap: int
    """How many places in all forms together may hold a question that another form holds too."""
    start: tuple[tuple[int, int, int, int], ...]
    """Forms to stay close to, as a solution has them; empty: there are none."""
    seed: int
    limit: float
    """Deterministic seconds."""

    def as_json(self) -> str:
        """Return the problem as text for another process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Problem":
        """Return the problem that ``as_json`` wrote."""
        plain = {name: _tuples(value) for name, value in json.loads(text).items()}
        kinds = ({name: _tuples(value) for name, value in kind.items()} for kind in plain["kinds"])
        return cls(**plain | {"kinds": tuple(Kind(**kind) for kind in kinds)})


@dataclass(frozen=True, slots=True)
class Solution:
    """What a solver found (求解结果)."""

    uses: tuple[tuple[int, int, int, int], ...]
    """``(form, cell, kind, how many)``, only where at least one."""
    missing: tuple[int, ...]
    """For each cell, how many places of all forms together stayed empty."""
    is_proven: bool
    """Whether nothing better exists; False: the limit was reached."""

    def as_json(self) -> str:
        """Return the solution as text for another process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Solution":
        """Return the solution that ``as_json`` wrote."""
        return cls(**{name: _tuples(value) for name, value in json.loads(text).items()})


Solver = Callable[[Problem], Solution]


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value
