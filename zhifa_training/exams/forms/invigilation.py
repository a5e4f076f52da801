"""Forms of the console (监考表单)."""

from wtforms import HiddenField, IntegerField
from wtforms.validators import UUID, InputRequired, NumberRange

from zhifa_training.core.forms import ChineseForm, text_field
from zhifa_training.core.ids import new_id
from zhifa_training.exams.rules.sittings import MOST_EXTRA_MINUTES


class ActForm(ChineseForm):
    """An act that needs its reason (监考操作)."""

    reason = text_field("原因", 200)


class MessageForm(ChineseForm):
    """Words for one candidate or for all (消息)."""

    words = text_field("消息内容", 200)


class MoreTimeForm(ChineseForm):
    """More minutes, added to what was given before (延时); sent twice, given once."""

    key = HiddenField(
        default=lambda: str(new_id()),
        validators=[UUID(message="页面已过期，请刷新后重新填写")],
    )

    minutes = IntegerField(
        "再延长（分钟）",
        validators=[
            InputRequired("再延长的分钟数须为整数"),
            NumberRange(
                1, MOST_EXTRA_MINUTES, f"再延长的分钟数须在 1 至 {MOST_EXTRA_MINUTES} 之间"
            ),
        ],
    )
    reason = text_field("原因", 200)
