"""Rules of units and people, held against slow and plain ways to the same answer."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from zhifa_training.core.plain_text import compact, half_width, person_name
from zhifa_training.units.directory import Directory, Place, UnclearUnitError, the_unit
from zhifa_training.units.id_numbers import (
    CHECK_CHARACTERS,
    IdNumberError,
    birth_on,
    check_character,
    read_id_number,
    sex,
)
from zhifa_training.units.rules import (
    Level,
    Link,
    Sex,
    Span,
    UnitCycleError,
    UnitLevelError,
    ancestries,
    ensure_parent_above,
    holds,
    mask_badge_number,
    mask_id_number,
)
from zhifa_training.units.spelling import spelling

DAY_ONE = date(2020, 1, 1)
IDS = [UUID(int=number) for number in range(1, 8)]
days = st.integers(0, 30).map(lambda number: DAY_ONE + timedelta(days=number))
births = st.dates(date(1900, 1, 1), date(2099, 12, 31))
bodies = st.builds(
    lambda place, born, serial: f"{place}{born:%Y%m%d}{serial:03d}",
    st.sampled_from(["110101", "410102", "659001"]),
    births,
    st.integers(0, 999),
)


def naive_above(unit_id, day, opened, parents):
    """Climb step by step on one day; no spans, no joining."""
    found, depth = {}, 0
    while unit_id is not None and holds_on(opened[unit_id], day):
        found[unit_id] = depth
        depth += 1
        unit_id = next(
            (link.parent_id for link in parents.get(unit_id, ()) if holds_on(link.span, day)), None
        )
    return found


def holds_on(span, day):
    return holds(starts_on=span.starts_on, ends_on=span.ends_on, on=day)


@given(st.integers(0, 10_000))
def test_the_closure_equals_climbing_on_every_day(seed):
    random = Random(seed)
    opened = {
        unit_id: Span(DAY_ONE + timedelta(random.randrange(5)), closing(random)) for unit_id in IDS
    }
    parents = {}
    for index, unit_id in enumerate(IDS[1:], 1):
        cuts = sorted(random.sample(range(30), random.randint(1, 4)))
        ends = [*cuts[1:], None]
        parents[unit_id] = [
            Link(IDS[random.randrange(index)], span_of(start, end))
            for start, end in zip(cuts, ends, strict=True)
            if random.random() < 0.85
        ]
    computed = ancestries(opened, parents)
    for offset in range(32):
        day = DAY_ONE + timedelta(days=offset)
        for unit_id in IDS:
            held = {
                rung.ancestor_id: rung.depth
                for rung in computed[unit_id]
                if holds_on(rung.span, day)
            }
            assert held == naive_above(unit_id, day, opened, parents)


def span_of(start, end):
    return Span(
        DAY_ONE + timedelta(days=start), None if end is None else DAY_ONE + timedelta(days=end)
    )


def closing(random):
    return DAY_ONE + timedelta(days=random.randint(10, 40)) if random.random() < 0.3 else None


def test_spans_that_touch_are_one_row():
    opened = {unit_id: Span(DAY_ONE, None) for unit_id in IDS[:2]}
    parents = {IDS[1]: [Link(IDS[0], span_of(0, 5)), Link(IDS[0], span_of(5, None))]}
    above = [rung for rung in ancestries(opened, parents)[IDS[1]] if rung.depth == 1]
    assert [(rung.span.starts_on, rung.span.ends_on) for rung in above] == [(DAY_ONE, None)]


def test_a_circle_is_refused_but_taking_turns_is_not():
    opened = {unit_id: Span(DAY_ONE, None) for unit_id in IDS[:2]}
    one, other = IDS[:2]
    circle = {one: [Link(other, span_of(0, None))], other: [Link(one, span_of(9, None))]}
    with pytest.raises(UnitCycleError):
        ancestries(opened, circle)
    in_turn = {one: [Link(other, span_of(0, 9))], other: [Link(one, span_of(9, None))]}
    assert len(ancestries(opened, in_turn)[one]) == 2


@given(days, days, days, days, days)
def test_two_spans_meet_on_the_days_both_hold(a, b, c, d, day):
    one, other = Span(min(a, b), max(a, b)), Span(min(c, d), None if c == d else max(c, d))
    both = one.meet(other)
    assert (both is not None and holds_on(both, day)) == (
        holds_on(one, day) and holds_on(other, day)
    )


@given(bodies)
def test_the_check_character_agrees_with_another_implementation(body):
    assert check_character(body) == ric.calc_check_digit(f"{body}0")


@given(bodies, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(body, place, digit):
    number = body + check_character(body)
    assert read_id_number(number) == number
    changed = number[:place] + digit + number[place + 1 :]
    if changed != number:
        with pytest.raises(IdNumberError):
            read_id_number(changed)


@given(bodies, st.integers(0, 16))
def test_two_neighbours_swapped_are_always_noticed(body, place):
    number = body + check_character(body)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(IdNumberError):
            read_id_number(swapped)


@pytest.mark.parametrize(
    "text",
    ["11010519491231002X", "11010519491231002x", "110105 19491231 002X", "11010519491231002×"],
)
def test_usual_spellings_are_read(text):
    assert read_id_number(half_width(text)) == "11010519491231002X"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("41010219000229000", "出生日期"),
        ("41010220230431000", "出生日期"),
        ("00010219800101000", "地区"),
    ],
)
def test_impossible_days_and_places(body, reason):
    with pytest.raises(IdNumberError, match=reason):
        read_id_number(body + check_character(body))


def test_no_message_repeats_the_number():
    for text in ("41010219800101", "410102198001010001", "410102800101000", "4101021980010100AA"):
        with pytest.raises(IdNumberError) as refused:
            read_id_number(text)
        assert text[:10] not in str(refused.value)


def test_parts_of_a_number():
    assert birth_on("11010519491231002X") == date(1949, 12, 31)
    assert sex("11010519491231002X") is Sex.FEMALE
    assert mask_id_number("11010519491231002X") == "110***********002X"
    assert len(set(CHECK_CHARACTERS)) == 11


@pytest.mark.parametrize(
    ("number", "shown"),
    [("410100002", "4101***02"), ("4101002", "4101*02"), ("410100", "*****0"), ("1", "1")],
)
def test_a_badge_number_is_shown_in_part(number, shown):
    assert mask_badge_number(number) == shown


def test_a_unit_stands_beneath_its_own_level_or_a_higher():
    ensure_parent_above(level=Level.SQUAD, parent_level=Level.SQUAD, parent_name="大队")
    with pytest.raises(UnitLevelError, match="请另选上级"):
        ensure_parent_above(level=Level.CITY, parent_level=Level.COUNTY, parent_name="某大队")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("张　三", "张三"),
        (" 欧 阳 修 ", "欧阳修"),
        ("买买提・艾力", "买买提·艾力"),
        ("李\u200b四\u202e", "李四"),
        ("𠮷 田", "𠮷田"),
        ("㐂 三", "㐂三"),
        ("John  Smith", "John Smith"),
        ("〇 一", "〇一"),
        ("\ufeff王五\x00", "王五"),
    ],
)
def test_names_as_people_paste_them(typed, kept):
    assert person_name(typed) == kept
    assert person_name(kept) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert person_name(person_name(text)) == person_name(text)
    assert compact(compact(text)) == compact(text)


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("单小花", "shanxiaohua sxh"),
        ("仇英", "qiuying qy"),
        ("曾乐", "zengle zl"),
        ("区明", "ouming om"),
        ("查良", "zhaliang zl"),
        ("解放", "xiefang xf"),
        ("尉迟恭", "yuchigong ycg"),
        ("吕布", "lvbu lb"),
        ("买买提·艾力", "maimaitiaili mmtal"),
        ("", " "),
    ],
)
def test_surnames_are_read_as_surnames(name, spelt):
    assert spelling(name) == spelt


def place(number, name, parent=None, short=""):
    return Place(
        IDS[number], f"C{number}", name, short or name, Level.CITY, DAY_ONE,
        IDS[parent] if parent is not None else None,
    )  # fmt: skip


DIRECTORY = Directory.of(
    [
        place(0, "省总队"),
        place(1, "甲市支队", 0, "甲支"),
        place(2, "乙市支队", 0),
        place(3, "直属大队", 1),
        place(4, "直属大队", 2),
        place(5, "甲-乙联合大队", 2),
    ]
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("C3", 3),
        ("ｃ3", 3),
        ("甲支", 1),
        ("甲市支队/直属大队", 3),
        ("省总队-乙市支队-直属大队", 4),
        ("省总队 / 甲市支队", 1),
        ("甲-乙联合大队", 5),
    ],
)
def test_a_unit_is_found_by_code_name_or_path(text, number):
    assert the_unit(DIRECTORY, text, root=IDS[0]).id == IDS[number]


def test_a_name_that_two_units_share_means_the_one_beneath_the_roof():
    assert the_unit(DIRECTORY, "直属大队", root=IDS[2]).id == IDS[4]


@pytest.mark.parametrize(
    ("text", "root", "reason"),
    [
        ("直属大队", 0, "对应多个单位：省总队/甲市支队/直属大队、省总队/乙市支队/直属大队"),
        ("甲支", 2, "不在“乙市支队”及其下级之内"),
        ("丙支", 0, "找不到单位"),
    ],
)
def test_an_unclear_unit_is_refused_with_what_to_write(text, root, reason):
    with pytest.raises(UnclearUnitError, match=reason) as refused:
        the_unit(DIRECTORY, text, root=IDS[root])
    assert refused.value.remedy
