"""Align two versions of a law article by article (条文对照): what became of each."""

import re
from collections.abc import Iterator, Mapping

from rapidfuzz.distance import Indel

from question_bank.amendments.changes import Change, Pair
from question_bank.articles import fold

TIERS = (0.9, 0.8, 0.7, 0.6, 0.5)
"""Sure pairs are settled before doubtful ones, so that a doubtful one never takes their place."""
LEAST_FOR_A_MOVE = 0.6
"""An article out of order needs more likeness than one in its place."""
CONTAINED_WORTH = 0.75
CONTAINED_FROM = {25: 0.8, 50: 0.68}
"""Where an article grew, or two were joined, the old words stand in the new ones. The shorter a
text, the more of it must be found there: {length: share}."""
COMMENCEMENT = re.compile(r"自.{4,16}起(?:施行|实施)")
COMMENCEMENT_WORTH = 0.65


def align(old: Mapping[int, str], new: Mapping[int, str]) -> list[Pair]:
    """Return what became of every article, in the order of the new version.

    Each article has at most one partner. Articles with the same words are partners whatever their
    place; then, from the surest tier down, the partners that keep the order and are most alike in
    all, and after them those that moved. A deleted article follows its predecessor.
    """
    matched = _matched(_folded(old), _folded(new))
    return list(_in_order(old, new, matched))


def similarity(old: str, new: str) -> float:
    """Return how alike two folded texts are, from 0 to 1."""
    if not old or not new:
        return 0.0
    common = (len(old) + len(new) - Indel.distance(old, new)) / 2
    alike = 2 * common / (len(old) + len(new))
    shorter = min(len(old), len(new))
    if any(
        shorter >= length and common / shorter >= share for length, share in CONTAINED_FROM.items()
    ):
        alike = max(alike, CONTAINED_WORTH * common / shorter)
    if COMMENCEMENT.search(old) and COMMENCEMENT.search(new):
        alike = max(alike, COMMENCEMENT_WORTH)
    return round(min(alike, 0.999), 3)


def _folded(articles: Mapping[int, str]) -> dict[int, str]:
    return {number: fold(articles[number]) for number in sorted(articles)}


def _matched(old: dict[int, str], new: dict[int, str]) -> dict[int, tuple[int, float]]:
    """Return {old number: (new number, similarity)} for all that have a partner."""
    matched = {before: (after, 1.0) for before, after in _identical(old, new)}
    taken = {after for after, _ in matched.values()}
    rest_old = [number for number in old if number not in matched]
    rest_new = [number for number in new if number not in taken]
    alike = {
        (before, after): score
        for before in rest_old
        for after in rest_new
        if (score := similarity(old[before], new[after])) >= TIERS[-1]
    }
    for least in TIERS:
        for find in (_keeping_order, _moved):
            for before, after in find(rest_old, rest_new, alike, least):
                matched[before] = (after, alike[before, after])
                rest_old.remove(before)
                rest_new.remove(after)
    return matched


def _identical(old: dict[int, str], new: dict[int, str]) -> Iterator[tuple[int, int]]:
    """Pair articles of the same words; of several alike, the same number first, then in order."""
    places: dict[str, list[int]] = {}
    for number, text in new.items():
        places.setdefault(text, []).append(number)
    waiting = []
    for number, text in old.items():
        if number in places.get(text, ()):
            places[text].remove(number)
            yield number, number
        else:
            waiting.append(number)
    for number in waiting:
        if places.get(old[number]):
            yield number, places[old[number]].pop(0)


def _keeping_order(
    old: list[int], new: list[int], alike: Mapping[tuple[int, int], float], least: float
) -> list[tuple[int, int]]:
    """Return the pairs in rising order on both sides whose likeness is greatest in all."""
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            score = alike.get((old[i], new[j]), 0.0)
            paired = score + best[i + 1][j + 1] if score >= least else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        score = alike.get((old[i], new[j]), 0.0)
        if score >= least and best[i][j] <= score + best[i + 1][j + 1]:
            pairs.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif best[i][j] <= best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _moved(
    old: list[int], new: list[int], alike: Mapping[tuple[int, int], float], least: float
) -> list[tuple[int, int]]:
    """Return the pairs that cross others, the most alike first; the nearer where they tie."""
    least = max(least, LEAST_FOR_A_MOVE)
    free_old, free_new = set(old), set(new)
    ranked = sorted(
        (pair for pair, score in alike.items() if score >= least),
        key=lambda pair: (-alike[pair], abs(pair[0] - pair[1]), pair),
    )
    pairs = []
    for before, after in ranked:
        if before in free_old and after in free_new:
            pairs.append((before, after))
            free_old.remove(before)
            free_new.remove(after)
    return pairs


def _in_order(
    old: Mapping[int, str], new: Mapping[int, str], matched: Mapping[int, tuple[int, float]]
) -> Iterator[Pair]:
    came_from = {after: (before, score) for before, (after, score) in matched.items()}
    deleted = sorted(number for number in old if number not in matched)
    for number in sorted(new):
        before, score = came_from.get(number, (None, 0.0))
        if before is not None:
            yield from _deleted_before(deleted, before)
            yield Pair(_change(before, number, score), before, number, score)
        else:
            yield Pair(Change.ADDED, None, number, 0.0)
    for number in deleted:
        yield Pair(Change.DELETED, number, None, 0.0)


def _deleted_before(deleted: list[int], number: int) -> Iterator[Pair]:
    while deleted and deleted[0] < number:
        yield Pair(Change.DELETED, deleted.pop(0), None, 0.0)


def _change(before: int, after: int, score: float) -> Change:
    if score < 1:
        return Change.AMENDED
    return Change.SAME if before == after else Change.RENUMBERED
