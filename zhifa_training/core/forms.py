"""Forms whose every refusal is a Chinese sentence (表单), and the fields the forms share."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import flash
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, DecimalField, Form, SelectChoice, StringField
from wtforms.validators import DataRequired, Length, StopValidation

from zhifa_training.core import clock
from zhifa_training.core.errors import DomainError, NotVisibleError

SENTENCES = {
    "Not a valid choice.": "请从列表中选择",
    "Invalid Choice: could not coerce.": "请从列表中选择",
    "Not a valid integer value.": "请填写整数",
    "Not a valid decimal value.": "请填写数字",
    "Not a valid datetime value.": "请按“年-月-日 时:分”填写",
    "Not a valid date value.": "请按“年-月-日”填写",
    "This field is required.": "此项必填",
}
FINEST = Decimal("0.01")


class _Chinese:
    """What WTForms says of itself, in Chinese."""

    def gettext(self, text: str) -> str:
        """Return the Chinese sentence; list choices come in several wordings."""
        if "valid choice" in text:
            return "请从列表中选择"
        return SENTENCES.get(text, text)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return the Chinese sentence, which knows no plural."""
        return self.gettext(singular if number == 1 else plural)


class ChineseForm(FlaskForm):
    """A form that refuses in Chinese."""

    class Meta(FlaskForm.Meta):
        """Where WTForms looks for its sentences."""

        def get_translations(self, form: Any) -> Any:
            """Return the Chinese sentences."""
            return _Chinese()


class ChinesePart(Form):
    """A part of such a form, repeated in it."""

    class Meta(Form.Meta):
        """Where WTForms looks for its sentences."""

        def get_translations(self, form: Any) -> Any:
            """Return the Chinese sentences."""
            return _Chinese()


class Present:
    """Insist on a value, typed or already there; what could not be read says so itself."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        """Stop where there is no value."""
        if field.data is None:
            raise StopValidation("" if field.errors else self.message)


class ScoreField(DecimalField):
    """A score (分值): a number with at most two decimals."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number; refuse what is no number or finer than a hundredth."""
        if not valuelist or not valuelist[0].strip():
            return
        try:
            number = Decimal(valuelist[0].strip())
            if not number.is_finite() or number != number.quantize(FINEST):
                raise InvalidOperation
        except InvalidOperation:
            self.data = None
            raise ValueError("请填写数字，最多两位小数") from None
        self.data = number

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data.normalize():f}"


class MomentField(DateTimeLocalField):
    """A moment typed and shown in Beijing time (北京时间), kept in UTC."""

    data: datetime | None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the wall clock of Beijing."""
        super().process_formdata(valuelist)
        if self.data is not None:
            self.data = clock.from_beijing(self.data)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return clock.in_beijing(self.data).strftime("%Y-%m-%dT%H:%M") if self.data else ""


def choices(kind: Any, *first: tuple[str, str]) -> list[SelectChoice]:
    """Return the words of ``kind`` to choose from, after whatever comes first."""
    return offered([*first, *((str(word.value), word.label) for word in kind)])


def offered(pairs: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    """Return (value, label) pairs to choose from."""
    return [SelectChoice(str(value), label) for value, label in pairs]


def text_field(label: str, longest: int, **options: Any) -> StringField:
    """Return a required line of text."""
    limits = [
        DataRequired(f"请填写{label}"),
        Length(max=longest, message=f"{label}不超过 {longest} 个字"),
    ]
    return StringField(label, validators=limits, filters=[_stripped], **options)


def _stripped(text: str | None) -> str | None:
    return text.strip() if text else text


@contextmanager
def refusals_on(form: FlaskForm) -> Iterator[None]:
    """Show what a rule refuses at the head of the form, and go on."""
    try:
        yield
    except NotVisibleError:
        raise
    except DomainError as refusal:
        form.form_errors.append(str(refusal))


@contextmanager
def refusals_flashed() -> Iterator[None]:
    """Show what a rule refuses on the next page, and go on."""
    try:
        yield
    except NotVisibleError:
        raise
    except DomainError as refusal:
        flash(str(refusal), "error")


def flash_errors(form: FlaskForm) -> None:
    """Show on the next page why a small form was refused."""
    for errors in form.errors.values():
        flash("；".join(str(error) for error in errors), "error")
