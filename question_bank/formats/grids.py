"""Rows of cells as the limited child hands them over (表格), with merged cells unfolded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from question_bank.formats.vocabulary import tidy

Cell = str | list[Any]
"""Text, or a pair of mark and value: n number, d date, t moment, b truth, e error."""
NUMBER, DAY, MOMENT, TRUTH, WRONG = "n", "d", "t", "b", "e"


@dataclass(slots=True)
class Grid:
    """Hold one sheet: rows by the number a person sees, and its merged ranges."""

    name: str
    rows: Mapping[int, Sequence[Cell]]
    merged: Sequence[Sequence[int]] = ()
    """Top row, first column from 0, bottom row, last column."""
    below: dict[int, dict[int, Cell]] = field(init=False)
    """What a cell merged downwards says in each row under its first."""
    widths: dict[int, int] = field(init=False)
    """How many columns the widest merged range of a row spans."""

    def __post_init__(self) -> None:
        """Unfold the merged ranges once."""
        self.below, self.widths = {}, {}
        for top, left, bottom, right in self.merged:
            self.widths[top] = max(self.widths.get(top, 1), right - left + 1)
            source = self.rows.get(top, ())
            if left >= len(source):
                continue
            for number in range(top + 1, bottom + 1):
                if number in self.rows:
                    self.below.setdefault(number, {})[left] = source[left]

    def at(self, number: int, column: int) -> Cell:
        """Return a cell as it stands; empty beyond the row."""
        row = self.rows.get(number, ())
        return row[column] if column < len(row) else ""

    def unfolded(self, number: int, column: int) -> Cell:
        """Return a cell, or what is merged down over it."""
        cell = self.at(number, column)
        return self.below.get(number, {}).get(column, "") if cell == "" else cell

    def labels(self, number: int) -> list[str]:
        """Return a row as headings: what is merged over several columns stands in each."""
        cells = [said(cell) for cell in self.rows.get(number, ())]
        for column, cell in self.below.get(number, {}).items():
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = cells[column] or said(cell)
        for top, left, bottom, right in self.merged:
            if top <= number <= bottom and left < len(self.rows.get(top, ())):
                cells.extend([""] * (right + 1 - len(cells)))
                for column in range(left, right + 1):
                    cells[column] = cells[column] or said(self.at(top, left))
        return cells


def said(cell: Cell) -> str:
    """Return a cell as a person reads it."""
    if isinstance(cell, str):
        return tidy(cell)
    mark, value = cell
    if mark == TRUTH:
        return "TRUE" if value else "FALSE"
    return str(value).removesuffix(" 00:00:00") if mark == MOMENT else str(value)


def kind_of(cell: Cell) -> str:
    """Return the mark of a cell; nothing for text."""
    return "" if isinstance(cell, str) else str(cell[0])


def plain_grid(name: str, rows: Sequence[Sequence[str]], start: int = 1) -> Grid:
    """Build a grid of plain rows counted from ``start``; empty ones are left out."""
    kept = {
        number: tuple(row)
        for number, row in enumerate(rows, start)
        if any(cell.strip() for cell in row)
    }
    return Grid(name, kept)
