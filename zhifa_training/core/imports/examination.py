"""Examining rows (逐行检查): every cell by its column, all errors of a row at once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from zhifa_training.core.imports.kinds import Finding, ImportKind
from zhifa_training.core.spreadsheet.columns import Cell, CellError, CellKind, ColumnSpec, shown
from zhifa_training.core.spreadsheet.tables import Line

ONE_FOR_EACH_ROW = frozenset({CellKind.CODE, CellKind.NAME})
"""Not worth remembering."""


def examine(kind: ImportKind, lines: Iterable[Line], *, root: UUID) -> list[Finding]:
    """Return what each line means and would become; ``root`` is the roof it must fall under."""
    reader = _Reader(kind.columns)
    findings = [reader.read(line) for line in lines]
    kind.judge(findings, root=root)
    return findings


class _Reader:
    """Reads lines, remembering what the words that repeat from row to row mean."""

    def __init__(self, specs: Sequence[ColumnSpec]) -> None:
        self.specs = specs
        self.meanings: dict[tuple[str, str], Any] = {}

    def read(self, line: Line) -> Finding:
        """Return the values of one line, with a problem for each cell that cannot be read."""
        finding = Finding(line.sheet, line.number, {}, _shown(line.cells))
        for spec in self.specs:
            if spec.key not in line.cells and not spec.is_required:
                continue
            try:
                finding.values[spec.key] = self._value(spec, line.cells.get(spec.key, ""))
            except CellError as wrong:
                finding.refuse(spec, wrong.reason, wrong.remedy)
        return finding

    def _value(self, spec: ColumnSpec, cell: Cell) -> Any:
        if spec.kind in ONE_FOR_EACH_ROW or not isinstance(cell, str):
            return spec.value(cell)
        place = (spec.key, cell)
        if place not in self.meanings:
            self.meanings[place] = spec.value(cell)
        return self.meanings[place]


def _shown(cells: Mapping[str, Cell]) -> dict[str, str]:
    return {key: shown(cell) for key, cell in cells.items()}
