"""Who chose what, as numbers that can be multiplied (作答编码)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.intp]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]
BLANK = -1


@dataclass(frozen=True)
class Options:
    """Number every option met on any item: one column each, those of an item side by side."""

    item: Whole
    """The item of each column."""
    is_key: Flags
    key: Whole
    """The column of each item's key."""

    @property
    def k(self) -> int:
        """Return the number of items."""
        return len(self.key)

    @cached_property
    def wrong(self) -> Whole:
        """Return how many wrong options were met on each item, at least one."""
        return np.maximum(np.bincount(self.item, minlength=self.k) - 1, 1)


@dataclass(frozen=True)
class Answers:
    """Hold the column each person (row) chose on each item; BLANK where nothing was chosen.

    An item a person was not given is as good as blank: it says nothing of any pair.
    """

    options: Options
    chosen: Whole

    @classmethod
    def of(
        cls, rows: Sequence[Sequence[str]], key: Sequence[str], given: Flags | None = None
    ) -> Self:
        """Give each option a number; an empty text is a blank, ``given`` marks what was asked."""
        texts = np.array(rows, dtype=np.str_).reshape(len(rows), len(key))
        is_answered = texts != ""
        if given is not None:
            is_answered &= given
        chosen = np.full(texts.shape, BLANK, dtype=np.intp)
        item: list[int] = []
        keys: list[int] = []
        for place, right in enumerate(key):
            rows_of = is_answered[:, place]
            seen, numbers = np.unique([right, *texts[rows_of, place]], return_inverse=True)
            chosen[rows_of, place] = numbers[1:] + len(item)
            keys.append(int(numbers[0]) + len(item))
            item += [place] * len(seen)
        columns = np.array(keys, dtype=np.intp)
        is_key = np.zeros(len(item), dtype=np.bool_)
        is_key[columns] = True
        return cls(Options(np.array(item, dtype=np.intp), is_key, columns), chosen)

    @property
    def n(self) -> int:
        """Return the number of people."""
        return len(self.chosen)

    @cached_property
    def is_answered(self) -> Flags:
        """Tell where something was chosen."""
        return np.asarray(self.chosen != BLANK)

    @cached_property
    def is_right(self) -> Flags:
        """Tell where the key was chosen."""
        return np.asarray(self.chosen == self.options.key)

    def marks(self) -> NDArray[np.float32]:
        """Return people by columns: 1 where the option was chosen."""
        found = np.zeros((self.n, len(self.options.item)), dtype=np.float32)
        rows, items = np.nonzero(self.is_answered)
        found[rows, self.chosen[rows, items]] = 1
        return found
