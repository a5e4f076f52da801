"""Pairs that copied come first, and honest rooms are left alone; simulated with fixed seeds."""

import itertools

import numpy as np
import pytest

from question_bank.similarity.answers import BLANK, Answers
from question_bank.similarity.curves import Curves
from question_bank.similarity.index import Turned, log_tail
from question_bank.similarity.search import ALPHA, find_similar, holm

LETTERS = np.array(list("ABCD"))
HONEST = ("plain", "guessers", "blanks", "able class")


def answered(dice, people, items, kind="plain"):
    """Return rows of answers and the key: two-parameter items with popular distractors."""
    ability = dice.normal(0, 1, people)
    if kind == "able class":
        ability[: people // 4] += 2.5
    chance = 1 / (1 + np.exp(-dice.lognormal(0, 0.3, items) * (ability[:, None] + 0.7)))
    edges = dice.dirichlet([0.6] * 3, items).cumsum(axis=1)
    wrong = (dice.random((people, items, 1)) > edges).sum(axis=2).clip(max=2)
    key = dice.integers(0, 4, items)
    chosen = np.where(dice.random((people, items)) < chance, key, (key + 1 + wrong) % 4)
    if kind == "guessers":
        chosen[: people // 10] = dice.integers(0, 4, (people // 10, items))
    rows = LETTERS[chosen]
    if kind == "blanks":
        last = dice.integers(items // 2, 2 * items, people)
        rows = np.where(np.arange(items) >= last[:, None], "", rows)
        rows = np.where(dice.random((people, items)) < 0.05, "", rows)
    return rows, LETTERS[key]


def names_of(rows):
    return [f"P{number}" for number in range(len(rows))]


def copied(dice, rows, pairs, share):
    """Let each even person copy a share of the items from the next; return whom."""
    for pair in range(pairs):
        items = dice.choice(rows.shape[1], round(share * rows.shape[1]), replace=False)
        rows[2 * pair, items] = rows[2 * pair + 1, items]
    return {(f"P{2 * pair}", f"P{2 * pair + 1}") for pair in range(pairs)}


@pytest.mark.parametrize("kind", HONEST)
def test_honest_rooms_are_hardly_ever_flagged(kind):
    rooms = [answered(np.random.default_rng(seed), 100, 40, kind) for seed in range(6)]
    found = [find_similar(names_of(rows), rows, key) for rows, key in rooms]
    assert sum(one.flagged > 0 for one in found) <= 1
    assert all(one.inflation < 1.3 for one in found)


@pytest.mark.parametrize("kind", HONEST)
def test_p_of_honest_pairs_is_not_too_small(kind):
    rows, key = answered(np.random.default_rng(7), 100, 40, kind)
    p = np.array([pair.p for pair in find_similar(names_of(rows), rows, key, top=4950).pairs])
    assert len(p) >= 1_500
    for level in (0.1, 0.01, 0.001):
        assert (p <= level).sum() <= level * 4950 + 3 * np.sqrt(level * 4950)


def test_those_who_copied_come_first_and_nobody_else_is_flagged():
    dice = np.random.default_rng(3)
    rows, key = answered(dice, 300, 80)
    pairs = copied(dice, rows, 8, 0.8)
    found = find_similar(names_of(rows), rows, key)
    assert {(one.a, one.b) for one in found.pairs[:7]} <= pairs
    flagged = {(one.a, one.b) for one in found.pairs if one.is_flagged}
    assert len(flagged) == found.flagged >= 5
    assert flagged <= pairs
    p = [one.p for one in found.pairs]
    assert p == sorted(p)
    assert np.allclose([one.index for one in found.pairs], -np.log10(p), atol=2e-4)


def test_more_is_found_where_more_was_copied_and_the_same_every_time():
    rows, key = answered(np.random.default_rng(4), 120, 60)
    found = find_similar(names_of(rows), rows, key)
    assert found.power["20"] <= found.power["30"] < found.power["50"]
    assert found == find_similar(names_of(rows), rows, key)


def test_two_perfect_papers_are_no_evidence():
    rows, key = answered(np.random.default_rng(5), 80, 50)
    rows[10] = rows[20] = key
    found = find_similar(names_of(rows), rows, key, top=3160)
    assert found.flagged == 0
    (pair,) = [one for one in found.pairs if {one.a, one.b} == {"P10", "P20"}]
    assert pair.p > 0.05
    assert pair.shared_right == 50


def test_two_blanks_are_no_evidence():
    rows, key = answered(np.random.default_rng(6), 100, 40)
    rows[0, :30] = rows[1, :30] = ""
    found = find_similar(names_of(rows), rows, key, top=4950)
    assert found.flagged == 0
    pair = [one for one in found.pairs if {one.a, one.b} == {"P0", "P1"}]
    assert all(one.shared_wrong + one.shared_right + one.differing <= 10 for one in pair)


def test_counts_of_a_pair():
    key = list("AAAAAA")
    rows = [[*"AABBC", ""], [*"ABBBA", ""], list("CAABAB"), list("BAAACA")]
    found = find_similar(names_of(rows), rows, key)
    (pair,) = [one for one in found.pairs if (one.a, one.b) == ("P0", "P1")]
    assert (pair.shared_wrong, pair.shared_right, pair.differing) == (2, 1, 2)


def test_random_forms_are_compared_on_shared_items_alone():
    dice = np.random.default_rng(8)
    rows, key = answered(dice, 200, 80)
    given = np.argsort(dice.random(rows.shape), axis=1) < 50
    honest = find_similar(names_of(rows), rows, key, given=given)
    assert honest.flagged == 0
    rows[0] = rows[1]
    found = find_similar(names_of(rows), rows, key, given=given)
    first = found.pairs[0]
    assert (first.a, first.b, first.is_flagged) == ("P0", "P1", True)
    shared = int((given[0] & given[1]).sum())
    assert first.shared_wrong + first.shared_right == shared
    assert first.differing == 0


def test_a_whole_table_that_copied_is_found_in_full():
    dice = np.random.default_rng(9)
    rows, key = answered(dice, 200, 80)
    rows[:6] = np.where(dice.random((6, 80)) < 0.95, rows[0], rows[:6])
    found = find_similar(names_of(rows), rows, key, top=1)
    assert found.flagged == len(found.pairs) >= 12
    assert {int(name[1:]) for one in found.pairs for name in (one.a, one.b)} <= set(range(6))


@pytest.mark.parametrize("rows", [[["A", "B"], ["A", "B"]], [["", "A"], ["B", ""]], [["", ""]] * 2])
def test_the_smallest_rooms_flag_nobody(rows):
    found = find_similar(["甲", "乙"], rows, ["A", "A"])
    assert found.flagged == 0
    assert found.compared == 1


def test_the_model_expects_everybody_s_own_score():
    rows, key = answered(np.random.default_rng(10), 80, 30, "blanks")
    answers = Answers.of(rows, key)
    shares = Curves.fitted(answers).shares(answers)
    expected = shares[:, answers.options.key].sum(axis=1)
    assert np.abs(expected - answers.is_right.sum(axis=1)).max() < 0.3
    whole = np.add.reduceat(shares, np.searchsorted(answers.options.item, range(30)), axis=1)
    assert np.allclose(whole[answers.is_answered], 1, atol=1e-4)
    assert (whole[answers.chosen == BLANK] == 0).all()


@pytest.mark.parametrize("is_lattice", [True, False])
def test_the_tail_is_near_the_exact_one(is_lattice):
    dice = np.random.default_rng(11)
    k = 9
    right = np.full(k, 0.6) if is_lattice else dice.uniform(0.3, 0.9, k)
    is_right = np.arange(k) < 5
    wrong = np.where(is_right, 0, (1 - right) * (0.4 if is_lattice else dice.uniform(0.2, 0.7, k)))
    weights = np.ones(k) if is_lattice else dice.uniform(0.5, 3, k)
    chances = np.stack([right, wrong, 1 - right - wrong])
    outcomes = np.array(list(itertools.product(range(3), repeat=k)))
    chance = chances[outcomes, np.arange(k)].prod(axis=1)
    is_same = outcomes == np.where(is_right, 0, 1)
    reached = is_same @ weights
    scores = (outcomes == 0).sum(axis=1)
    score = round(right.sum())
    right_of_score = right + (score - right.sum()) / k
    chances = np.stack([right_of_score, wrong, 1 - right_of_score - wrong])
    chance = chances[outcomes, np.arange(k)].prod(axis=1)
    of_score = scores == score
    for place in dice.choice(np.nonzero(of_score & (chance > 0))[0], 40):
        exact = chance[of_score & (reached >= reached[place] - 1e-9)].sum() / chance[of_score].sum()
        turned = Turned(
            *(each[None] for each in (right_of_score, wrong, is_right, np.ones(k, bool))),
            is_same[place][None],
        )
        found = np.exp(log_tail(turned, weights[None]))[0]
        assert 0.6 * exact <= found <= 4 * exact or found == pytest.approx(1)


def test_holm_steps_down():
    adjusted = holm(np.log([0.04, 0.001, 0.02]), 4)
    assert adjusted.tolist() == pytest.approx([0.08, 0.004, 0.06])
    assert (adjusted <= ALPHA).tolist() == [False, True, False]
