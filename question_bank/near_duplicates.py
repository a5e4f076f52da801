"""Find texts that say nearly the same (近似重复): character n-grams, tf-idf, sparse cosine."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from question_bank.wording import grams, words

ALIKE = 0.55
GRAM = 3
_BLOCK = 256
_DROPPED = 0.5
"""How much of a row's length may be left out while looking for candidates, per threshold."""
_ROUNDING = 1e-9

Vectors: TypeAlias = sparse.csr_matrix


@dataclass(frozen=True, slots=True)
class Pair:
    """Name two texts by their places, the earlier first, and how alike they are, 0 to 1."""

    one: int
    other: int
    likeness: float


class TextIndex:
    """Hold texts so that those like a new one, and all pairs alike, are found fast (题干索引).

    A text is its character trigrams; each counts by how often it stands there and how rare it is
    among the texts. Likeness is the cosine: 1 for the same words, whatever the punctuation.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        cut = [_trigrams(text) for text in texts]
        self._places: dict[str, int] = {}
        for found in cut:
            for gram in found:
                self._places.setdefault(gram, len(self._places))
        counts = self._counts(cut)
        seen = np.bincount(counts.indices, minlength=len(self._places))
        self._rarity = _rarity(seen, len(texts))
        self._unseen = float(_rarity(np.zeros(1), len(texts))[0])
        self._commonness = seen
        self._vectors = _unit(counts.multiply(self._rarity).tocsr())
        self._columns = self._vectors.T.tocsr()

    def __len__(self) -> int:
        """Return how many texts are held."""
        return int(self._vectors.shape[0])

    def like(self, text: str, *, threshold: float = ALIKE) -> list[tuple[int, float]]:
        """Return the places of the texts like a new one with their likeness, the likest first."""
        counts = Counter(_trigrams(text))
        seen = {gram: count for gram, count in counts.items() if gram in self._places}
        places = np.array([self._places[gram] for gram in seen], dtype=np.intp)
        weights = np.array(list(seen.values()), dtype=np.float64) * self._rarity[places]
        strange = sum((counts[gram] * self._unseen) ** 2 for gram in counts.keys() - seen.keys())
        length = float(np.sqrt(weights @ weights + strange))
        if not len(places):
            return []
        likeness = self._columns[places].T @ (weights / length)
        found = np.flatnonzero(likeness >= threshold - _ROUNDING)
        order = found[np.argsort(-likeness[found], kind="stable")]
        return [(int(place), min(1.0, float(likeness[place]))) for place in order]

    def pairs(self, *, threshold: float = ALIKE) -> Iterator[Pair]:
        """Yield every two texts at least so alike, in order, looking at a block of rows at a time.

        The commonest grams of a row, together no longer than half the threshold, are left out at
        first: whoever reaches the threshold must meet the row in the rest of it too.
        """
        kept, left_out = self._without_commonest(_DROPPED * threshold)
        for start in range(0, len(self), _BLOCK):
            rows = slice(start, min(start + _BLOCK, len(self)))
            near = (kept[rows] @ self._columns).tocoo()
            one, other = near.row + start, near.col
            is_near = (other > one) & (near.data >= threshold - left_out[one] - _ROUNDING)
            yield from self._alike(one[is_near], other[is_near], threshold)

    def _alike(
        self, one: NDArray[np.intp], other: NDArray[np.intp], threshold: float
    ) -> Iterator[Pair]:
        exact = self._vectors[one].multiply(self._vectors[other]).sum(axis=1)
        likeness = np.asarray(exact).ravel()
        found = np.flatnonzero(likeness >= threshold - _ROUNDING)
        for place in found[np.lexsort((other[found], one[found]))]:
            yield Pair(int(one[place]), int(other[place]), min(1.0, float(likeness[place])))

    def _without_commonest(self, length: float) -> tuple[Vectors, NDArray[np.float64]]:
        """Return the rows without their commonest grams, and how long what was left out is."""
        vectors = self._vectors
        row = np.repeat(np.arange(len(self)), np.diff(vectors.indptr))
        order = np.lexsort((vectors.indices, -self._commonness[vectors.indices], row))
        squares = vectors.data[order] ** 2
        running = np.cumsum(squares)
        before = np.concatenate(([0.0], running))[vectors.indptr[:-1]]
        is_left_out = running - before[row] <= length**2
        sums = np.bincount(row, weights=squares * is_left_out, minlength=len(self))
        kept = order[~is_left_out]
        matrix = sparse.csr_matrix(
            (vectors.data[kept], (row[~is_left_out], vectors.indices[kept])), shape=vectors.shape
        )
        return matrix, np.sqrt(sums)

    def _counts(self, cut: Sequence[Sequence[str]]) -> Vectors:
        columns = [self._places[gram] for found in cut for gram in found]
        ends = np.cumsum([0, *map(len, cut)])
        shape = (len(cut), len(self._places))
        counts = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=shape)
        counts.sum_duplicates()
        return counts


def _trigrams(text: str) -> list[str]:
    return grams(words(text), GRAM)


def _rarity(seen: NDArray[np.generic], texts: int) -> NDArray[np.float64]:
    return np.log((1 + texts) / (1 + seen.astype(np.float64))) + 1


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    scale = np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return sparse.csr_matrix(sparse.diags(scale) @ vectors)
