"""Who answered what, and what it earned (作答矩阵)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from question_bank.statistics.moments import Numbers

NOT_ANSWERED = ""


@dataclass(frozen=True)
class Responses:
    """Hold the scores of n candidates (rows) on k items (columns), 0 to 1 each.

    What was not answered earns nothing, as in the exam, and is counted in ``omitted``.
    """

    items: tuple[str, ...]
    scores: Numbers
    omitted: tuple[int, ...]
    choices: NDArray[np.str_] | None = None
    key: tuple[str, ...] | None = None

    @property
    def n(self) -> int:
        """Return the number of candidates."""
        return int(self.scores.shape[0])

    @property
    def k(self) -> int:
        """Return the number of items."""
        return len(self.items)

    @cached_property
    def totals(self) -> Numbers:
        """Return each candidate's total."""
        return np.asarray(self.scores.sum(axis=1), dtype=np.float64)

    @cached_property
    def is_binary(self) -> bool:
        """Tell whether every score is 0 or 1."""
        return bool(np.isin(self.scores, (0, 1)).all())


def from_scores(items: Sequence[str], rows: Sequence[Sequence[float | None]]) -> Responses:
    """Build the matrix from scores between 0 and 1; None and NaN mean not answered."""
    given = np.array(
        [[np.nan if score is None else score for score in row] for row in rows], dtype=np.float64
    ).reshape(len(rows), len(items))
    is_missing = np.isnan(given)
    scores = np.where(is_missing, 0.0, given)
    if scores.size and (scores.min() < 0 or scores.max() > 1):
        raise ValueError("每格得分须在 0 至 1 之间；请先除以该题分值。")
    return Responses(tuple(items), scores, tuple(map(int, is_missing.sum(axis=0))))


def from_choices(
    items: Sequence[str], rows: Sequence[Sequence[str]], key: Sequence[str]
) -> Responses:
    """Build the matrix from chosen options and the key; an empty text means not answered."""
    if len(key) != len(items):
        raise ValueError(f"答案有 {len(key)} 个，题目有 {len(items)} 道，须一一对应。")
    if not all(key):
        raise ValueError("答案不能为空。")
    chosen = np.array(rows, dtype=np.str_).reshape(len(rows), len(items))
    omitted = (chosen == NOT_ANSWERED).sum(axis=0)
    scores = (chosen == np.array(key, dtype=np.str_)).astype(np.float64)
    return Responses(tuple(items), scores, tuple(map(int, omitted)), chosen, tuple(key))
