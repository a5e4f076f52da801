"""What may be asked of the metrics pages (查询条件)."""

from flask import request
from wtforms import DateField, Form, HiddenField, SearchField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from zhifa_training.metrics.choices import Choice, asked_standings
from zhifa_training.metrics.rules import Indicator, Standing


class ChoiceForm(Form):
    """Which window, read on which day."""

    window = SelectField("统计期")
    on = DateField("统计日期")

    @classmethod
    def showing(cls, choice: Choice) -> "ChoiceForm":
        """Return the form filled with what the page shows."""
        form = cls(data={"window": choice.window.code, "on": choice.asked_on})
        form.window.choices = [(each.code, each.title) for each in choice.offered]
        return form


class NamesForm(Form):
    """Which of the officers behind an indicator."""

    search = SearchField("姓名、拼音或执法证号")
    standing = SelectMultipleField(
        "类别", widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    window = HiddenField()
    on = HiddenField()
    own = HiddenField()

    @classmethod
    def showing(cls, choice: Choice, indicator: Indicator) -> "NamesForm":
        """Return the form filled with what the page shows."""
        form = cls(
            data={
                "search": request.args.get("search", ""),
                "standing": [each.value for each in asked_standings()],
                "window": choice.window.code,
                "on": choice.asked_on.isoformat(),
                "own": request.args.get("own", ""),
            }
        )
        form.standing.choices = [(each.value, word(each, indicator)) for each in Standing]
        return form


def word(standing: Standing, indicator: Indicator) -> str:
    """Return what a class is called in one indicator (已参考, 未合格…)."""
    words = {Standing.DONE: indicator.done, Standing.NOT_YET: indicator.not_yet}
    return words.get(standing, standing.label)
