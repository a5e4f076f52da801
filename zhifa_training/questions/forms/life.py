"""Small forms of a question's life (试题履历表单)."""

from datetime import date

from wtforms import DateField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from zhifa_training.core.forms import ChineseForm, text_field

LONGEST_WORDS = 2000
_NOT_TOO_LONG = Length(max=LONGEST_WORDS, message=f"不超过 {LONGEST_WORDS} 个字")


class DecisionForm(ChineseForm):
    """Approve or return (审核决定); a return must say why, which the rule insists on."""

    number = IntegerField("修订", validators=[InputRequired("请刷新页面后重新审核")])
    words = TextAreaField(
        "审核意见",
        description="退回时必填，写清哪里不妥、怎样修改；通过时可以不填。",
        validators=[_NOT_TOO_LONG],
    )


class CommentForm(ChineseForm):
    """A remark for authors and reviewers (意见)."""

    words = TextAreaField(
        "意见",
        description="命题员和审题员都能看到；提交后不能修改或者删除。",
        validators=[DataRequired("请填写意见"), _NOT_TOO_LONG],
    )


class ReasonForm(ChineseForm):
    """Why a step is taken (原因)."""

    reason = text_field("原因", 200)


class SuspendForm(ChineseForm):
    """Why a question is taken out of use (停用试题)."""

    reason = text_field("停用原因", 200)


class RestForm(ChineseForm):
    """Until when a question rests, and why (休用)."""

    until: DateField = DateField("恢复日期", validators=[InputRequired("请填写恢复日期")])
    reason = text_field("休用原因", 200)

    def day(self) -> date:
        """Return the day on which it may be drawn again."""
        chosen: date = self.until.data
        return chosen


class KeepForm(ChineseForm):
    """What was found on reading a question against the new text (复核)."""

    remark = text_field("复核说明", 120)
