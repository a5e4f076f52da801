"""Moments of one list of numbers, or the reason why there is none (矩)."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
FEWEST = 2
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Undefined:
    """Say in Chinese why a figure does not exist (无法计算)."""

    reason: str


Value = float | Undefined
TOO_FEW = Undefined("答卷不足两份，无法计算。")


def is_constant(values: Numbers) -> bool:
    """Tell whether all numbers are the same, apart from rounding."""
    return len(values) == 0 or float(np.ptp(values)) <= TINY


def sd(values: Numbers) -> Value:
    """Return the standard deviation of a sample, divided by n - 1 (标准差)."""
    return TOO_FEW if len(values) < FEWEST else float(values.std(ddof=1))


def correlation(one: Numbers, other: Numbers, names: tuple[str, str]) -> Value:
    """Return Pearson's r; ``names`` say which of the two does not vary."""
    if len(one) < FEWEST:
        return TOO_FEW
    for values, name in ((one, names[0]), (other, names[1])):
        if is_constant(values):
            return Undefined(f"{name}全部相同，无法计算相关。")
    ours, theirs = one - one.mean(), other - other.mean()
    r = float(ours @ theirs / np.sqrt((ours @ ours) * (theirs @ theirs)))
    return math.copysign(1.0, r) if abs(r) > 1 - TINY else r


def skew(values: Numbers) -> Value:
    """Return the third moment about the mean over the cube of ``sd`` (偏度, b1)."""
    return _standardised(values, 3)


def kurtosis(values: Numbers) -> Value:
    """Return the fourth moment about the mean over ``sd`` to the fourth, less 3 (峰度, b2)."""
    found = _standardised(values, 4)
    return found if isinstance(found, Undefined) else found - 3


def _standardised(values: Numbers, power: int) -> Value:
    if len(values) < FEWEST:
        return TOO_FEW
    if is_constant(values):
        return Undefined("总分全部相同，无法计算。")
    spread = float(values.std(ddof=1))
    return float(((values - values.mean()) ** power).mean()) / spread**power
