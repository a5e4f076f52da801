"""What a marker fills in (阅卷表单): points for each point of the guide."""

from collections.abc import Sequence
from decimal import Decimal

from wtforms import FieldList

from zhifa_training.core.forms import ChineseForm, Present, ScoreField
from zhifa_training.exams.rules.marking import WrittenPart


class MarkForm(ChineseForm):
    """The points given, in the order of the guides (评分)."""

    points = FieldList(ScoreField("得分", validators=[Present("请给分，没有答到的要点给 0 分")]))

    @classmethod
    def of(cls, parts: Sequence[WrittenPart]) -> "MarkForm":
        """Return the form with a line for each point of the guides."""
        form = cls()
        for _ in range(sum(len(part.guide) for part in parts) - len(form.points)):
            form.points.append_entry()
        guided = (point for part in parts for point in part.guide)
        for entry, point in zip(form.points, guided, strict=False):
            entry.label.text = f"{point.text}（{point.points} 分）"
        return form

    def awarded(self, parts: Sequence[WrittenPart]) -> list[list[Decimal]]:
        """Return what was given, part by part."""
        given = iter(self.points.data)
        return [[next(given) for _ in part.guide] for part in parts]
