"""疑似错误答案预警: known cases, and silence where questions are merely hard."""

import random
from decimal import Decimal

from zhifa_training.exams.rules.key_alarm import FEWEST, Chosen, suspect, suspicions

A, B, C = (frozenset(one) for one in "ABC")


def answered(*groups):
    """Return answers from ``(how many, rest score, option)``."""
    return [
        Chosen(Decimal(rest), frozenset(option)) for n, rest, option in groups for _ in range(n)
    ]


def test_the_best_agree_on_another_option():
    answers = answered((22, 90, "B"), (58, 40, "A"))
    found = suspect(answers, {A}, questions=60)
    assert found.rival == B
    assert (found.answered, found.band, found.for_rival, found.for_key) == (80, 22, 22, 0)


def test_the_key_of_the_best_is_left_alone():
    assert suspect(answered((30, 90, "A"), (70, 40, "B")), {A}, questions=60) is None


def test_too_few_answers_say_nothing():
    assert suspect(answered((FEWEST - 1, 90, "B")), {A}, questions=1) is None
    assert suspect(answered((FEWEST, 90, "B")), {A}, questions=1) is not None


def test_unanswered_papers_do_not_count():
    answers = answered((FEWEST - 1, 90, "B")) + [Chosen(Decimal(1), frozenset())] * 50
    assert suspect(answers, {A}, questions=1) is None


def test_half_the_band_is_needed():
    split = answered((10, 90, "B"), (11, 90, "C"), (2, 90, "A"), (57, 10, "A"))
    assert suspect(split, {A}, questions=1) is None


def test_a_close_race_is_chance():
    close = answered((14, 90, "B"), (13, 90, "A"), (73, 10, "A"))
    assert suspect(close, {A}, questions=60) is None


def test_the_more_questions_the_more_is_asked():
    answers = answered((20, 90, "B"), (7, 90, "A"), (73, 10, "A"))
    assert suspect(answers, {A}, questions=1) is not None
    assert suspect(answers, {A}, questions=60) is None


def test_an_alternative_key_is_a_key():
    assert suspect(answered((30, 90, "B"), (70, 40, "A")), {A, B}, questions=60) is None
    assert suspect(answered((30, 90, "B"), (70, 40, "A")), set(), questions=60) is None


def test_a_set_of_options_is_one_answer():
    answers = [Chosen(Decimal(90), frozenset("AB"))] * 27 + [Chosen(Decimal(10), A)] * 73
    found = suspect(answers, {A}, questions=60)
    assert found.rival == frozenset("AB")


def paper(seed, *, people=200, questions=60, wrong=()):
    """Simulate a paper: ability decides; who does not know guesses, hard questions included."""
    lot = random.Random(seed)
    rights, chosen = [], []
    for _ in range(people):
        ability = lot.random()
        picked, right = {}, 0
        for number in range(questions):
            difficulty = 0.95 if number % 5 == 0 else 0.4
            knows = lot.random() < ability * (1 - difficulty) * 1.6
            option = "B" if knows and number in wrong else "A" if knows else lot.choice("ABCD")
            picked[str(number)] = frozenset(option)
            right += option == "A"
        rights.append(right)
        chosen.append(picked)
    return {
        str(number): [
            Chosen(Decimal(right - (picked[str(number)] == A)), picked[str(number)])
            for right, picked in zip(rights, chosen, strict=True)
        ]
        for number in range(questions)
    }


def test_honest_papers_with_hard_questions_raise_no_alarm():
    keys = {str(number): {A} for number in range(60)}
    assert [seed for seed in range(40) if suspicions(paper(seed), keys)] == []


def test_a_wrong_key_among_sixty_is_found_and_nothing_else():
    keys = {str(number): {A} for number in range(60)}
    for seed in range(5):
        assert set(suspicions(paper(seed, wrong={7}), keys)) == {"7"}
