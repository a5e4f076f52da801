"""Groups of candidates by ability (能力分组): from the lowest totals to the highest."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from question_bank.statistics.moments import (
    FEWEST,
    TOO_FEW,
    Numbers,
    Undefined,
    Value,
    is_constant,
)

_SLACK = 1e-9
"""A quantile that falls on a total must not miss it by rounding."""


@dataclass(frozen=True)
class Cut:
    """Name the quantiles at which totals are cut, and the groups between them."""

    label: str
    quantiles: tuple[float, ...]
    names: tuple[str, ...]


BY_27 = Cut("高低 27%", (0.27, 0.73), ("lower", "mid73", "upper"))
BY_QUARTERS = Cut("四分位", (0.25, 0.50, 0.75), ("lower", "mid50", "mid75", "upper"))


@dataclass(frozen=True)
class Groups:
    """Hold each candidate's group; equal totals are never parted, so groups may be uneven."""

    cut: Cut
    place: NDArray[np.intp]

    @classmethod
    def of(cls, totals: Numbers, cut: Cut) -> Self:
        """Cut at the quantiles of the totals; who equals a quantile belongs below it.

        Where the highest quantile is the best total itself, those who reached it are the upper
        group, as nobody stands above them.
        """
        if not len(totals):
            return cls(cut, np.zeros(0, dtype=np.intp))
        edges, top = np.quantile(totals, cut.quantiles) + _SLACK, len(cut.quantiles)
        place = np.searchsorted(edges, totals, side="left").astype(np.intp)
        if top not in place and not is_constant(totals):
            place[totals == totals.max()] = top
        return cls(cut, place)

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Return how many candidates each group has."""
        counts = np.bincount(self.place, minlength=len(self.cut.names))
        return {name: int(count) for name, count in zip(self.cut.names, counts, strict=True)}

    def sums(self, values: Numbers) -> dict[str, float]:
        """Return the sum of values in each group."""
        found = np.bincount(self.place, weights=values, minlength=len(self.cut.names))
        return {name: float(total) for name, total in zip(self.cut.names, found, strict=True)}

    def means(self, values: Numbers) -> dict[str, float | None]:
        """Return the mean of values in each group; an empty group has none."""
        sizes, sums = self.sizes, self.sums(values)
        return {name: sums[name] / size if size else None for name, size in sizes.items()}

    def difference(self, values: Numbers) -> Value:
        """Return the highest group's mean less the lowest group's (高低分组区分度)."""
        return self.gap(self.means(values))

    def gap(self, means: dict[str, float | None]) -> Value:
        """Return the highest group's figure less the lowest group's."""
        lower, upper = means[self.cut.names[0]], means[self.cut.names[-1]]
        if lower is None or upper is None:
            return Undefined("总分全部相同，分不出高分组与低分组。")
        return upper - lower


def thirds_difference(values: Numbers, totals: Numbers) -> Value:
    """Return the mean of the best third less that of the worst, ⌊n/3⌋ candidates each.

    Equal totals are parted in the order of the rows, so that both groups have their size.
    """
    size = len(totals) // 3
    if len(totals) < FEWEST:
        return TOO_FEW
    if not size:
        return Undefined("答卷不足三份，无法分为三组。")
    if is_constant(totals):
        return Undefined("总分全部相同，分不出高分组与低分组。")
    order = np.argsort(totals, kind="stable")
    return float(values[order[-size:]].mean() - values[order[:size]].mean())
