"""What the pages around the exam accept (考场表单)."""

from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length


class TakeOverForm(FlaskForm):
    """Confirm who goes on with the attempt (换机核验)."""

    password = PasswordField(
        "登录密码",
        [InputRequired("请填写登录密码"), Length(max=128, message="密码不超过 128 个字符")],
    )


class FreshTakeOverForm(FlaskForm):
    """Go on right after signing in: nothing to fill in."""
