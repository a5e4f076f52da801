"""Between stored blueprint cells and the cells that papers are drawn by (组卷单元转换)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from question_bank.assembly import Cell
from question_bank.syllabus import Difficulty
from zhifa_training.exams.models.papers import BlueprintCell


def as_cells(stored: Sequence[BlueprintCell]) -> list[Cell]:
    """Return what stored cells ask for; their laws must be loaded."""
    return [
        Cell(
            type=cell.type,
            count=cell.count,
            worth=cell.worth,
            topic=cell.topic,
            law=cell.law.name if cell.law else None,
            difficulty=Difficulty(cell.difficulty) if cell.difficulty else None,
            field=cell.field,
        )
        for cell in stored
    ]


def stored_cells(cells: Sequence[Cell], law_ids: Mapping[str, UUID]) -> list[BlueprintCell]:
    """Return rows that ask for ``cells``, in their order."""
    return [
        BlueprintCell(
            position=position,
            type=cell.type,
            count=cell.count,
            worth=cell.worth,
            topic=cell.topic,
            law_id=law_ids[cell.law] if cell.law else None,
            difficulty=int(cell.difficulty) if cell.difficulty else None,
            field=cell.field,
        )
        for position, cell in enumerate(cells, 1)
    ]
