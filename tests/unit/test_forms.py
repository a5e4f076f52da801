"""Parallel forms against an oracle that tries everything, and against hand-made pools."""

import itertools
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank import form_solver
from question_bank.assembly import Cell, Drawn, PoolItem, ShortageError, assemble
from question_bank.form_demand import Demand
from question_bank.form_kinds import facility_of
from question_bank.form_problem import Problem, Solution
from question_bank.form_proof import faults
from question_bank.forms import BandError, FormsShortError, UnprovenError, draw, most_forms
from question_bank.questions import QuestionType
from question_bank.syllabus import Difficulty, Field, Topic
from zhifa_training.config import ROOT

SINGLE, MULTIPLE = QuestionType.SINGLE, QuestionType.MULTIPLE


def item(identity, kind=SINGLE, law="行政处罚法", difficulty=2, facility=None):
    return PoolItem(
        identity,
        kind,
        Topic.COMMON_LAW,
        law,
        Difficulty(difficulty),
        frozenset({Field.GENERAL}),
        None if facility is None else Decimal(facility),
    )


def cell(count=1, kind=SINGLE, worth="1", **wants):
    return Cell(kind, count, Decimal(worth), **wants)


def no_solver(_problem):
    raise AssertionError("this draw needs no solver")


def ids(form):
    return [one.item_id for one in form.drawn]


def drawn(solve=form_solver.solve, **asked):
    return draw(Demand(**{"seed": "春季"} | asked), solve)


POOL = st.lists(
    st.tuples(
        st.sampled_from("甲乙"),
        st.integers(1, 3),
        st.sampled_from([None, "0.2", "0.55", "0.9"]),
    ),
    min_size=3,
    max_size=6,
).map(lambda rows: [item(f"q{n}", SINGLE, *row) for n, row in enumerate(rows)])
CELLS = st.lists(
    st.builds(
        cell,
        count=st.sampled_from([1, 1, 2]),
        worth=st.sampled_from(["1", "1.5"]),
        law=st.sampled_from([None, None, "甲"]),
        difficulty=st.sampled_from([None, None, Difficulty.MEDIUM]),
    ),
    min_size=1,
    max_size=2,
)
PAIRS = st.sets(
    st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] < pair[1]),
    max_size=3,
)


@st.composite
def demands(draw_from):
    return Demand(
        cells=draw_from(CELLS),
        pool=draw_from(POOL),
        forms=draw_from(st.integers(1, 2)),
        seed=draw_from(st.integers(0, 3)),
        enemies=[frozenset({f"q{a}", f"q{b}"}) for a, b in draw_from(PAIRS)],
        avoid={f"q{n}": 1 for n in draw_from(st.sets(st.integers(0, 5), max_size=3))},
        overlap=draw_from(st.integers(0, 2)),
    )


def every_form(demand):
    """Try every way to fill one form."""
    seats = [index for index, one in enumerate(demand.cells) for _ in range(one.count)]
    found = set()
    for chosen in itertools.permutations(demand.pool, len(seats)):
        names = {one.id for one in chosen}
        fits = all(demand.cells[seat].admits(one) for seat, one in zip(seats, chosen, strict=True))
        if fits and not any(pair <= names for pair in demand.enemies):
            found.add(frozenset(zip(seats, (one.id for one in chosen), strict=True)))
    return found


def cost(demand, forms):
    """Return what a set of forms gives up: repeats, then avoided questions, then level scores."""
    shares = {one.id: facility_of(one) for one in demand.pool}
    uses = Counter(name for form in forms for _, name in form)
    scores = [sum(demand.cells[seat].worth * shares[name] for seat, name in form) for form in forms]
    return (
        sum(count - 1 for count in uses.values()),
        sum(demand.avoid.get(name, 0) * count for name, count in uses.items()),
        max(scores) - min(scores),
    )


def best(demand):
    costs = [
        cost(demand, forms)
        for forms in itertools.combinations_with_replacement(every_form(demand), demand.forms)
    ]
    return min((one for one in costs if one[0] <= demand.overlap), default=None)


@settings(max_examples=250, deadline=None)
@given(demands())
def test_no_draw_is_better_and_none_is_missed(demand):
    wanted = best(demand)
    if wanted is None:
        with pytest.raises(ShortageError):
            draw(demand, form_solver.solve)
        return
    forms = draw(demand, form_solver.solve)
    assert faults(demand, forms) == []
    assert forms.is_proven
    got = [frozenset((one.cell_index, one.item_id) for one in form.drawn) for form in forms.forms]
    assert cost(demand, got) == wanted


@settings(max_examples=30, deadline=None)
@given(demands(), st.randoms())
def test_the_order_of_the_pool_changes_nothing(demand, dice):
    shuffled = list(demand.pool)
    dice.shuffle(shuffled)
    results = []
    for pool in (demand.pool, shuffled):
        try:
            results.append(draw(replace(demand, pool=pool), form_solver.solve))
        except ShortageError as refusal:
            results.append(str(refusal))
    assert results[0] == results[1]


@settings(max_examples=60, deadline=None)
@given(CELLS, POOL)
def test_the_number_of_forms_that_can_be_drawn_is_exact(cells, pool):
    possible = most_forms(cells, pool, 3)
    for forms in (1, 2, 3):
        asked = Demand(cells=cells, pool=pool, forms=forms, seed=1)
        if forms <= possible:
            assert len(draw(asked, form_solver.solve).forms) == forms
        else:
            with pytest.raises(ShortageError):
                draw(asked, form_solver.solve)


def test_one_form_is_what_the_lots_alone_draw():
    pool = [item(f"q{n}") for n in range(30)]
    asked = [cell(3), cell(2, worth="2")]
    (form,) = drawn(no_solver, cells=asked, pool=pool, forms=1).forms
    assert list(form.drawn) == assemble(asked, pool, "春季")


def test_forms_are_alike_in_difficulty_and_share_nothing():
    pool = [item(f"q{n}", difficulty=1 + n % 3) for n in range(90)]
    forms = drawn(cells=[cell(15), cell(6, worth="2")], pool=pool, forms=3).forms
    by_id = {one.id: one for one in pool}
    assert [form.letter for form in forms] == ["A", "B", "C"]
    assert len({name for form in forms for name in ids(form)}) == 63
    assert len({form.expected for form in forms}) == 1
    mixes = [Counter(by_id[name].difficulty for name in ids(form)) for form in forms]
    assert all(max(m[d] for m in mixes) - min(m[d] for m in mixes) <= 2 for d in Difficulty)


def test_what_was_observed_counts_before_the_authors_grade():
    pool = [
        item("hard", difficulty=1, facility="0.31"),
        item("easy", difficulty=3, facility="0.88"),
    ]
    forms = drawn(cells=[cell()], pool=pool, forms=2).forms
    assert sorted(form.expected for form in forms) == [Decimal("0.30"), Decimal("0.90")]


def test_another_seed_draws_other_questions():
    asked = {"cells": [cell(5)], "pool": [item(f"q{n}") for n in range(200)], "forms": 2}
    draws = [{*ids(form)} for seed in ("一", "二") for form in drawn(seed=seed, **asked).forms]
    assert len(draws[0] | draws[2]) > 5


def test_a_shortage_for_one_form_is_named_before_anything_is_solved():
    with pytest.raises(ShortageError, match="“单选题·行政处罚法”缺 1 题：需要 3 题，可用 2 题"):
        drawn(
            no_solver,
            cells=[cell(3, law="行政处罚法")],
            pool=[item("a"), item("b")],
            forms=1,
        )


def test_too_many_forms_are_refused_by_cell_and_number():
    with pytest.raises(FormsShortError) as refusal:
        drawn(
            no_solver,
            cells=[cell(2), cell(2, MULTIPLE)],
            pool=[*(item(f"s{n}") for n in range(9)), *(item(f"m{n}", MULTIPLE) for n in range(5))],
            forms=3,
        )
    said = str(refusal.value)
    assert "不足以编出 3 套互不重复的试卷" in said
    assert "“多选题”缺 1 题：需要 6 题，可用 5 题" in said
    assert "单选题" not in said


def test_a_few_repeats_are_allowed_and_told():
    pool = [item(f"q{n}") for n in range(5)]
    forms = drawn(cells=[cell(3)], pool=pool, forms=2, overlap=1)
    assert len(forms.repeated) == 1
    assert forms.remarks == ("题库不足，有 1 题同时编入了不止一套试卷",)
    with pytest.raises(FormsShortError, match="至多重复 1 题"):
        drawn(cells=[cell(4)], pool=pool, forms=2, overlap=1)


def test_what_was_used_lately_comes_only_where_nothing_else_is_left():
    pool = [item(f"q{n}") for n in range(6)]
    forms = drawn(cells=[cell(2)], pool=pool, forms=2, avoid={"q0": 1, "q1": 5, "q2": 1})
    assert len(forms.reused) == 1
    assert "q1" not in forms.reused
    assert "1 题在近期考试中用过" in forms.remarks[0]


def test_enemies_are_parted_and_may_meet_no_one_but_each_other():
    pool = [item(f"q{n}") for n in range(4)]
    enemies = [frozenset({"q0", "q1"}), frozenset({"q2", "q3"})]
    for form in drawn(cells=[cell(2)], pool=pool, forms=2, enemies=enemies).forms:
        assert not any(pair <= {*ids(form)} for pair in enemies)


def test_enemies_that_leave_too_little_are_named_by_cell():
    pool = [item(f"q{n}") for n in range(3)]
    enemies = [frozenset({"q0", "q1", "q2"})]
    with pytest.raises(FormsShortError, match=r"互斥.*“单选题”缺 1 题：需要 2 题，可用 3 题"):
        drawn(cells=[cell(2)], pool=pool, forms=1, enemies=enemies)


def test_forms_that_cannot_be_equally_hard_are_refused_with_their_scores():
    pool = [item("a", facility="0.9"), item("b", facility="0.1")]
    with pytest.raises(BandError, match=r"A 卷 .*B 卷 .*超出 5.00±1 分"):
        drawn(cells=[cell(worth="10")], pool=pool, forms=2, band=Decimal(1))
    assert drawn(cells=[cell(worth="10")], pool=pool, forms=2, band=Decimal(4)).spread == 8


def test_to_be_equally_hard_matters_more_than_to_avoid_what_was_used():
    pool = [item("a", facility="0.9"), item("b", facility="0.1"), item("c", facility="0.9")]
    asked = {"cells": [cell(worth="10")], "pool": pool, "forms": 2, "avoid": {"c": 1}}
    assert drawn(**asked).reused == ()
    level = drawn(**asked, band=Decimal(1))
    assert (level.spread, level.reused) == (0, ("c",))


@pytest.mark.parametrize(
    "asked",
    [{"forms": 0}, {"forms": 5}, {"overlap": -1}, {"cells": []}, {"cells": [cell(worth="0.005")]}],
)
def test_a_demand_that_makes_no_sense_is_refused(asked):
    with pytest.raises(ValueError, match="。"):
        drawn(**{"cells": [cell()], "pool": [item("a")], "forms": 1} | asked)


POOL_OF_FOUR = [item("a"), item("b", difficulty=1), item("c"), item("m", MULTIPLE)]
ASKED = Demand(
    cells=[cell(1), cell(1, worth="2")],
    pool=POOL_OF_FOUR,
    forms=1,
    seed=1,
    enemies=[frozenset({"a", "c"})],
    avoid={"b": 1},
)


@pytest.mark.parametrize(
    ("drawing", "fault"),
    [
        ([("a", 0, "1"), ("x", 1, "2")], "题库外"),
        ([("a", 0, "1"), ("a", 1, "2")], "重复的试题"),
        ([("a", 0, "1"), ("c", 1, "2")], "互斥的试题 a 与 c"),
        ([("a", 0, "1")], "题数不符"),
        ([("a", 0, "1"), ("b", 0, "1")], "题数不符"),
        ([("a", 0, "1"), ("m", 1, "2")], "m 不符合"),
        ([("a", 0, "1"), ("b", 1, "1")], "b 不符合"),
        ([("a", 0, "1"), ("b", 1, "2")], "近期用过"),
    ],
)
def test_the_proof_finds_every_kind_of_fault(drawing, fault):
    right = draw(ASKED, form_solver.solve)
    assert faults(ASKED, right) == []
    questions = tuple(Drawn(name, place, Decimal(worth)) for name, place, worth in drawing)
    wrong = replace(right, forms=(replace(right.forms[0], drawn=questions),), reused=())
    assert any(fault in found for found in faults(ASKED, wrong))


def test_the_proof_checks_the_numbers_told_and_what_forms_share():
    asked = replace(ASKED, forms=2, enemies=(), avoid={}, overlap=1)
    right = draw(asked, form_solver.solve)
    dearer = replace(right.forms[0], expected=right.forms[0].expected + 1)
    assert "A 卷预计得分不符" in faults(asked, replace(right, forms=(dearer, right.forms[1])))
    twice = replace(right, forms=(right.forms[0], replace(right.forms[0], letter="B")))
    assert any("重复 2 处，至多 1 处" in found for found in faults(asked, twice))
    assert "未如实说明重复的试题" in faults(asked, replace(right, repeated=("m",)))
    assert faults(asked, replace(right, forms=right.forms[:1])) == ["应有 2 套，实有 1 套"]


def test_an_answer_that_fails_the_proof_is_never_used():
    def lying(problem):
        found = form_solver.solve(problem)
        form, index, kind, count = found.uses[0]
        return replace(found, uses=(*found.uses[1:], (form, index, kind, count + 1)))

    with pytest.raises(UnprovenError):
        drawn(
            lying,
            cells=[cell(1)],
            pool=[item("a", facility="0.2"), item("b", facility="0.4"), item("c", facility="0.6")],
            forms=2,
        )


def test_the_solver_runs_as_a_program_of_its_own():
    seen = []

    def beside(problem):
        seen.append(problem)
        return form_solver.solve(problem)

    asked = {"cells": [cell(2)], "pool": [item(f"q{n}") for n in range(3)], "forms": 2}
    drawn(beside, overlap=1, **asked)
    (problem,) = seen
    assert Problem.from_json(problem.as_json()) == problem
    command = [sys.executable, "-m", "question_bank.form_solver"]
    told = subprocess.run(
        command, cwd=ROOT, input=problem.as_json(), capture_output=True, text=True, check=True
    )
    assert Solution.from_json(told.stdout) == form_solver.solve(problem)


def test_the_product_starts_without_the_solver():
    program = (
        "import sys, zhifa_training.factory, question_bank.forms;"
        "sys.exit(any(name.partition('.')[0] == 'ortools' for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode == 0
