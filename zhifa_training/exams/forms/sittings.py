"""Forms of sittings and candidates (场次与考生表单). Times are typed in Beijing time."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from zhifa_training.core.forms import ChineseForm, MomentField, choices, offered, text_field
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.rules.resits import FIRST_ROUND, AbsenceReason, round_label
from zhifa_training.exams.rules.sampling import DEFAULT_SHARE, MOST_PER_UNIT
from zhifa_training.exams.rules.sittings import MOST_EXTRA_MINUTES
from zhifa_training.exams.services.sittings import SittingPlan

LONGEST_MINUTES = 480
LONGEST_GRACE = 600
MOST_ATTEMPTS = 10


def _whole(label: str, least: int, most: int, **options: Any) -> IntegerField:
    message = f"{label}须为 {least} 至 {most} 的整数"
    limits = [InputRequired(message), NumberRange(least, most, message)]
    return IntegerField(label, validators=limits, **options)


class SittingForm(ChineseForm):
    """When, where and for whom (场次)."""

    title = text_field("场次名称", 80)
    unit = SelectField("应考单位", description="名单取自该单位及其下级机构。")
    resit_round = SelectField(
        "场次性质",
        description="补考的名单由前一轮不合格和有正当理由缺考的人员生成。",
        validators=[Optional()],
    )
    opens_at = MomentField("开始时间（北京时间）", validators=[InputRequired("请填写开始时间")])
    closes_at = MomentField("结束时间（北京时间）", validators=[InputRequired("请填写结束时间")])
    duration_minutes = _whole("答题时长（分钟）", 1, LONGEST_MINUTES)
    late_entry_minutes = IntegerField(
        "迟到入场（分钟）",
        description="开考后多少分钟内仍可入场；不填则结束前均可入场。",
        validators=[Optional(), NumberRange(0, 44640, "迟到入场须为不小于 0 的整数")],
    )
    grace_seconds = _whole("收卷宽限（秒）", 0, LONGEST_GRACE, default=30)
    attempt_limit = _whole("可考次数", 1, MOST_ATTEMPTS, default=1)
    place = StringField("地点", validators=[Length(max=80, message="地点不超过 80 个字")])

    @classmethod
    def offering(
        cls,
        *,
        places: Sequence[tuple[UUID, str]],
        sitting: Sitting | None = None,
        duration_minutes: int | None = None,
        resit_rounds: int = 0,
    ) -> Any:
        """Return the form with these units to choose from."""
        values: dict[str, Any] = {}
        if sitting is not None:
            values = {name: getattr(sitting, name) for name in SittingPlan.__slots__}
            values["unit"] = str(sitting.unit_id)
        elif duration_minutes is not None:
            values = {"duration_minutes": duration_minutes}
        form = cls(data=values)
        form.unit.choices = offered(places)
        if resit_rounds:
            rounds = range(resit_rounds + 1)
            form.resit_round.choices = offered([(str(n), round_label(n)) for n in rounds])
        else:
            del form.resit_round
        return form

    def asked_round(self) -> int:
        """Return which round was chosen; the first where there is but one."""
        return int(self.resit_round.data or 0) if self.resit_round else FIRST_ROUND

    def plan(self) -> SittingPlan:
        """Return what was typed."""
        return SittingPlan(
            title=self.title.data or "",
            place=(self.place.data or "").strip(),
            opens_at=self.opens_at.data,  # type: ignore[arg-type]
            closes_at=self.closes_at.data,  # type: ignore[arg-type]
            duration_minutes=self.duration_minutes.data,
            late_entry_minutes=self.late_entry_minutes.data,
            grace_seconds=self.grace_seconds.data,
            attempt_limit=self.attempt_limit.data,
        )


class CallForm(ChineseForm):
    """Call one officer (加入考生)."""

    badge_number = text_field("执法证号", 32)


class ReasonForm(ChineseForm):
    """Why something is taken back (原因)."""

    reason = text_field("原因", 200)


class ExtraTimeForm(ChineseForm):
    """More time for one candidate (个别延时)."""

    minutes = _whole("延时合计（分钟）", 0, MOST_EXTRA_MINUTES)
    reason = text_field("原因", 200)


class AbsenceForm(ChineseForm):
    """Why a candidate did not come (缺考原因)."""

    reason = SelectField("缺考原因", choices=choices(AbsenceReason))
    remark = StringField(
        "说明",
        description="写明依据，如值班安排、病假证明、请假审批的日期或编号。",
        validators=[Length(max=200, message="说明不超过 200 个字")],
    )


class SampleForm(ChineseForm):
    """How large a sample is drawn (随机抽考)."""

    share = _whole("抽取百分比", 1, 100, default=DEFAULT_SHARE)
    least = _whole("每个单位至少（人）", 0, MOST_PER_UNIT, default=1)
