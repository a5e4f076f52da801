"""The bank's own arithmetic (题库计算), without a database."""

import random
import re
import time
from statistics import median

import numpy as np

from benchmarks.figures import Figure
from question_bank.content import load_bank
from question_bank.near_duplicates import TextIndex
from question_bank.similarity.search import find_similar
from question_bank.statistics.report import analyse
from question_bank.statistics.responses import from_choices

SEED = 20260331
ONE_LIMIT_MS, ALL_LIMIT_S = 50, 10
"""What 10,000 stems may take; fewer have no longer."""
ASKED = 30
ROUNDS = 3
OPTIONS = list("ABCD")


def near_duplicates(sizes):
    """Compare one new stem with all, and all with each other, at each number of stems."""
    for count in sizes.stems:
        stems = _stems(count)
        began = time.perf_counter()
        index = TextIndex(stems)
        built = time.perf_counter() - began
        yield Figure(
            name=f"near_duplicates_of_one_new_stem_among_{count}",
            ours=1000 * median(_taken(index.like, _changed(stems))),
            bound=ONE_LIMIT_MS,
            unit="ms",
            goal=1.0,
            more={"asked": ASKED},
        )
        began = time.perf_counter()
        pairs = sum(1 for _ in index.pairs())
        yield Figure(
            name=f"near_duplicates_all_pairs_of_{count}",
            ours=built + time.perf_counter() - began,
            bound=ALL_LIMIT_S,
            unit="s",
            goal=1.0,
            more={"found": pairs, "of_it_building_s": round(built, 3)},
        )


def item_statistics(sizes):
    """Work out every statistic of a matrix of choices, beside r item-rest and alpha alone."""
    candidates, items = sizes.matrix
    dice = np.random.default_rng(SEED)
    key = dice.choice(OPTIONS, items)
    is_known = dice.random((candidates, items)) < np.linspace(0.2, 0.9, candidates)[:, None]
    chosen = np.where(is_known, key, dice.choice(OPTIONS, (candidates, items)))
    names = [f"q{number}" for number in range(1, items + 1)]
    whole = _taken(lambda _: analyse(from_choices(names, chosen, key)), range(ROUNDS))
    bare = _taken(lambda _: _bare(chosen == key), range(ROUNDS))
    yield Figure(
        name=f"item_statistics_of_{candidates}_by_{items}",
        ours=1000 * median(whole),
        bound=1000 * median(bare),
        unit="ms",
        more={"note": "bound is r item-rest and alpha alone; ours adds distractors, intervals"},
    )


def similarity(sizes):
    """Compare answer sheets pair by pair, beside the bare matrix product that counts agreements."""
    people, items = sizes.sheets
    dice = np.random.default_rng(SEED)
    key = dice.choice(OPTIONS, items)
    is_known = dice.random((people, items)) < np.linspace(0.2, 0.9, people)[:, None]
    chosen = np.where(is_known, key, dice.choice(OPTIONS, (people, items)))
    names = [f"p{number}" for number in range(people)]
    marks = np.concatenate([chosen == option for option in OPTIONS], axis=1).astype(np.float32)
    (whole,) = _taken(lambda _: find_similar(names, chosen, key), range(1))
    bare = _taken(lambda _: marks @ marks.T, range(ROUNDS))
    yield Figure(
        name=f"answer_similarity_of_{people}_by_{items}",
        ours=whole,
        bound=median(bare),
        unit="s",
        more={"goal_s": 10, "note": "bound is one matrix product; ours adds curves, tails, power"},
    )


def _bare(is_right):
    """Return r item-rest of every item and alpha, and nothing else."""
    scores = is_right.astype(float)
    totals = scores.sum(axis=1)
    rests = totals[:, None] - scores
    ours, theirs = scores - scores.mean(axis=0), rests - rests.mean(axis=0)
    r = (ours * theirs).sum(axis=0) / np.sqrt((ours**2).sum(axis=0) * (theirs**2).sum(axis=0))
    return r, 1 - scores.var(axis=0).sum() / totals.var()


def _stems(count):
    """Return stems made of two or three clauses of the shipped bank's stems."""
    dice = random.Random(SEED)
    cut = [re.split("[，。；]", question.stem) for question in load_bank().questions]
    clauses = [clause for stem in cut for clause in stem if len(clause) > 4]
    return ["，".join(dice.sample(clauses, dice.choice((2, 3)))) for _ in range(count)]


def _changed(stems):
    return [stem[:-3] + "某某" for stem in stems[:ASKED]]


def _taken(work, asked):
    """Return how many seconds each took."""
    taken = []
    for one in asked:
        began = time.perf_counter()
        work(one)
        taken.append(time.perf_counter() - began)
    return taken
