"""Forms for units (机构)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from zhifa_training.core import clock
from zhifa_training.core.forms import ChineseForm, Present, choices, offered
from zhifa_training.core.plain_text import half_width, visible
from zhifa_training.units.rules import Level, Parentage

Choices = Sequence[tuple[str, str]]


def clean(text: str | None) -> str:
    """Return typed text as it is kept."""
    return visible(text or "")


def narrow(text: str | None) -> str:
    """Return a typed code as it is kept: half width, no spaces."""
    return "".join(half_width(text or "").split())


class DayField(DateField):
    """A day; an empty one is simply not there."""

    data: Any

    def process_formdata(self, valuelist: Any) -> None:
        """Read the day, if there is one."""
        if valuelist and not valuelist[0].strip():
            self.data = None
        else:
            super().process_formdata(valuelist)


def day_field(label: str, missing: str = "", **options: Any) -> DayField:
    """Return a day; required where ``missing`` says what to fill in."""
    return DayField(label, [Present(missing)] if missing else [Optional()], **options)


class UnitForm(ChineseForm):
    """Open a unit (设立机构)."""

    code = StringField(
        "机构编码",
        [
            DataRequired("请填写机构编码"),
            Length(max=32, message="编码不超过 32 位"),
            Regexp(r"[A-Za-z0-9._-]+$", message="编码只用字母、数字、点和横线"),
        ],
        filters=[narrow],
    )
    name = StringField(
        "机构名称",
        [DataRequired("请填写机构名称"), Length(max=80, message="名称不超过 80 个字")],
        filters=[clean],
    )
    short_name = StringField(
        "简称",
        [Length(max=40, message="简称不超过 40 个字")],
        filters=[clean],
        description="不填则同名称",
    )
    level = SelectField("层级", choices=choices(Level))
    parent_id = SelectField("上级", coerce=UUID)
    opened_on = day_field("成立日期", "请填写成立日期")

    @classmethod
    def offering(cls, units: Choices, **values: Any) -> "UnitForm":
        """Return the form with these parents to choose from."""
        form = cls(**values)
        form.parent_id.choices = offered(units)
        return form


class RenameForm(ChineseForm):
    """Give a unit another name (更名)."""

    name = UnitForm.name
    short_name = UnitForm.short_name


class MoveForm(ChineseForm):
    """Put a unit beneath another (调整上级)."""

    kind = SelectField("关系", choices=choices(Parentage))
    parent_id = SelectField("新上级", coerce=UUID)
    on = day_field("自哪天起", "请填写日期", default=clock.today)

    @classmethod
    def offering(cls, units: Choices) -> "MoveForm":
        """Return the form with these parents to choose from."""
        form = cls()
        form.parent_id.choices = offered(units)
        return form


class CloseForm(ChineseForm):
    """Close a unit (撤销机构)."""

    on = day_field("自哪天起撤销", "请填写日期", default=clock.today)


class AsOfForm(ChineseForm):
    """As of which day (统计日期)."""

    class Meta(ChineseForm.Meta):
        """A filter changes nothing and needs no token."""

        csrf = False

    on = day_field("截至日期")
