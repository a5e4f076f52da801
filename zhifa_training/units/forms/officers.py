"""Forms for officers (执法人员): they check shape, the rules check sense."""

from typing import Any
from uuid import UUID

from wtforms import DateField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from question_bank.syllabus import Field
from zhifa_training.core import clock
from zhifa_training.core.forms import ChineseForm, choices, offered
from zhifa_training.core.plain_text import person_name
from zhifa_training.units import id_numbers
from zhifa_training.units.entries import (
    CertificateDetails,
    OfficerDetails,
    OfficerEntry,
    PostingDetails,
)
from zhifa_training.units.forms.tree import Choices, clean, day_field, narrow
from zhifa_training.units.models import Officer
from zhifa_training.units.rules import (
    Education,
    Establishment,
    ExclusionReason,
    LeaderRole,
    OfficerStatus,
    Sex,
)


def _fields(label: str) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        choices=choices(Field),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


class DetailsForm(ChineseForm):
    """Correct what is recorded of an officer (更正信息)."""

    badge_number = StringField(
        "执法证号",
        [DataRequired("请填写执法证号"), Length(2, 32, "执法证号为 2 至 32 位")],
        filters=[narrow],
    )
    name = StringField(
        "姓名",
        [DataRequired("请填写姓名"), Length(max=64, message="姓名不超过 64 个字")],
        filters=[lambda text: person_name(text or "")],
    )
    sex = SelectField("性别", choices=choices(Sex))
    birth_on = day_field("出生日期", "请填写出生日期")
    id_number = StringField(
        "身份证号",
        [DataRequired("请填写身份证号")],
        filters=[narrow],
        description="18 位；加密保存，页面只显示首尾",
    )
    education = SelectField("学历", choices=choices(Education))
    establishment = SelectField("编制类型", choices=choices(Establishment))
    status = SelectField("状态", choices=choices(OfficerStatus))

    def validate_badge_number(self, field: StringField) -> None:
        """Refuse an ID number in the place of a badge number."""
        try:
            id_numbers.read_id_number(field.data)
        except id_numbers.IdNumberError:
            return
        raise ValidationError("这里填成了身份证号，请填写执法证件上的证号")

    def validate_name(self, field: StringField) -> None:
        """Refuse what is no name."""
        if any(character.isdigit() for character in field.data):
            raise ValidationError("姓名不应含有数字，请核对")

    def validate_id_number(self, field: StringField) -> None:
        """Refuse what is no ID number, with the reason."""
        if not field.data:
            return
        try:
            field.data = id_numbers.read_id_number(field.data)
        except id_numbers.IdNumberError as wrong:
            raise ValidationError(str(wrong)) from wrong

    def details(self, *, id_number: str) -> OfficerDetails:
        """Return what was filled in."""
        return OfficerDetails(
            badge_number=self.badge_number.data.upper(),
            name=self.name.data,
            sex=Sex(self.sex.data),
            birth_on=self.birth_on.data,
            education=Education(self.education.data),
            establishment=Establishment(self.establishment.data),
            status=OfficerStatus(self.status.data),
            id_number=id_number,
        )


class CorrectForm(DetailsForm):
    """Correct an officer; the ID number only where it is filled in anew."""

    id_number = StringField(
        "新身份证号",
        [Optional()],
        filters=[narrow],
        description="不更正身份证号的，留空",
    )

    @classmethod
    def showing(cls, officer: Officer) -> "CorrectForm":
        """Return the form filled with what is recorded, the ID number left out."""
        return cls(
            data={
                "badge_number": officer.badge_number,
                "name": officer.name,
                "sex": officer.sex.value,
                "birth_on": officer.birth_on,
                "education": officer.education.value,
                "establishment": officer.establishment.value,
                "status": officer.status.value,
            }
        )


class PostingForm(ChineseForm):
    """Post an officer to a unit (调动)."""

    unit_id = SelectField("单位", coerce=UUID)
    post = StringField(
        "岗位",
        [DataRequired("请填写岗位"), Length(max=40, message="岗位不超过 40 个字")],
        filters=[clean],
    )
    starts_on = day_field("任职起始", "请填写任职起始日期")

    @classmethod
    def offering(cls, units: Choices, **values: Any) -> Any:
        """Return the form with these units to choose from."""
        form = cls(**values)
        form.unit_id.choices = offered(units)
        return form

    def posting(self) -> PostingDetails:
        """Return what was filled in."""
        return PostingDetails(
            unit_id=self.unit_id.data, post=self.post.data, starts_on=self.starts_on.data
        )


class CertificateForm(ChineseForm):
    """Record a certificate (登记证件)."""

    number = StringField(
        "证件编号",
        [DataRequired("请填写证件编号"), Length(max=32, message="编号不超过 32 位")],
        filters=[narrow],
    )
    fields = _fields("门类")
    valid_from = day_field("有效期起", "请填写有效期起")
    valid_until = day_field("有效期止", "请填写有效期止")

    def certificate(self) -> CertificateDetails:
        """Return what was filled in."""
        return CertificateDetails(
            number=self.number.data,
            valid_from=self.valid_from.data,
            valid_until=self.valid_until.data,
            fields=tuple(Field(value) for value in self.fields.data or ()),
        )


class OfficerForm(DetailsForm, PostingForm):
    """Record an officer (登记人员)."""

    fields = _fields("证件门类")
    valid_from = day_field("证件有效期起")
    valid_until = day_field("证件有效期止")
    leader_role = SelectField(
        "班子职务", choices=choices(LeaderRole, ("", "不是班子成员")), default=""
    )

    def validate_valid_from(self, _field: DateField) -> None:
        """Refuse a period without its end; without its beginning the end refuses."""
        self._ensure_whole_period()

    def validate_valid_until(self, field: DateField) -> None:
        """Refuse a period without its beginning, or one that ends before it begins."""
        self._ensure_whole_period()
        if self.valid_from.data and field.data and field.data <= self.valid_from.data:
            raise ValidationError("有效期止须晚于有效期起")

    def _ensure_whole_period(self) -> None:
        if bool(self.valid_from.data) != bool(self.valid_until.data):
            raise ValidationError("证件有效期起和止请一并填写")

    def validate_starts_on(self, field: DateField) -> None:
        """Refuse a first posting that has not begun."""
        if field.data and field.data > clock.today():
            raise ValidationError("任职起始不能晚于今天")

    def entry(self) -> OfficerEntry:
        """Return what was filled in."""
        certificate = None
        if self.valid_from.data:
            certificate = CertificateDetails(
                number=self.badge_number.data.upper(),
                valid_from=self.valid_from.data,
                valid_until=self.valid_until.data,
                fields=tuple(Field(value) for value in self.fields.data or ()),
            )
        return OfficerEntry(
            details=self.details(id_number=self.id_number.data),
            postings=(self.posting(),),
            certificate=certificate,
            leader_role=LeaderRole(self.leader_role.data) if self.leader_role.data else None,
        )


class LeaveForm(ChineseForm):
    """End an officer's service (离岗)."""

    status = SelectField(
        "去向", choices=choices(s for s in OfficerStatus if s is not OfficerStatus.IN_POST)
    )
    on = day_field("自哪天起", "请填写日期", default=clock.today)


class ExclusionForm(ChineseForm):
    """Leave an officer out of the required (不计入)."""

    reason = SelectField("原因", choices=choices(ExclusionReason))
    evidence = StringField(
        "依据材料",
        [DataRequired("请写明依据材料"), Length(max=200, message="不超过 200 个字")],
        filters=[clean],
        description="材料名称或文号；不要写病情",
    )
    starts_on = day_field("开始日期", "请填写开始日期")
    ends_on = day_field("结束日期", description="当天起恢复计入；不填为尚未确定")


class RevealForm(ChineseForm):
    """Say why a full ID number is needed (查看身份证号)."""

    reason = StringField(
        "查看原因",
        [DataRequired("请填写查看原因"), Length(4, 100, "原因为 4 至 100 个字")],
        filters=[clean],
        description="将记入操作日志",
    )


class FilterForm(ChineseForm):
    """Which officers (筛选)."""

    class Meta(ChineseForm.Meta):
        """A filter changes nothing and needs no token."""

        csrf = False

    q = StringField("姓名、拼音或执法证号", filters=[clean])
    unit = SelectField("单位", coerce=str, default="")
    status = SelectField("状态", choices=choices(OfficerStatus, ("", "全部状态")), default="")
    field = SelectField("门类", choices=choices(Field, ("", "全部门类")), default="")
    on = day_field("任职日")

    @classmethod
    def offering(cls, units: Choices, given: Any) -> "FilterForm":
        """Return the form with these units to choose from, filled from the address."""
        form = cls(given)
        form.unit.choices = offered([("", "全部单位"), *units])
        return form
