"""Forms for imports (导入)."""

from uuid import UUID

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField

from zhifa_training.core.forms import ChineseForm, offered
from zhifa_training.core.imports.kinds import kinds
from zhifa_training.units.forms.tree import Choices

VALID_ONLY, WHOLE_ONLY = "valid", "whole"


class UploadForm(ChineseForm):
    """Choose a workbook to look at (上传)."""

    kind = SelectField("导入内容")
    unit_id = SelectField("导入范围", coerce=UUID, description="表中各行须在该单位及其下级之内")
    file = FileField(
        "文件",
        [FileRequired("请选择文件")],
        description="支持 .xlsx、.xls、.csv，不超过 10 MB；先预览，确认后才导入",
    )

    @classmethod
    def offering(cls, units: Choices) -> "UploadForm":
        """Return the form with the kinds there are and these units."""
        form = cls()
        form.kind.choices = offered((kind.name, kind.label) for kind in kinds())
        form.unit_id.choices = offered(units)
        return form


class CommitForm(ChineseForm):
    """How to import (导入方式)."""

    how = RadioField(
        "导入方式",
        choices=offered(
            (
                (VALID_ONLY, "只导入无误的行，其余稍后改正"),
                (WHOLE_ONLY, "全部无误才导入，有一行有误就都不导入"),
            )
        ),
        default=VALID_ONLY,
    )
