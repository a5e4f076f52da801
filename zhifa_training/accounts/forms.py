"""What the account pages accept (账号表单)."""

from wtforms import DateField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Optional, Regexp

from zhifa_training.accounts.access import Role
from zhifa_training.accounts.rules.passwords import LONGEST
from zhifa_training.core.forms import ChineseForm, choices, text_field

_DATE = {"format": "%Y-%m-%d"}


class SignInForm(ChineseForm):
    """Login name and password (登录)."""

    login = StringField(
        "登录名", [InputRequired("请填写登录名"), Length(max=64, message="登录名不超过 64 个字符")]
    )
    password = PasswordField(
        "密码",
        [InputRequired("请填写密码"), Length(max=LONGEST, message=f"密码不超过 {LONGEST} 位")],
    )


class ChangePasswordForm(ChineseForm):
    """A new password, typed twice (修改密码)."""

    current = PasswordField(
        "现用密码",
        [InputRequired("请填写现用密码"), Length(max=LONGEST, message=f"密码不超过 {LONGEST} 位")],
    )
    new = PasswordField(
        "新密码",
        [InputRequired("请填写新密码"), Length(max=LONGEST, message=f"密码不超过 {LONGEST} 位")],
    )
    repeated = PasswordField(
        "再填一次新密码",
        [InputRequired("请再填一次新密码"), EqualTo("new", "两次填写的新密码不一致")],
    )


class OfficerAccountForm(ChineseForm):
    """An account for an officer on the books (为执法人员开通账号)."""

    badge_number = text_field(
        "执法证号",
        32,
        description="登录名即执法证号，并自动授予“执法人员”角色。",
    )


class PersonAccountForm(ChineseForm):
    """An account for someone who is no officer (为其他人员开通账号)."""

    login = StringField(
        "登录名",
        [
            InputRequired("请填写登录名"),
            Length(3, 64, "登录名为 3 至 64 个字符"),
            Regexp(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z", message="登录名只用字母、数字、点、横线"),
        ],
        description="三至 64 个字母、数字、点或横线，不分大小写。",
    )
    name = text_field("姓名", 64)
    unit = text_field(
        "归属机构",
        80,
        description="填写机构编码或全称。",
    )


class GrantForm(ChineseForm):
    """A role at a unit for a time (授权)."""

    role = SelectField(
        "角色",
        [InputRequired("请选择角色")],
        choices=choices(Role, ("", "请选择")),
        coerce=str,
    )
    unit = text_field(
        "授权机构",
        80,
        description="填写机构编码或全称；权限及于该机构及其全部下级。",
    )
    starts_on = DateField("生效日期", [InputRequired("请填写生效日期")], **_DATE)
    ends_on = DateField(
        "失效日期", [Optional()], **_DATE, description="当日零时起不再有效；长期有效则留空。"
    )
