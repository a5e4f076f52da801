"""Forms of the law registry (法规库表单)."""

from flask_wtf.file import FileField
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from zhifa_training.core.forms import ChineseForm, text_field
from zhifa_training.laws.services.drafts import VersionFacts

LONGEST_PASTE = 120_000


class LawTextForm(ChineseForm):
    """A law text and what people know of it (提交法规文本)."""

    name = text_field("简称", 80, description="如“行政复议法”。与试题依据所用的简称一致。")
    title = text_field("全称", 160, description="如“中华人民共和国行政复议法”。")
    adopted_on = DateField(
        "通过或公布日期",
        description="本版本通过、修订或修正的日期，以公布令为准。",
        validators=[InputRequired("请填写通过或公布日期")],
    )
    effective_on = DateField(
        "本版本施行日期",
        description="以公布令或附则为准；修正案另有规定的，填修正后文本的施行日期。",
        validators=[InputRequired("请填写本版本施行日期")],
    )
    source = text_field("依据", 200, description="文本和日期的出处，如公布令文号、公报期号。")
    file = FileField("文本文件", description="支持 .docx、.md、.txt；或在下面粘贴全文，二者取一。")
    pasted = TextAreaField(
        "粘贴全文",
        validators=[
            Optional(),
            Length(max=LONGEST_PASTE, message="粘贴的文字过长，请改用文件上传"),
        ],
    )

    def validate_effective_on(self, field: DateField) -> None:
        """Refuse a version in force before it was adopted."""
        if field.data and self.adopted_on.data and field.data < self.adopted_on.data:
            raise ValidationError(
                "施行日期不得早于通过或公布日期；修正案请填修正后文本的施行日期，不是原法的施行日期"
            )

    def validate_file(self, field: FileField) -> None:
        """Refuse neither and both of file and paste."""
        has_file = bool(field.data and field.data.filename)
        has_paste = bool((self.pasted.data or "").strip())
        if has_file == has_paste:
            raise ValidationError(
                "文件与粘贴全文只取其一，请删去一个"
                if has_file
                else "请选择文本文件，或粘贴法规全文"
            )

    def facts(self) -> VersionFacts:
        """Return what was typed."""
        return VersionFacts(
            name=self.name.data or "",
            title=self.title.data or "",
            adopted_on=self.adopted_on.data,
            effective_on=self.effective_on.data,
            source=self.source.data or "",
        )


class DiscardForm(ChineseForm):
    """Why a text is sent back (退回)."""

    reason = text_field("退回原因", 200)


class RepealForm(ChineseForm):
    """When and by what a version ended (登记废止)."""

    repealed_on = DateField("废止日期", validators=[InputRequired("请填写废止日期")])
    basis = StringField(
        "废止依据",
        description="如废止决定的文号。有新版本接替的不用登记，确认新版本时自动衔接。",
        validators=[InputRequired("请填写废止依据"), Length(max=200)],
    )
