"""Statistics of a whole test (全卷统计): how its totals lie and how far they can be trusted."""

import math
from dataclasses import dataclass

import numpy as np

from question_bank.statistics.moments import (
    FEWEST,
    TINY,
    TOO_FEW,
    Numbers,
    Undefined,
    Value,
    is_constant,
    kurtosis,
    sd,
    skew,
)
from question_bank.statistics.responses import Responses

_FLAT = Undefined("总分全部相同，无法计算信度。")
_FLAT_REST = Undefined("其余各题总分全部相同，无法计算信度。")
_SHORT = Undefined("题目不足两道，无法计算信度。")
_PARTIAL = Undefined("有部分得分，该系数只用于 0/1 得分。")


@dataclass(frozen=True)
class PaperStatistics:
    """Hold what the answers say of the whole test.

    sd, variance: of a sample, divided by n - 1. skew, kurtosis: b1 and b2, kurtosis less 3.
    alpha: Cronbach's. alpha_standardised: from the mean correlation of the items (average_r).
    kr20, kr21: Kuder-Richardson 20 and 21, population variance; 21 takes all items as equally hard.
    cic: coefficient of internal consistency, alpha in per cent. guttman6: Guttman's lambda 6.
    sem: standard error of measurement, sd · √(1 - alpha), in marks.
    error_ratio: sem over sd in per cent.
    """

    n: int
    k: int
    mean: Value
    median: Value
    sd: Value
    variance: Value
    skew: Value
    kurtosis: Value
    alpha: Value
    alpha_standardised: Value
    average_r: Value
    kr20: Value
    kr21: Value
    guttman6: Value
    cic: Value
    sem: Value
    error_ratio: Value


def paper_statistics(responses: Responses) -> PaperStatistics:
    """Describe the whole test."""
    totals, found = responses.totals, alpha(responses.scores)
    spread, among = sd(totals), _correlations(responses.scores)
    average = average_r(among)
    empty = Undefined("没有答卷。")
    return PaperStatistics(
        n=responses.n,
        k=responses.k,
        mean=float(totals.mean()) if responses.n else empty,
        median=float(np.median(totals)) if responses.n else empty,
        sd=spread,
        variance=spread if isinstance(spread, Undefined) else spread**2,
        skew=skew(totals),
        kurtosis=kurtosis(totals),
        alpha=found,
        alpha_standardised=_stepped_up(average, responses.k),
        average_r=average,
        kr20=kr20(responses),
        kr21=kr21(responses),
        guttman6=guttman6(among),
        cic=found if isinstance(found, Undefined) else 100 * found,
        sem=_error(spread, found),
        error_ratio=_error(100.0, found),
    )


def alpha(scores: Numbers) -> Value:
    """Return Cronbach's alpha: k/(k-1) · (1 - Σ item variances / variance of totals) (α 系数)."""
    if (refusal := _no_reliability(scores)) is not None:
        return refusal
    k = len(scores[0])
    among = float(scores.var(axis=0, ddof=1).sum())
    return k / (k - 1) * (1 - among / float(scores.sum(axis=1).var(ddof=1)))


def alphas_if_deleted(responses: Responses) -> list[Value]:
    """Return Cronbach's alpha of the other items, for each item in turn (删题后 α)."""
    scores, left = responses.scores, responses.k - 1
    if left < FEWEST:
        return [Undefined("删去本题后题目不足两道，无法计算信度。")] * responses.k
    if responses.n < FEWEST:
        return [TOO_FEW] * responses.k
    rest = responses.totals[:, None] - scores
    among = scores.var(axis=0, ddof=1)
    of_rest, is_flat = rest.var(axis=0, ddof=1), np.ptp(rest, axis=0) <= TINY
    return [
        _FLAT_REST
        if is_flat[item]
        else left / (left - 1) * (1 - float(among.sum() - among[item]) / float(of_rest[item]))
        for item in range(responses.k)
    ]


def kr20(responses: Responses) -> Value:
    """Return Kuder-Richardson 20: k/(k-1) · (1 - Σ pq / population variance of totals)."""
    refusal = _no_reliability(responses.scores)
    if refusal is not None or not responses.is_binary:
        return refusal or _PARTIAL
    shares = responses.scores.mean(axis=0)
    among = float((shares * (1 - shares)).sum())
    k = responses.k
    return k / (k - 1) * (1 - among / float(responses.totals.var()))


def kr21(responses: Responses) -> Value:
    """Return Kuder-Richardson 21: k/(k-1) · (1 - M(k - M) / (k · population variance))."""
    refusal = _no_reliability(responses.scores)
    if refusal is not None or not responses.is_binary:
        return refusal or _PARTIAL
    mean, k = float(responses.totals.mean()), responses.k
    return k / (k - 1) * (1 - mean * (k - mean) / (k * float(responses.totals.var())))


def average_r(found: Numbers | Undefined) -> Value:
    """Return the mean correlation between two items (题间平均相关)."""
    if isinstance(found, Undefined):
        return found
    k = len(found)
    return float((found.sum() - k) / (k * (k - 1)))


def guttman6(found: Numbers | Undefined) -> Value:
    """Return Guttman's lambda 6: 1 - Σ(1 - smc) / Σ r, smc from all other items (λ6)."""
    if isinstance(found, Undefined):
        return found
    if np.linalg.matrix_rank(found) < len(found):
        return Undefined("有的题目可由其余题目完全推出（答卷太少或题目重复），无法计算。")
    if float(found.sum()) <= TINY:
        return Undefined("各题得分相互抵消，无法计算。")
    unexplained = 1 / np.diag(np.linalg.inv(found))
    return float(1 - unexplained.sum() / found.sum())


def _correlations(scores: Numbers) -> Numbers | Undefined:
    if (refusal := _no_reliability(scores)) is not None:
        return refusal
    if any(is_constant(column) for column in scores.T):
        return Undefined("有题目得分全部相同，无法计算题间相关。")
    return np.asarray(np.corrcoef(scores, rowvar=False), dtype=np.float64)


def _no_reliability(scores: Numbers) -> Undefined | None:
    n, k = scores.shape
    if k < FEWEST:
        return _SHORT
    if n < FEWEST:
        return TOO_FEW
    return _FLAT if is_constant(scores.sum(axis=1)) else None


def _stepped_up(average: Value, k: int) -> Value:
    """Apply the Spearman-Brown formula to the mean correlation of items."""
    if isinstance(average, Undefined):
        return average
    whole = 1 + (k - 1) * average
    if whole <= 0:
        return Undefined("题间平均相关为负，标准化 α 没有意义。")
    return k * average / whole


def _error(spread: Value, reliability: Value) -> Value:
    if isinstance(spread, Undefined):
        return spread
    if isinstance(reliability, Undefined):
        return reliability
    return spread * math.sqrt(max(0.0, 1 - reliability))
