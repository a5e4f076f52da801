"""Forms of exams (考试表单)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from wtforms import BooleanField, DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from question_bank.marking import PartialCredit
from zhifa_training.core.forms import ChineseForm, ScoreField, choices, offered, text_field
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.rules.blueprints import DEFAULT_MINUTES, DEFAULT_PASS_SCORE
from zhifa_training.exams.rules.forms import DEFAULT_AVOIDS_LAST, MOST_AVOIDS_LAST
from zhifa_training.exams.rules.leaving import DEFAULT_LIMIT, MOST_LIMIT, LeavePolicy
from zhifa_training.exams.rules.words import ExamKind, ReleasePolicy, ReviewMode
from zhifa_training.exams.services.publishing import ExamRules

LONGEST_MINUTES = 480
HIGHEST_SCORE = 1000


class ExamForm(ChineseForm):
    """The rules of an exam (考试规则)."""

    title = text_field("考试名称", 80)
    unit = SelectField("所属单位")
    blueprint = SelectField("组卷方案", validators=[InputRequired("请选择组卷方案")])
    kind = SelectField("考试类别", choices=choices(ExamKind))
    duration_minutes = IntegerField(
        "考试时长（分钟）",
        default=DEFAULT_MINUTES,
        validators=[
            InputRequired("考试时长须为整数"),
            NumberRange(1, LONGEST_MINUTES, f"考试时长须在 1 至 {LONGEST_MINUTES} 分钟之间"),
        ],
    )
    pass_score = ScoreField(
        "及格分",
        default=DEFAULT_PASS_SCORE,
        validators=[
            InputRequired("及格分须为数字"),
            NumberRange(0.01, HIGHEST_SCORE, f"及格分须大于 0，不超过 {HIGHEST_SCORE}"),
        ],
    )
    partial_credit = SelectField("多选题计分", choices=choices(PartialCredit))
    shuffles_items = BooleanField("每名考生的题目顺序不同", default=True)
    shuffles_options = BooleanField("每名考生的选项顺序不同", default=True)
    release_policy = SelectField(
        "成绩公布", choices=choices(ReleasePolicy), default=ReleasePolicy.TOGETHER.value
    )
    review_mode = SelectField(
        "公布后可回看",
        choices=choices(ReviewMode),
        description="题目和答案要等本考试的全部场次结束后才会显示。",
    )

    minimum_minutes = IntegerField(
        "最短交卷时间（分钟）",
        default=0,
        description="进入考场满这么多分钟才能交卷；填 0 为随时可交。到时收卷不受此限。",
        validators=[
            InputRequired("最短交卷时间须为整数"),
            NumberRange(0, LONGEST_MINUTES, f"最短交卷时间须在 0 至 {LONGEST_MINUTES} 分钟之间"),
        ],
    )
    leave_policy = SelectField(
        "离开考试页面",
        choices=choices(LeavePolicy),
        default=LeavePolicy.RECORD.value,
        description="记录只是线索，不是违纪结论；来电、锁屏也会留下记录。",
    )
    leave_limit = IntegerField(
        "自动收卷的离开次数",
        default=DEFAULT_LIMIT,
        description="只在选择“达到限度自动收卷”时使用；还须累计离开满 60 秒。",
        validators=[
            InputRequired("离开次数须为整数"),
            NumberRange(1, MOST_LIMIT, f"离开次数须在 1 至 {MOST_LIMIT} 之间"),
        ],
    )
    resit_limit = SelectField(
        "可补考次数",
        choices=offered([("0", "不设补考"), ("1", "1 次"), ("2", "2 次"), ("3", "3 次")]),
        default="0",
        description="设补考的，宣布补考结束之后才公开题目和答案，以免后考的人先看到试题。",
    )
    takes_unexcused = BooleanField("无正当理由缺考的，也可以补考", default=False)
    form_count = SelectField(
        "卷数",
        choices=offered([("1", "1 套"), ("2", "2 套（A、B 卷）"), ("3", "3 套（A、B、C 卷）")]),
        default="1",
        description="各卷题目互不重复、难度相当；开考时每名考生分到其中一套。",
    )
    avoids_last = IntegerField(
        "避开近几次考试用过的题",
        default=DEFAULT_AVOIDS_LAST,
        description="按本单位及下级人员近几次应考的试卷计；填 0 为不避开。题库不足时仍会少量使用。",
        validators=[
            InputRequired("避开的考试次数须为整数"),
            NumberRange(0, MOST_AVOIDS_LAST, f"避开的考试次数须在 0 至 {MOST_AVOIDS_LAST} 之间"),
        ],
    )

    def validate_minimum_minutes(self, field: IntegerField) -> None:
        """Refuse a shortest time that nobody could keep."""
        if (field.data or 0) > (self.duration_minutes.data or 0):
            raise ValidationError("最短交卷时间不能长于考试时长，请改小")

    @classmethod
    def offering(
        cls,
        *,
        places: Sequence[tuple[UUID, str]],
        blueprints: Sequence[tuple[UUID, str]],
        exam: Exam | None = None,
    ) -> Any:
        """Return the form with these units and blueprints to choose from."""
        form = cls(data=_values(exam)) if exam else cls()
        form.unit.choices = offered(places)
        form.blueprint.choices = offered(blueprints)
        return form

    def rules(self) -> ExamRules:
        """Return what was typed."""
        return ExamRules(
            title=self.title.data or "",
            kind=ExamKind(self.kind.data),
            duration_minutes=self.duration_minutes.data or 0,
            pass_score=self.pass_score.data or Decimal(0),
            partial_credit=PartialCredit(self.partial_credit.data),
            shuffles_items=self.shuffles_items.data,
            shuffles_options=self.shuffles_options.data,
            release_policy=ReleasePolicy(self.release_policy.data),
            review_mode=ReviewMode(self.review_mode.data),
            minimum_minutes=self.minimum_minutes.data or 0,
            form_count=int(self.form_count.data),
            avoids_last=self.avoids_last.data or 0,
            leave_policy=LeavePolicy(self.leave_policy.data),
            leave_limit=self.leave_limit.data or DEFAULT_LIMIT,
            resit_limit=int(self.resit_limit.data),
            takes_unexcused=self.takes_unexcused.data,
        )


def _values(exam: Exam) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(exam, name) for name in ExamRules.__slots__}
    values["form_count"] = str(exam.form_count)
    values["resit_limit"] = str(exam.resit_limit)
    return values | {"unit": str(exam.unit_id), "blueprint": str(exam.blueprint_id)}


class PublishForm(ChineseForm):
    """When the paper is to be sat, so that it follows the rules of that day (发布试卷)."""

    held_on = DateField(
        "预计开考日期",
        description="按该日施行的法规抽题；不填则按今天。同一试卷分多场的，填最晚一场。",
        validators=[Optional()],
    )
