"""What the search would find (检出力): copying played on the fitted model with a fixed seed."""

import numpy as np

from question_bank.similarity.answers import BLANK, Answers, Options, Whole
from question_bank.similarity.curves import Curves, Shares
from question_bank.similarity.index import Room, compare

SHARES = (20, 30, 50)
"""How many per cent of the items are copied."""
SEED = 20260331
PLAYED = 200


def power(room: Room, curves: Curves, threshold: float, inflation: float) -> dict[str, float]:
    """Return the share of pairs found at each share of copying.

    Two people are drawn. The first one's answers are drawn anew from the fitted curves on the items
    answered, then a share of the items both were given is overwritten with the second one's
    answers. The pair counts as found where its p is at most ``threshold``, as if it were the only
    one.
    """
    dice = np.random.default_rng(SEED)
    found = {}
    for share in SHARES:
        copier, source = _drawn(room.answers.n, dice)
        honest = _answered(room.shares[copier], room.answers.options, dice)
        chosen = _copied(honest, room.answers.chosen[source], share, dice)
        together = np.concatenate([chosen, room.answers.chosen[source]])
        played = Answers(room.answers.options, together)
        scene = Room(played, curves.shares(played))
        first = np.arange(PLAYED)
        log_p = compare(scene, first, first + PLAYED, inflation).log_p
        found[str(share)] = round(float((log_p <= np.log(threshold)).mean()), 3)
    return found


def _drawn(n: int, dice: np.random.Generator) -> tuple[Whole, Whole]:
    copier = dice.integers(n, size=PLAYED)
    return copier, (copier + dice.integers(1, n, size=PLAYED)) % n


def _answered(shares: Shares, options: Options, dice: np.random.Generator) -> Whole:
    """Draw an option of each item a person answers; nothing where no option is likely."""
    chosen = np.full((len(shares), options.k), BLANK, dtype=np.intp)
    lots = dice.random(chosen.shape)
    edges = np.searchsorted(options.item, np.arange(options.k + 1))
    for item in range(options.k):
        own = shares[:, edges[item] : edges[item + 1]].astype(np.float64).cumsum(axis=1)
        whole = own[:, -1]
        place = (own < (lots[:, item] * whole)[:, None]).sum(axis=1)
        chosen[:, item] = np.where(whole > 0, place + edges[item], BLANK)
    return chosen


def _copied(honest: Whole, theirs: Whole, share: int, dice: np.random.Generator) -> Whole:
    can_copy = (honest != BLANK) & (theirs != BLANK)
    order = np.where(can_copy, dice.random(honest.shape), 2).argsort(axis=1).argsort(axis=1)
    wanted = np.rint(can_copy.sum(axis=1) * share / 100)
    return np.where(can_copy & (order < wanted[:, None]), theirs, honest)
