"""One field of every kind, to see how each looks."""

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    DecimalField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
    widgets,
)

from zhifa_training.core.forms import offered

UNITS = offered((("", "全部单位"), ("4101", "郑州市交通运输局"), ("4103", "洛阳市交通运输局")))
KINDS = offered((("single", "单项选择"), ("multiple", "多项选择"), ("judgement", "判断")))


class EveryFieldForm(FlaskForm):
    """Every kind of field a page of the product uses (表单样例)."""

    name = StringField("姓名", [validators.InputRequired("请填写姓名")])
    badge_number = StringField("执法证号", description="执法证正面的编号，字母用大写")
    password = PasswordField("密码")
    minutes = IntegerField("考试时长（分钟）", [validators.Optional()])
    pass_score = DecimalField("及格分数", [validators.Optional()])
    unit = SelectField("所在单位", choices=UNITS)
    born_on = DateField("出生日期", [validators.Optional()])
    opens_at = DateTimeLocalField("开考时间", [validators.Optional()])
    kind = RadioField("题型", [validators.InputRequired("请选择题型")], choices=KINDS)
    topics = SelectMultipleField(
        "专题",
        choices=offered(
            (("1", "宪法"), ("2", "常用法律法规"), ("3", "行为规范"), ("4", "文明执法"))
        ),
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
    reason = TextAreaField("变更原因")
    roster = FileField("人员名单", description="Excel 文件，不超过 10 MB")
    is_agreed = BooleanField("我已阅读并承诺遵守考场规则")


class FilterForm(FlaskForm):
    """Filters over a list (筛选样例)."""

    text = StringField("姓名或执法证号")
    unit_filter = SelectField("单位", choices=UNITS)
    since_on = DateField("考试日期自", [validators.Optional()])
