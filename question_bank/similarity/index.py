"""How unlikely it is that two people agree so much by chance (答案雷同指数).

One of a pair is taken as the copier c, the other as the source s, whose answers are given, as in
Wollack's omega (1997). On each item both answered, c agrees with s with chance

    p_i = P(c chooses what s chose | ability of c),

independently of the other items. Wollack's index standardises the number of agreements M:

    omega = (M - Σ p_i) / √(Σ p_i (1 - p_i)).

Far out, where many pairs are compared, the normal distribution understates its tail, so omega is
told but decides nothing. What decides is the weighted number of agreements

    S = Σ w_i over agreements,   w_i = ln(1 + r / ((1 - r) p_i)),   r = 0.3,

which orders answers as the likelihood ratio of "a share r of the items was copied" to "none was"
does: agreeing on an answer nearly everybody gives is hardly evidence, on a rare wrong one much.

Its tail is taken over the same independent, unequal chances that make van der Linden and
Sotaridona's generalized binomial test (2006), given the number R of right answers c has: a
saddlepoint approximation (Daniels, 1954; Skovgaard, 1987, for the conditioning). With

    K(t, u) = Σ ln E exp(t w_i [agrees] + u [right]),

minimised in K(t, u) - t s - u r,

    P(S ≥ s | R = r) ≈ exp(K - t s - u r + l²/2) Φ(-l) √(K_uu(0, 0) / K_uu(t, u)),
    l = t √(K_tt - K_tu² / K_uu).

The values S can take may lie on a lattice; l is therefore drawn in by (1 - exp(-x)) / x with x the
step t w, which is exact on a lattice and makes p up to twice too large off it. p is never above
Chernoff's bound without the condition. Each of the two may be the copier, so the smaller p counts
twice; the curves are estimated, so it counts _ALLOWANCE times more, as honest simulated rooms with
guessers ask for.

Where the whole room agrees more than the model says (topics taught in some places only, items that
hang together), its median omega² (given R too) exceeds that of a standard normal variable, 0.455.
ln p is divided by that ratio, if above 1, as genomic control (Devlin and Roeder, 1999) does with
its chi-squares.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from question_bank.similarity.answers import Answers, Flags, Numbers, Whole
from question_bank.similarity.curves import Shares

COPIED = 0.3
_STEEPEST = 20.0
_STEPS = 16
_TINY = 1e-12
_ALLOWANCE = 2.5
_AT_ONCE = 1_000
LN10 = float(np.log(10))


@dataclass(frozen=True)
class Room:
    """Hold everybody's answers and how likely each person's options are."""

    answers: Answers
    shares: Shares

    def turned(self, one: Whole, other: Whole) -> "Turned":
        """Set out pairs with ``one`` copying from ``other``."""
        answers = self.answers
        ours, theirs = answers.chosen[one], answers.chosen[other]
        is_both = answers.is_answered[one] & answers.is_answered[other]
        is_right = is_both & answers.is_right[other]
        right = self.shares[one[:, None], answers.options.key].astype(np.float64)
        met = self.shares[one[:, None], theirs].astype(np.float64)
        wrong = np.where(is_both & ~is_right, met, 0.0)
        return Turned(right, wrong, is_right, is_both, (ours == theirs) & is_both)


@dataclass(frozen=True)
class Turned:
    """Hold pairs by items with one of each taken as the copier.

    right: chance of the key, 0 where the copier answered nothing. wrong: chance of the source's
    wrong option, 0 elsewhere. is_right: the source chose the key and both answered.
    """

    right: Numbers
    wrong: Numbers
    is_right: Flags
    is_both: Flags
    is_same: Flags

    @property
    def p(self) -> Numbers:
        """Return the chance of agreeing."""
        return np.where(self.is_right, self.right, self.wrong)

    @property
    def weights(self) -> Numbers:
        """Return what agreeing counts on each item."""
        return np.where(self.is_both, weight(np.where(self.is_both, self.p, 1.0)), 0.0)


@dataclass(frozen=True)
class Compared:
    """Hold what was found of some pairs, one entry each."""

    one: Whole
    other: Whole
    log_p: Numbers
    """The natural logarithm of p, both directions allowed for."""
    omega: Numbers
    shared_wrong: Whole
    shared_right: Whole
    differing: Whole


def weight(p: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return what agreeing with chance p counts."""
    return np.asarray(np.log1p(COPIED / (1 - COPIED) / p))


def compare(room: Room, one: Whole, other: Whole, inflation: float = 1.0) -> Compared:
    """Look at some pairs closely."""
    parts = [_compare(room, *part, inflation) for part in _parts(one, other)]
    joined = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else []
    if not joined:
        none = np.zeros(0)
        joined = [none, none, *[none.astype(np.intp)] * 3]
    return Compared(one, other, *joined)


def _parts(one: Whole, other: Whole) -> Iterator[tuple[Whole, Whole]]:
    for begin in range(0, len(one), _AT_ONCE):
        yield one[begin : begin + _AT_ONCE], other[begin : begin + _AT_ONCE]


def _compare(
    room: Room, one: Whole, other: Whole, inflation: float
) -> tuple[Numbers, Numbers, Whole, Whole, Whole]:
    log_p, omega = np.zeros(len(one)), np.full(len(one), -np.inf)
    for copier, source in ((one, other), (other, one)):
        turned = room.turned(copier, source)
        log_p = np.minimum(log_p, log_tail(turned, turned.weights))
        omega = np.maximum(omega, _omega(turned))
    is_right, is_same, is_both = room.answers.is_right[one], turned.is_same, turned.is_both
    return (
        np.minimum(log_p / inflation + np.log(2 * _ALLOWANCE), 0.0),
        omega,
        (is_same & ~is_right).sum(axis=1),
        (is_same & is_right).sum(axis=1),
        (is_both & ~is_same).sum(axis=1),
    )


def _omega(turned: Turned) -> Numbers:
    p = turned.p
    spread = np.sqrt((p * (1 - p)).sum(axis=1))
    return np.asarray((turned.is_same.sum(axis=1) - p.sum(axis=1)) / np.maximum(spread, 1e-6))


@dataclass(frozen=True)
class _Tilted:
    """Hold K and its derivatives at one t and u for each pair."""

    height: Numbers
    by_t: Numbers
    by_u: Numbers
    tt: Numbers
    tu: Numbers
    uu: Numbers
    step: Numbers
    """The mean weight, where answers are least certain."""


def _tilted(turned: Turned, weights: Numbers, t: Numbers, u: Numbers) -> _Tilted:
    lifted = np.exp(t[:, None] * weights)
    right = turned.right * np.exp(u)[:, None] * np.where(turned.is_right, lifted, 1.0)
    wrong = turned.wrong * lifted
    whole = right + wrong + (1 - turned.right - turned.wrong)
    right, wrong = right / whole, wrong / whole
    agrees = np.where(turned.is_right, right, wrong)
    doubt, spread = agrees * (1 - agrees), right * (1 - right)
    together = np.where(turned.is_right, spread, -right * wrong)
    return _Tilted(
        height=np.log(whole).sum(axis=1),
        by_t=(weights * agrees).sum(axis=1),
        by_u=right.sum(axis=1),
        tt=(weights**2 * doubt).sum(axis=1),
        tu=(weights * together).sum(axis=1),
        uu=spread.sum(axis=1),
        step=(weights**2 * doubt).sum(axis=1) / ((weights * doubt).sum(axis=1) + _TINY),
    )


def log_tail(turned: Turned, weights: Numbers) -> Numbers:
    """Return ln P(S ≥ s | R = r) of each pair; 0 where they agree no more than expected."""
    reached = (weights * turned.is_same).sum(axis=1)
    t, u = np.zeros(len(reached)), np.zeros(len(reached))
    level = _tilted(turned, weights, t, u)
    here = level
    for _ in range(_STEPS):
        from_s, from_r = here.by_t - reached, here.by_u - level.by_u
        area = here.tt * here.uu - here.tu**2 + _TINY
        t = np.clip(t - _short((here.uu * from_s - here.tu * from_r) / area), 0, _STEEPEST)
        u = u - _short((here.tt * from_r - here.tu * from_s) / area)
        here = _tilted(turned, weights, t, u)
    return _approximated(t, u, here, level, reached)


def _short(step: Numbers) -> Numbers:
    return np.clip(step, -1, 1)


def _approximated(
    t: Numbers, u: Numbers, here: _Tilted, level: _Tilted, reached: Numbers
) -> Numbers:
    exponent = np.minimum(here.height - t * reached - u * level.by_u, 0.0)
    spread = np.sqrt(np.maximum(here.tt - here.tu**2 / (here.uu + _TINY), 0.0))
    step = t * here.step
    reach = t * spread * np.where(step > _TINY, -np.expm1(-step) / (step + _TINY), 1.0)
    likelier = 0.5 * np.log((level.uu + _TINY) / (here.uu + _TINY))
    found = exponent + 0.5 * reach**2 + log_ndtr(-reach) + np.maximum(likelier, 0.0)
    return np.where(t > 0, np.minimum(found, 0.0), 0.0)
