"""Which of all pairs deserve a close look (初筛): three matrix products, block by block."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from question_bank.similarity.answers import Flags, Whole
from question_bank.similarity.index import COPIED, Room, weight

_ROWS = 256
_CELLS = 4_000
_HIGHEST = 40.0
NORMAL_MEDIAN = 0.4549
"""The median of the square of a standard normal variable."""

Block = NDArray[np.float32]


@dataclass(frozen=True)
class Screened:
    """Hold the pairs to look at and how much more the room agrees than the model says."""

    one: Whole
    other: Whole
    inflation: float


def screen(room: Room, wanted: int) -> Screened:
    """Find the ``wanted`` pairs of highest likelihood ratio and as many of highest omega."""
    answers, shares = room.answers, room.shares
    marks = answers.marks()
    weights = marks * weight(np.where(marks > 0, shares, 1)).astype(np.float32)
    right = shares[:, answers.options.key]
    together = -shares * right[:, answers.options.item]
    together[:, answers.options.key] = right * (1 - right)
    alone = np.sqrt(np.maximum((right * (1 - right)).sum(axis=1), 1e-6))
    sides = _Sides(
        marks=marks,
        shares=shares,
        squares=shares * shares,
        together=together / alone[:, None],
        weights=weights,
        answered=answers.is_answered.astype(np.float32),
    )
    spread = np.zeros(_CELLS)
    kept = [_Kept(wanted), _Kept(wanted)]
    for begin in range(0, answers.n, _ROWS):
        rows = slice(begin, min(begin + _ROWS, answers.n))
        ratio, omega, one_way, is_pair = sides.block(rows, slice(begin, answers.n))
        squares = np.minimum(one_way[is_pair] ** 2, _HIGHEST * 0.9999)
        spread += np.histogram(squares, bins=_CELLS, range=(0, _HIGHEST))[0]
        one, other = np.nonzero(is_pair)
        for keep, values in zip(kept, (ratio, omega), strict=True):
            keep.offer(one + begin, other + begin, values[is_pair])
    found = np.unique(np.concatenate([keep.pairs() for keep in kept]), axis=0)
    return Screened(found[:, 0], found[:, 1], _inflation(spread))


@dataclass(frozen=True)
class _Sides:
    marks: Block
    shares: Block
    squares: Block
    together: Block
    weights: Block
    answered: Block

    def block(self, rows: slice, columns: slice) -> tuple[Block, Block, Block, Flags]:
        """Return both indices, the higher of either direction, omega of one, and what is a pair."""
        both = self.answered[rows] @ self.answered[columns].T
        agreed = self.marks[rows] @ self.marks[columns].T
        ratios, omegas = [], []
        for copier, source, turn in ((rows, columns, False), (columns, rows, True)):
            theirs = self.marks[source].T
            sides = (self.weights, self.shares, self.squares, self.together)
            found = [side[copier] @ theirs for side in sides]
            weights, expected, squares, together = [part.T if turn else part for part in found]
            ratios.append(weights + np.float32(np.log(1 - COPIED)) * both)
            spread = np.sqrt(np.maximum(expected - squares - together**2, 1e-3))
            omegas.append((agreed - expected) / spread)
        apart = np.arange(both.shape[1]) > np.arange(both.shape[0])[:, None]
        return np.maximum(*ratios), np.maximum(*omegas), omegas[0], apart & (both > 0)


class _Kept:
    """Keep the highest of all values offered."""

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted
        self._pairs: Whole = np.zeros((0, 2), dtype=np.intp)
        self._values: Block = np.zeros(0, dtype=np.float32)

    def offer(self, one: Whole, other: Whole, values: Block) -> None:
        if len(self._values) == self._wanted:
            is_higher = values > self._values.min()
            one, other, values = one[is_higher], other[is_higher], values[is_higher]
        pairs = np.concatenate([self._pairs, np.stack([one, other], axis=1)])
        joined = np.concatenate([self._values, values])
        if len(joined) > self._wanted:
            kept = np.argpartition(joined, -self._wanted)[-self._wanted :]
            pairs, joined = pairs[kept], joined[kept]
        self._pairs, self._values = pairs, joined

    def pairs(self) -> Whole:
        return self._pairs


def _inflation(spread: NDArray[np.float64]) -> float:
    if not spread.sum():
        return 1.0
    cell = int(np.searchsorted(spread.cumsum(), spread.sum() / 2))
    return max(1.0, round((cell + 0.5) * _HIGHEST / _CELLS / NORMAL_MEDIAN, 2))
