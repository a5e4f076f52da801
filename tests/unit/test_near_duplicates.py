"""Near-duplicates: planted variants are found, pruning loses nothing, order does not matter."""

import math
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.content import load_bank
from question_bank.hygiene import near_duplicates
from question_bank.near_duplicates import ALIKE, TextIndex
from question_bank.wording import grams, words

STEMS = (
    "对公民适用简易程序当场作出罚款决定，罚款数额的上限是（　）。",
    "当事人逾期不缴纳罚款的，每日加处罚款的比例为罚款数额的（　）。",
    "执法人员当场收缴罚款的，应当自收缴罚款之日起（　）内交至行政机关。",
)
texts = st.lists(st.text("罚款公路车辆甲乙。，", max_size=12), min_size=1, max_size=14)


@pytest.fixture(scope="module")
def stems():
    return [question.stem for question in load_bank().questions]


def slow_likeness(texts):
    """Work out tf-idf cosines of every two texts in plain Python."""
    counts = [Counter(grams(words(text), 3)) for text in texts]
    seen = Counter(gram for count in counts for gram in count)
    rarity = {gram: math.log((1 + len(texts)) / (1 + n)) + 1 for gram, n in seen.items()}
    weights = [{gram: n * rarity[gram] for gram, n in count.items()} for count in counts]
    return {
        (one, other): cosine(weights[one], weights[other])
        for one, other in combinations(range(len(texts)), 2)
    }


def cosine(one, other):
    lengths = [math.sqrt(sum(weight**2 for weight in side.values())) for side in (one, other)]
    shared = sum(weight * other.get(gram, 0) for gram, weight in one.items())
    return shared / (lengths[0] * lengths[1])


@given(texts, st.sampled_from([0.1, 0.3, 0.55, 0.9]))
def test_pruning_loses_no_pair_and_adds_none(texts, threshold):
    expected = slow_likeness(texts)
    found = {
        (pair.one, pair.other): pair.likeness
        for pair in TextIndex(texts).pairs(threshold=threshold)
    }
    for pair, likeness in expected.items():
        if abs(likeness - threshold) > 1e-6:
            assert (pair in found) is (likeness > threshold), (pair, likeness)
    assert all(found[pair] == pytest.approx(min(1, expected[pair])) for pair in found)


def test_all_pairs_of_the_shipped_bank_are_those_of_the_slow_way(stems):
    part = stems[:150]
    slow = {pair for pair, likeness in slow_likeness(part).items() if likeness >= 0.2}
    assert {(p.one, p.other) for p in TextIndex(part).pairs(threshold=0.2)} == slow
    assert slow


@given(texts, st.integers(0, 20))
def test_one_text_against_the_index_is_the_same_likeness(texts, place):
    place %= len(texts)
    index = TextIndex(texts)
    pairs = {
        frozenset((pair.one, pair.other)): pair.likeness for pair in index.pairs(threshold=0.3)
    }
    found = dict(index.like(texts[place], threshold=0.3))
    assert found.pop(place) == pytest.approx(1)
    for other, likeness in found.items():
        if likeness > 0.3 + 1e-6:
            assert pairs[frozenset((place, other))] == pytest.approx(likeness)


FEWEST_WORDS = 24
"""Two characters of fewer than these are too large a share for any measure of words."""


@pytest.mark.parametrize(
    "variant",
    [
        lambda stem: "依照有关法律规定，" + stem,
        lambda stem: stem.replace("应当", "应").replace("的，", "，"),
        lambda stem: stem.replace("（　）", "____").replace("，", " "),
        lambda stem: stem.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        lambda stem: stem[len(stem) // 2 :] + stem[: len(stem) // 2],
        lambda stem: stem[:8] + "某某" + stem[10:],
    ],
)
def test_every_planted_variant_of_the_shipped_bank_is_found_first(stems, variant):
    index = TextIndex(stems)
    missed = [
        stem
        for place, stem in enumerate(stems)
        if len(stem) >= FEWEST_WORDS
        and [found for found, _ in index.like(variant(stem))][:1] != [place]
    ]
    assert len(missed) <= len(stems) // 500, missed


def test_the_shipped_bank_has_no_near_duplicates_and_a_margin():
    bank = load_bank()
    assert list(near_duplicates(bank.questions)) == []
    index = TextIndex([q.stem + "".join(q.key_texts) for q in bank.questions])
    assert max(pair.likeness for pair in index.pairs(threshold=0.3)) < ALIKE - 0.02


def test_the_likest_come_first_and_strangers_not_at_all():
    index = TextIndex(STEMS)
    assert [place for place, _ in index.like("逾期不缴纳罚款的，每日加处罚款的比例是多少？")] == [1]
    assert index.like("港口理货业务经营许可的条件") == []
    assert index.like("") == []
    assert len(index) == 3


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["甲"], ["。，", "甲甲"]])
def test_nothing_and_nearly_nothing_are_no_error(texts):
    index = TextIndex(texts)
    assert all(pair.likeness > 0 for pair in index.pairs())
    assert index.like("甲甲甲甲") == []
