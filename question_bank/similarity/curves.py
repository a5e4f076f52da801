"""How likely each option is for a person of given ability (选项曲线).

Ability is the Rasch estimate from the items a person answered, with a standard normal prior; where
all answered everything it orders people as their totals do. The share of right answers and the
shares of the wrong options among wrong answers are smoothed over ability by a Gaussian kernel, as
Ramsay (1991) smooths option characteristic curves, and drawn a little towards the whole room's
shares, so that few answers make no steep curve. All are shares of those who answered: leaving an
item out says nothing here.

For each person the curves of right answers are then moved together, on the scale of the logit,
until they add up to the number of answers that person has right. So the model is conditioned on
the very score, two excellent papers are expected to agree nearly everywhere, and the bias of a
kernel at both ends of ability does no harm.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from question_bank.similarity.answers import Answers, Numbers, Options

_POINTS = 41
_DRAWN = 2.0
"""How many answers of the whole room's kind each share is drawn by."""
_UNLIKE = 0.1
"""The part of the wrong answers thought to be guesses, spread evenly over the wrong options."""
_NEWTON = 25
_HALVINGS = 40
_WIDEST_LOGIT = 16.0
_SHORT_OF_ALL = 0.25
"""A perfect score is taken as this much less, and none right as this much more."""
_LEAST = 1e-6

Shares = NDArray[np.float32]


@dataclass(frozen=True)
class Curves:
    """Hold the smoothed shares at points of ability."""

    options: Options
    difficulty: Numbers
    points: Numbers
    right: Numbers
    """Points by items: the share of right answers."""
    wrong: Numbers
    """Points by columns: the share of an option among wrong answers; 0 for the key."""

    @classmethod
    def fitted(cls, answers: Answers) -> Self:
        """Fit the curves to everybody's answers."""
        options, marks = answers.options, answers.marks().astype(np.float64)
        answered = answers.is_answered.astype(np.float64)
        counts = marks.sum(axis=0)
        share = (counts[options.key] + 0.5) / (answered.sum(axis=0) + 1)
        difficulty = -np.log(share / (1 - share))
        theta = _ability(answers.is_right, answered, difficulty)
        points = np.linspace(theta.min(), theta.max(), _POINTS)
        width = max(1.06 * float(theta.std()) * answers.n**-0.2, 0.05)
        near = np.exp(-0.5 * ((points[:, None] - theta) / width) ** 2)
        seen, reached = near @ marks, near @ answered
        right = (seen[:, options.key] + _DRAWN * share) / (reached + _DRAWN)
        others = _wrong_shares(options, counts, 0.5, 0.5)
        wrong = _wrong_shares(options, seen, _DRAWN * others, _DRAWN)
        wrong += _UNLIKE * (np.where(options.is_key, 0, 1 / options.wrong[options.item]) - wrong)
        return cls(options, difficulty, points, right, wrong)

    def shares(self, answers: Answers) -> Shares:
        """Return people by columns: how likely each option is where the person answered."""
        options, answered = self.options, answers.is_answered
        theta = _ability(answers.is_right, answered.astype(np.float64), self.difficulty)
        place = np.interp(theta, self.points, np.arange(_POINTS))
        below = np.minimum(place.astype(np.intp), _POINTS - 2)
        part = (place - below)[:, None]
        right = (1 - part) * self.right[below] + part * self.right[below + 1]
        right = _levelled(right, answers.is_right.sum(axis=1), answered)
        found = ((1 - part) * self.wrong[below] + part * self.wrong[below + 1]).astype(np.float32)
        found *= (1 - right)[:, options.item]
        found[:, options.key] = right
        np.clip(found, _LEAST, 1 - _LEAST, out=found)
        found *= answered[:, options.item]
        return np.asarray(found)


def _wrong_shares(
    options: Options, counts: Numbers, more: Numbers | float, whole: float
) -> Numbers:
    """Return the shares among an item's wrong options; ``more`` is added to each count."""
    raised = np.where(options.is_key, 0.0, counts + more)
    sums = np.add.reduceat(raised, np.searchsorted(options.item, np.arange(options.k)), axis=-1)
    return np.asarray(raised / np.maximum(sums, min(whole, 0.5))[..., options.item])


def _ability(is_right: NDArray[np.bool_], answered: Numbers, difficulty: Numbers) -> Numbers:
    """Return the mode of each ability given the answers, by Newton's steps."""
    theta = np.zeros(len(answered))
    for _ in range(_NEWTON):
        chance = answered / (1 + np.exp(difficulty - theta[:, None]))
        slope = (is_right - chance).sum(axis=1) - theta
        bend = (chance * (1 - chance)).sum(axis=1) + 1
        theta += np.clip(slope / bend, -1, 1)
    return theta


def _levelled(right: Numbers, scores: Numbers, answered: NDArray[np.bool_]) -> Numbers:
    """Move each person's shares of right answers until they add up to the score."""
    counts = answered.sum(axis=1)
    short = np.minimum(_SHORT_OF_ALL, counts / 4)
    wanted = np.clip(scores, short, counts - short)
    odds = (1 - right) / right
    low, high = np.full(len(right), -_WIDEST_LOGIT), np.full(len(right), _WIDEST_LOGIT)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        reached = (answered / (1 + odds * np.exp(-middle)[:, None])).sum(axis=1)
        is_short = reached < wanted
        low, high = np.where(is_short, middle, low), np.where(is_short, high, middle)
    return np.asarray(1 / (1 + odds * np.exp(-(low + high) / 2)[:, None]))
