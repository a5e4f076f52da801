"""Suspecting a key while an exam is on (疑似错误答案预警): pure, from counts and nothing else.

A wrong key shows among the best: those who did well on the rest of the paper agree, and not with
the key. Who merely finds a question hard guesses, and guesses do not agree so far.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

FEWEST = 30
"""Answers to a question before anything is said of its key."""
BAND = Fraction(27, 100)
LEAST_SHARE = Fraction(1, 2)
LEVEL = 0.01
"""Chance of one false alarm in a whole paper; each question has its share of it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One answer to a question, with what all the others earned its giver (作答与其余得分)."""

    rest: Decimal
    tokens: frozenset[str]


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A question whose key the best do not choose (疑似错误答案)."""

    rival: frozenset[str]
    answered: int
    band: int
    for_rival: int
    for_key: int
    chance: float


def suspect(
    answers: Sequence[Chosen], keys: AbstractSet[frozenset[str]], *, questions: int
) -> Suspicion | None:
    """Return why a key is to be looked at, if it is.

    ``keys`` are the accepted answers, ``questions`` how many are looked at together. An answer is
    one as a whole: of several options, the very set. Ties at the edge of the band are all in it.
    """
    answered = [one for one in answers if one.tokens]
    if len(answered) < FEWEST or not keys:
        return None
    band = _band(answered)
    counts = Counter(one.tokens for one in band)
    for_key = sum(counts.pop(key, 0) for key in keys)
    if not counts:
        return None
    rival = max(counts, key=lambda tokens: (counts[tokens], sorted(tokens)))
    for_rival = counts[rival]
    chance = _chance(for_rival, for_key)
    if for_rival < LEAST_SHARE * len(band) or for_rival <= for_key or chance >= LEVEL / questions:
        return None
    return Suspicion(rival, len(answered), len(band), for_rival, for_key, chance)


def suspicions(
    answers: Mapping[str, Sequence[Chosen]], keys: Mapping[str, AbstractSet[frozenset[str]]]
) -> dict[str, Suspicion]:
    """Return the questions of a paper whose keys are to be looked at."""
    found = {
        item: suspect(answers.get(item, ()), accepted, questions=len(keys))
        for item, accepted in keys.items()
    }
    return {item: one for item, one in found.items() if one is not None}


def _band(answered: Sequence[Chosen]) -> list[Chosen]:
    best = sorted(answered, key=lambda one: one.rest, reverse=True)
    edge = best[math.ceil(len(best) * BAND) - 1].rest
    return [one for one in best if one.rest >= edge]


def _chance(rival: int, key: int) -> float:
    """Return how likely so many of those who chose either prefer the rival, if neither is liked."""
    both = rival + key
    return sum(math.comb(both, hits) for hits in range(rival, both + 1)) / 2**both
