"""What the log may be narrowed by (日志筛选)."""

from typing import Any

from wtforms import DateField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from zhifa_training.audit.actions import ACTIONS
from zhifa_training.audit.models import Outcome
from zhifa_training.core.forms import ChineseForm, offered

ALL = ("", "全部")
OUTCOMES = {Outcome.DONE: "完成", Outcome.REFUSED: "拒绝"}


class FilterForm(ChineseForm):
    """Person, act, outcome and days."""

    class Meta(ChineseForm.Meta):
        """A form that only reads needs no token."""

        csrf = False

    q = StringField("人员、对象或地址", [Length(max=60, message="不超过 60 个字")])
    action = SelectField(
        "操作",
        choices=offered((ALL, *ACTIONS.items())),
        coerce=str,
        default="",
    )
    outcome = SelectField(
        "结果",
        choices=offered((ALL, *((word.value, label) for word, label in OUTCOMES.items()))),
        coerce=str,
        default="",
    )
    since = DateField("自", [Optional()])
    until = DateField("至", [Optional()])

    def validate_until(self, field: Any) -> None:
        """Refuse a period that ends before it starts."""
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError("截止日期不能早于起始日期")
