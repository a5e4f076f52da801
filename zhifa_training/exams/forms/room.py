"""What the pages around the exam accept (考场表单)."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import Length, Optional


class TakeOverForm(FlaskForm):
    """Confirm who goes on with the attempt (换机核验)."""

    password = PasswordField(
        "登录密码", [Optional(), Length(max=128, message="密码不超过 128 个字符")]
    )
    pin = StringField("换机码", [Optional(), Length(max=12, message="换机码是 6 位数字")])

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the one or the other."""
        is_sound = super().validate(extra_validators)
        if is_sound and not self.password.data and not (self.pin.data or "").strip():
            self.password.errors = ["请填写登录密码，或者监考员给您的换机码"]
            return False
        return is_sound


class FreshTakeOverForm(FlaskForm):
    """Go on right after signing in: nothing to fill in."""
