"""Intervals that hold for few answers too (小样本区间)."""

import math
from statistics import NormalDist

from question_bank.statistics.moments import Undefined, Value

CONFIDENCE = 0.95
_FEWEST_FOR_R = 4

Interval = tuple[float, float] | Undefined


def wilson(share: float, n: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Return Wilson's score interval of a share (威尔逊区间).

    For scores between 0 and 1 it is no narrower than it should be: with mean p their variance is
    at most p(1 - p).
    """
    if n < 1:
        return Undefined("没有答卷，无法给出区间。")
    z = _quantile(confidence)
    middle = share + z * z / (2 * n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    width = 1 + z * z / n
    return max(0.0, (middle - reach) / width), min(1.0, (middle + reach) / width)


def fisher(r: Value, n: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval of a correlation by Fisher's z: tanh(atanh r ± z / √(n - 3))."""
    if isinstance(r, Undefined):
        return r
    if n < _FEWEST_FOR_R:
        return Undefined("答卷不足四份，无法给出相关的区间。")
    if abs(r) >= 1:
        return Undefined("相关为 ±1，费希尔变换没有区间。")
    reach = _quantile(confidence) / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - reach), math.tanh(math.atanh(r) + reach)


def _quantile(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)
