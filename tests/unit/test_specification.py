"""双向细目表 and the number of forms a pool can fill."""

from decimal import Decimal

import pytest

from question_bank.assembly import Cell, PoolItem
from question_bank.questions import QuestionType
from question_bank.syllabus import Difficulty, Field, Topic
from zhifa_training.exams.rules.specification import Square, capacity, specification

SINGLE, MULTIPLE = QuestionType.SINGLE, QuestionType.MULTIPLE
CELLS = [
    Cell(SINGLE, 4, Decimal(1), Topic.CONSTITUTION),
    Cell(SINGLE, 6, Decimal(1), Topic.COMMON_LAW, law="公路法"),
    Cell(MULTIPLE, 5, Decimal("2.5"), Topic.COMMON_LAW, difficulty=Difficulty.HARD),
    Cell(MULTIPLE, 2, Decimal(2), field=Field.PORT),
]


def pool(singles, multiples=0):
    kinds = [SINGLE] * singles + [MULTIPLE] * multiples
    return [
        PoolItem(
            f"q{number}", kind, Topic.COMMON_LAW, "公路法", Difficulty.MEDIUM, frozenset(Field)
        )
        for number, kind in enumerate(kinds)
    ]


def rows(section):
    return {row.label: row for row in section.rows}


def test_each_section_counts_every_question_once():
    table = specification(CELLS, set())
    assert [section.label for section in table.sections] == ["内容类别", "法规", "门类", "难度"]
    assert table.total.total == Square(17, Decimal("26.5"))
    for section in table.sections:
        assert sum((row.total for row in section.rows), Square()) == table.total.total


def test_squares_stand_under_their_types():
    table = specification(CELLS, set())
    assert table.types == (SINGLE, MULTIPLE)
    topics = rows(table.sections[0])
    assert topics["常用法律法规"].squares == (Square(6, Decimal(6)), Square(5, Decimal("12.5")))
    assert topics["不限"].squares == (Square(), Square(2, Decimal(4)))
    assert topics["职业道德"].total == Square(), "a topic nobody asked for is shown as missing"
    assert list(rows(table.sections[1])) == ["公路法", "不限"]
    assert list(rows(table.sections[3])) == ["难", "不限"]


def test_sections_nobody_asked_for_are_left_out():
    table = specification(CELLS[:1], set())
    assert [section.label for section in table.sections] == ["内容类别"]


def test_a_short_cell_marks_its_squares_and_no_other():
    table = specification(CELLS, {2})
    topics = rows(table.sections[0])
    assert [square.is_short for square in topics["常用法律法规"].squares] == [False, True]
    assert not topics["宪法"].total.is_short
    assert table.total.total.is_short


@pytest.mark.parametrize(
    ("singles", "asked", "by_cell", "together"),
    [
        (12, [4], (3,), 3),
        (12, [4, 3], (3, 4), 1),
        (3, [4], (0,), 0),
        (500, [4], (9,), 9),
    ],
)
def test_forms_are_counted_by_cell_and_together(singles, asked, by_cell, together):
    cells = [Cell(SINGLE, count, Decimal(1)) for count in asked]
    found = capacity(cells, pool(singles))
    assert (found.by_cell, found.together) == (by_cell, together)


def test_counting_stops_at_nine():
    found = capacity([Cell(SINGLE, 1, Decimal(1))], pool(30))
    assert found.text(found.together) == "9 套以上"
    assert found.text(2) == "2 套"
