"""Forms of corrections of keys (答案更正表单)."""

from typing import Any

from wtforms import IntegerField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from zhifa_training.core.forms import ChineseForm, offered
from zhifa_training.exams.queries.keys import KeyRow
from zhifa_training.exams.rules.corrections import MOST_KEYS, Ruling

LONGEST = 400


class KeyField(SelectMultipleField):
    """One key: the options that are right together."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CorrectionForm(ChineseForm):
    """What a question is to be marked by, and why (提出更正)."""

    ruling = SelectField("更正方式")
    key_1 = KeyField("答案一", validate_choice=True)
    key_2 = KeyField("答案二", validate_choice=True)
    key_3 = KeyField("答案三", validate_choice=True)
    key_4 = KeyField("答案四", validate_choice=True)
    reason = TextAreaField(
        "更正理由",
        description="批准后连同结论告知成绩有变化的考生，请写明依据的法律条文。",
        filters=[lambda text: text.strip() if text else text],
        validators=[
            DataRequired("请写明更正理由"),
            Length(max=LONGEST, message=f"更正理由不超过 {LONGEST} 个字"),
        ],
    )

    @classmethod
    def of(cls, key: KeyRow) -> Any:
        """Return the form for a question: keys only where options are chosen."""
        form = cls()
        rulings = [Ruling.REPLACED, Ruling.SEVERAL, Ruling.VOID] if key.options else [Ruling.VOID]
        form.ruling.choices = offered((one.value, one.label) for one in rulings)
        options = offered((token, f"{letter}. {text}") for token, letter, text in key.options)
        for field in form.keys:
            field.choices = options
        return form

    @property
    def keys(self) -> list[Any]:
        """Return the fields of the keys."""
        return [self[f"key_{place}"] for place in range(1, MOST_KEYS + 1)]

    def accepts(self) -> list[list[str]]:
        """Return the keys that are to be accepted; of a replaced key the first."""
        if self.ruling.data == Ruling.VOID:
            return []
        given = [field.data for field in self.keys if field.data]
        return given[:1] or [[]] if self.ruling.data == Ruling.REPLACED else given or [[]]


class DecisionForm(ChineseForm):
    """What another person decides, and by which edition they saw the consequences (审批)."""

    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired("请刷新页面后重试")])
    words = TextAreaField(
        "审批意见", validators=[Length(max=LONGEST, message=f"审批意见不超过 {LONGEST} 个字")]
    )
