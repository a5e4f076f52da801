import itertools
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.assembly import (
    Cell,
    PoolItem,
    ShortageError,
    assemble,
    layout,
    shortages,
)
from question_bank.delivery import Group
from question_bank.questions import QuestionType
from question_bank.syllabus import Difficulty, Field, Topic

SINGLE, MULTIPLE, TRUE_FALSE = (
    QuestionType.SINGLE,
    QuestionType.MULTIPLE,
    QuestionType.TRUE_FALSE,
)


def item(identity, kind=SINGLE, law="行政处罚法", difficulty=2, fields=("general",)):
    return PoolItem(
        id=identity,
        type=kind,
        topic=Topic.COMMON_LAW,
        law=law,
        difficulty=Difficulty(difficulty),
        fields=frozenset(Field(field) for field in fields),
    )


def cell(count=1, kind=SINGLE, worth="1", **wants):
    return Cell(kind, count, Decimal(worth), **wants)


POOL = st.lists(
    st.tuples(st.sampled_from("甲乙"), st.integers(1, 3), st.sampled_from([SINGLE, MULTIPLE])),
    max_size=7,
).map(
    lambda rows: [
        item(f"q{place}", kind, law, difficulty)
        for place, (law, difficulty, kind) in enumerate(rows)
    ]
)
CELLS = st.lists(
    st.builds(
        cell,
        count=st.integers(1, 3),
        kind=st.sampled_from([SINGLE, MULTIPLE]),
        law=st.sampled_from([None, "甲", "乙"]),
        difficulty=st.sampled_from([None, *Difficulty]),
    ),
    max_size=3,
)


def most_seats_filled(cells, pool):
    """Find by trying everything how many places of a blueprint can be filled at once."""
    seats = [one for one in cells for _ in range(one.count)]
    choices = [[None, *(each.id for each in pool if one.admits(each))] for one in seats]
    best = 0

    def seat(place, used):
        nonlocal best
        if place == len(seats):
            best = max(best, len(used))
            return
        if len(used) + len(seats) - place <= best:
            return
        for choice in choices[place]:
            if choice is None:
                seat(place + 1, used)
            elif choice not in used:
                seat(place + 1, used | {choice})

    seat(0, frozenset())
    return best


@settings(max_examples=300, deadline=None)
@given(cells=CELLS, pool=POOL, seed=st.integers(0, 3))
def test_a_draw_is_found_exactly_when_one_exists(cells, pool, seed):
    wanted = sum(one.count for one in cells)
    possible = most_seats_filled(cells, pool)
    assert sum(short.missing for short in shortages(cells, pool)) == wanted - possible
    if possible < wanted:
        with pytest.raises(ShortageError):
            assemble(cells, pool, seed)
        return
    drawn = assemble(cells, pool, seed)
    by_id = {each.id: each for each in pool}
    assert len({each.item_id for each in drawn}) == len(drawn) == wanted
    assert all(cells[each.cell_index].admits(by_id[each.item_id]) for each in drawn)
    assert Counter(each.cell_index for each in drawn) == {
        index: one.count for index, one in enumerate(cells)
    }


def test_overlapping_cells_give_way_to_each_other():
    pool = [item("hard", difficulty=3), item("easy", difficulty=1)]
    for seed in range(20):
        drawn = assemble([cell(), cell(difficulty=Difficulty.HARD)], pool, seed)
        assert [each.item_id for each in drawn] == ["easy", "hard"]


def test_a_long_chain_of_exchanges_is_found():
    """Neighbouring cells share a question each, and one end has a single way out."""
    fields = list(Field)
    shared = itertools.pairwise(fields)
    pool = [item(f"q{place}", fields=pair) for place, pair in enumerate(shared, start=1)]
    pool.append(item("q0", fields=fields[:1]))
    for seed in range(10):
        drawn = assemble([cell(field=field) for field in fields], pool, seed)
        assert [each.item_id for each in drawn] == [f"q{place}" for place in range(8)]


def test_the_same_seed_draws_the_same_paper_from_a_pool_in_any_order():
    pool = [item(f"q{number}") for number in range(50)]
    one = assemble([cell(10)], pool, "sitting-1")
    assert assemble([cell(10)], pool[::-1], "sitting-1") == one
    assert assemble([cell(10)], pool, "sitting-2") != one


def test_every_question_is_drawn_about_equally_often():
    pool = [item(f"q{number}") for number in range(20)]
    times = Counter(
        each.item_id for seed in range(1000) for each in assemble([cell(5)], pool, seed)
    )
    assert len(times) == 20
    assert 190 <= min(times.values()) <= max(times.values()) <= 310


def test_worth_follows_the_cell():
    pool = [item("a"), item("b", MULTIPLE)]
    drawn = assemble([cell(worth="1.5"), cell(kind=MULTIPLE, worth="2")], pool, 1)
    assert [(each.item_id, each.worth) for each in drawn] == [
        ("a", Decimal("1.5")),
        ("b", Decimal(2)),
    ]


def test_a_field_admits_the_questions_that_name_it():
    port = item("port", fields=("port", "channel"))
    assert cell(field=Field.PORT).admits(port)
    assert not cell(field=Field.HIGHWAY).admits(port)
    assert not cell(topic=Topic.ETHICS).admits(port)


def test_a_shortage_names_each_short_cell_and_the_number_missing():
    pool = [item(f"q{number}", difficulty=3) for number in range(3)]
    cells = [
        cell(5, law="行政处罚法", difficulty=Difficulty.HARD),
        cell(2, MULTIPLE, topic=Topic.CONDUCT, field=Field.PORT),
    ]
    with pytest.raises(ShortageError) as caught:
        assemble(cells, pool, 1)
    assert str(caught.value) == (
        "题库不足，无法组卷：“单选题·行政处罚法·难”缺 2 题：需要 5 题，可用 3 题；"
        "“多选题·行为规范·港口行政”缺 2 题：需要 2 题，可用 0 题。"
        "请补充试题或调整组卷方案。"
    )
    assert [(short.cell_index, short.missing) for short in caught.value.shortages] == [
        (0, 2),
        (1, 2),
    ]


def test_a_cell_short_only_because_others_share_its_questions_says_so():
    pool = [item(f"q{number}", difficulty=3) for number in range(3)]
    (short,) = shortages([cell(2), cell(2, difficulty=Difficulty.HARD)], pool)
    assert short.text.endswith("需要 2 题，可用 3 题，其中 1 题须留给其他组卷单元")
    assert short.missing == 1


def test_a_cell_one_item_short_is_refused_and_one_more_item_suffices():
    pool = [item(f"q{number}") for number in range(9)]
    assert [short.missing for short in shortages([cell(10)], pool)] == [1]
    assert shortages([cell(10)], [*pool, item("q9")]) == []
    assert [short.missing for short in shortages([cell(10)], [*pool, item("q8")])] == [1]


@pytest.mark.parametrize(("count", "worth"), [(0, "1"), (-1, "1"), (1, "0"), (1, "NaN")])
def test_a_cell_without_count_or_worth_is_refused(count, worth):
    with pytest.raises(ValueError, match="“单选题”的"):
        assemble([cell(count, worth=worth)], [item("a")], 1)


SHEET = [
    (f"q{number}", [Group(tuple(f"{number}{letter}" for letter in "abcd"), may_shuffle=True)])
    for number in range(12)
]


def test_the_layout_is_the_same_for_the_same_seed_and_loses_nothing():
    laid = layout(SHEET, "attempt-1", shuffle_items=True, shuffle_options=True)
    assert laid == layout(SHEET, "attempt-1", shuffle_items=True, shuffle_options=True)
    assert laid != layout(SHEET, "attempt-2", shuffle_items=True, shuffle_options=True)
    whole = {name: list(groups[0].handles) for name, groups in SHEET}
    assert {name: sorted(options) for name, options in laid} == whole
    assert [name for name, _ in laid] != [name for name, _ in SHEET]
    assert any(list(options) != sorted(options) for _, options in laid)


@pytest.mark.parametrize(
    ("items", "options"), list(itertools.product([True, False], repeat=2)), ids=str
)
def test_only_what_is_asked_for_is_shuffled(items, options):
    laid = layout(SHEET, 7, shuffle_items=items, shuffle_options=options)
    assert ([name for name, _ in laid] != [name for name, _ in SHEET]) is items
    assert any(list(ids) != sorted(ids) for _, ids in laid) is options


def test_a_group_that_may_not_be_shuffled_keeps_its_order_among_others():
    groups = [
        Group(("right", "wrong"), may_shuffle=False),
        Group(tuple("abcdef"), may_shuffle=True),
    ]
    laid = layout(
        [(f"q{number}", groups) for number in range(20)],
        1,
        shuffle_items=False,
        shuffle_options=True,
    )
    assert all(handles[:2] == ("right", "wrong") for _, handles in laid)
    assert any(handles[2:] != tuple("abcdef") for _, handles in laid)
