"""The pairs of a room that agree more than chance explains (雷同筛查).

p values of all pairs are compared by Holm's step-down method (1979): in a room where nobody copied,
the chance of any flag at all is at most ALPHA, however the pairs hang together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from question_bank.similarity.answers import Answers, Flags, Numbers
from question_bank.similarity.curves import Curves
from question_bank.similarity.index import LN10, Compared, Room, compare
from question_bank.similarity.power import power
from question_bank.similarity.screening import screen

ALPHA = 0.05
TOP = 100
_CLOSELY = 1_500
_MOST_CLOSELY = 200_000
METHOD = (
    "weighted agreement given ability (omega and generalized binomial family), "
    "saddlepoint tail given the score; Holm over all pairs, family-wise α = 0.05"
)


@dataclass(frozen=True)
class Pair:
    """Hold what is said of one pair.

    index: minus the decimal logarithm of p, not cut where p is too small to write.
    p: at most this likely by chance, before allowing for the number of pairs.
    p_holm: after allowing for it. omega: Wollack's index, the higher of both directions.
    """

    a: str
    b: str
    index: float
    p: float
    p_holm: float
    omega: float
    shared_wrong: int
    shared_right: int
    differing: int
    is_flagged: bool


@dataclass(frozen=True)
class Similarity:
    """Hold the most suspicious pairs and what the search can and cannot see."""

    pairs: tuple[Pair, ...]
    flagged: int
    compared: int
    people: int
    items: int
    inflation: float
    power: dict[str, float]
    method: str = METHOD


def find_similar(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    key: Sequence[str],
    *,
    given: Flags | None = None,
    top: int = TOP,
) -> Similarity:
    """Compare everybody with everybody; ``given`` marks which items each person was asked.

    Rows hold the chosen options, an empty text where nothing was chosen. Every flagged pair is
    returned, and others up to ``top`` in all, the least likely first.
    """
    answers = Answers.of(rows, key, given)
    curves = Curves.fitted(answers)
    room = Room(answers, curves.shares(answers))
    pairs = answers.n * (answers.n - 1) // 2
    found, adjusted, inflation = _closely(room, pairs, top)
    is_flagged = adjusted <= ALPHA
    flagged = int(is_flagged.sum())
    order = np.lexsort((found.other, found.one, -found.omega, found.log_p))
    return Similarity(
        pairs=tuple(
            _pair(names, found, adjusted, int(place)) for place in order[: max(top, flagged)]
        ),
        flagged=flagged,
        compared=pairs,
        people=answers.n,
        items=answers.options.k,
        inflation=inflation,
        power=power(room, curves, ALPHA / pairs, inflation),
    )


def _closely(room: Room, pairs: int, top: int) -> tuple[Compared, Numbers, float]:
    """Look closely at ever more pairs, until those looked at last hold nothing to flag."""
    wanted = min(max(_CLOSELY, 2 * top), pairs)
    while True:
        screened = screen(room, wanted)
        found = compare(room, screened.one, screened.other, screened.inflation)
        adjusted = holm(found.log_p, pairs)
        is_enough = (adjusted <= ALPHA).sum() * 2 < wanted
        if is_enough or wanted == pairs or wanted >= _MOST_CLOSELY:
            return found, adjusted, screened.inflation
        wanted = min(8 * wanted, pairs)


def holm(log_p: Numbers, compared: int) -> Numbers:
    """Return p allowed for ``compared`` pairs, of which these are the least likely."""
    order = np.argsort(log_p, kind="stable")
    raised = np.exp(np.minimum(log_p[order] + np.log(compared - np.arange(len(order))), 0.0))
    adjusted = np.empty(len(order))
    adjusted[order] = np.maximum.accumulate(raised)
    return adjusted


def _pair(names: Sequence[str], found: Compared, adjusted: Numbers, place: int) -> Pair:
    log_p = float(found.log_p[place])
    return Pair(
        a=names[found.one[place]],
        b=names[found.other[place]],
        index=round(max(0.0, -log_p / LN10), 4),
        p=float(f"{np.exp(log_p):.6g}"),
        p_holm=float(f"{adjusted[place]:.6g}"),
        omega=round(float(found.omega[place]), 4),
        shared_wrong=int(found.shared_wrong[place]),
        shared_right=int(found.shared_right[place]),
        differing=int(found.differing[place]),
        is_flagged=bool(adjusted[place] <= ALPHA),
    )
