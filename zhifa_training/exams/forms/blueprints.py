"""Forms of blueprints (组卷方案表单)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from wtforms import FieldList, FormField, IntegerField, SelectField
from wtforms.validators import NumberRange

from question_bank.assembly import Cell
from question_bank.questions import QuestionType
from question_bank.syllabus import Difficulty, Field, Topic
from zhifa_training.core.forms import (
    ChineseForm,
    ChinesePart,
    Present,
    ScoreField,
    choices,
    offered,
    text_field,
)
from zhifa_training.exams.rules.blueprints import MOST_QUESTIONS

ANY = ("", "不限")
HIGHEST_WORTH = 100
ADD, CHECK, SAVE, REMOVE = "add", "check", "save", "remove-"


class CellForm(ChinesePart):
    """One row of the blueprint table (组卷单元)."""

    type = SelectField("题型", choices=choices(QuestionType))
    topic = SelectField("内容类别", choices=choices(Topic, ANY))
    law = SelectField("法规")
    field = SelectField("门类", choices=choices(Field, ANY))
    difficulty = SelectField("难度", choices=choices(Difficulty, ANY))
    count = IntegerField(
        "题数",
        validators=[
            Present("题数须为整数"),
            NumberRange(1, MOST_QUESTIONS, f"题数须在 1 至 {MOST_QUESTIONS} 之间"),
        ],
    )
    worth = ScoreField(
        "每题分值",
        validators=[
            Present("分值须为数字"),
            NumberRange(0.01, HIGHEST_WORTH, f"分值须大于 0，不超过 {HIGHEST_WORTH}"),
        ],
    )

    def cell(self) -> Cell:
        """Return what this row asks for."""
        return Cell(
            type=QuestionType(self.type.data),
            count=self.count.data or 0,
            worth=self.worth.data or Decimal(0),
            topic=Topic(self.topic.data) if self.topic.data else None,
            law=self.law.data or None,
            difficulty=Difficulty(int(self.difficulty.data)) if self.difficulty.data else None,
            field=Field(self.field.data) if self.field.data else None,
        )


class BlueprintForm(ChineseForm):
    """A blueprint with its rows (组卷方案)."""

    title = text_field("名称", 80)
    unit = SelectField("所属单位")
    cells = FieldList(FormField(CellForm))

    @classmethod
    def offering(
        cls,
        *,
        places: Sequence[tuple[UUID, str]],
        laws: Sequence[str],
        cells: Sequence[Cell],
        title: str = "",
    ) -> Any:
        """Return the form with these units and laws to choose from, filled with ``cells``."""
        form = cls(data={"title": title, "cells": [_row(cell) for cell in cells]})
        form.unit.choices = offered(places)
        form.offer_laws(laws)
        return form

    def offer_laws(self, laws: Sequence[str]) -> None:
        """Let every row choose among these laws."""
        for entry in self.cells:
            entry.form.law.choices = offered([ANY, *((law, law) for law in laws)])

    def add_row(self, laws: Sequence[str]) -> None:
        """Append a row with something sensible in it."""
        self.cells.append_entry(
            {"type": QuestionType.SINGLE.value, "count": 1, "worth": Decimal(1)}
        )
        self.offer_laws(laws)

    def remove_row(self, name: str) -> None:
        """Take away the row that carries this name."""
        self.cells.entries = [entry for entry in self.cells.entries if entry.name != name]

    def typed_cells(self) -> list[Cell] | None:
        """Return what the rows ask for, or None while a row is not well formed."""
        are_valid = [entry.form.validate() for entry in self.cells]
        return [entry.form.cell() for entry in self.cells] if all(are_valid) else None


def _row(cell: Cell) -> dict[str, Any]:
    return {
        "type": cell.type.value,
        "topic": cell.topic.value if cell.topic else "",
        "law": cell.law or "",
        "field": cell.field.value if cell.field else "",
        "difficulty": str(int(cell.difficulty)) if cell.difficulty else "",
        "count": cell.count,
        "worth": cell.worth,
    }
