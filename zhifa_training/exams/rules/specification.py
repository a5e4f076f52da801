"""The table of specifications (双向细目表): what a blueprint asks for, by content and by type."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from question_bank.assembly import Cell, PoolItem, ShortageError
from question_bank.forms import ensure_enough, most_forms
from question_bank.questions import QuestionType
from question_bank.syllabus import Difficulty, Field, Topic

ANY = "不限"
MOST_COUNTED = 9
"""Forms are counted no further: nobody sets an exam of ten."""
Placed = Sequence[tuple[Cell, "Square"]]


@dataclass(frozen=True, slots=True)
class Square:
    """One square of the table: questions, points, and whether the pool is short of them."""

    count: int = 0
    points: Decimal = Decimal(0)
    is_short: bool = False

    def __add__(self, other: "Square") -> "Square":
        """Return both together."""
        return Square(
            self.count + other.count, self.points + other.points, self.is_short or other.is_short
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a topic, law, field or difficulty, its squares by type and their sum."""

    label: str
    squares: tuple[Square, ...]
    total: Square


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one aspect; each section counts every question once."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Specification:
    """The whole table."""

    types: tuple[QuestionType, ...]
    sections: tuple[Section, ...]
    total: Row


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many forms the pool can fill (可出套数): each cell by itself, and all together."""

    by_cell: tuple[int, ...]
    together: int

    @staticmethod
    def text(forms: int) -> str:
        """Return 3 套, or 9 套以上 where counting stopped."""
        return f"{forms} 套以上" if forms >= MOST_COUNTED else f"{forms} 套"


def specification(cells: Sequence[Cell], short: Collection[int]) -> Specification:
    """Lay out the cells as a table; ``short`` are the places of cells the pool cannot fill."""
    types = tuple(kind for kind in QuestionType if any(cell.type is kind for cell in cells))
    placed = [
        (cell, Square(cell.count, cell.count * cell.worth, place in short))
        for place, cell in enumerate(cells)
    ]
    laws = sorted({cell.law for cell in cells if cell.law})
    aspects: tuple[tuple[str, Sequence[str], Callable[[Cell], str]], ...] = (
        ("法规", laws, lambda cell: cell.law or ANY),
        ("门类", _labels(Field), lambda cell: _label(cell.field)),
        ("难度", _labels(Difficulty), lambda cell: _label(cell.difficulty)),
    )
    sections = [Section("内容类别", _topic_rows(placed, types))]
    for label, names, aspect in aspects:
        asked = [name for name in names if any(aspect(cell) == name for cell in cells)]
        if asked:
            sections.append(Section(label, _rows(asked, aspect, placed, types)))
    return Specification(types, tuple(sections), _row("合计", placed, types))


def capacity(cells: Sequence[Cell], pool: Sequence[PoolItem]) -> Capacity:
    """Count the forms without a common question that the pool can fill."""
    by_cell = [
        min(MOST_COUNTED, sum(cell.admits(item) for item in pool) // cell.count) for cell in cells
    ]
    return Capacity(tuple(by_cell), most_forms(cells, pool, min(by_cell, default=0)))


def shortage_text(cells: Sequence[Cell], pool: Sequence[PoolItem], forms: int) -> str:
    """Say what so many forms lack in the pool, each cell named; nothing where they lack nothing."""
    try:
        ensure_enough(cells, pool, forms)
    except ShortageError as refusal:
        return str(refusal)
    return ""


def _topic_rows(placed: Placed, types: Sequence[QuestionType]) -> tuple[Row, ...]:
    """Return a row for every topic, asked for or not: an exam should cover all five."""
    return _rows(_labels(Topic), lambda cell: _label(cell.topic), placed, types)


def _rows(
    names: Sequence[str],
    aspect: Callable[[Cell], str],
    placed: Placed,
    types: Sequence[QuestionType],
) -> tuple[Row, ...]:
    rows = {name: [each for each in placed if aspect(each[0]) == name] for name in (*names, ANY)}
    return tuple(_row(name, found, types) for name, found in rows.items() if found or name != ANY)


def _row(label: str, placed: Placed, types: Sequence[QuestionType]) -> Row:
    by_type = tuple(
        sum((square for cell, square in placed if cell.type is kind), Square()) for kind in types
    )
    return Row(label, by_type, sum(by_type, Square()))


def _labels(aspects: Iterable[Topic | Field | Difficulty]) -> list[str]:
    return [aspect.label for aspect in aspects]


def _label(aspect: Topic | Field | Difficulty | None) -> str:
    return aspect.label if aspect else ANY
