"""Parts of the form of a question (命题表的行、小题、图像)."""

from dataclasses import replace
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from question_bank.questions import FALSE, TRUE, Body, Medium, Part, Question, QuestionType
from zhifa_training.core.forms import ChinesePart, offered
from zhifa_training.questions.drafting import PART_TYPES, Row, Sheet, fold

LONGEST_TEXT = 2000
LONGEST_LINE = 400
HIGHEST_ARTICLE = 2000
MOST_ROWS = 30
_LINE = Length(max=LONGEST_LINE, message=f"不超过 {LONGEST_LINE} 个字")


def paragraph_field() -> IntegerField:
    """Return the field of a paragraph number, which may be empty."""
    limits = [Optional(), NumberRange(1, 99, "款号须在 1 至 99 之间")]
    return IntegerField("款", validators=limits)


def long_field(label: str, said: str, **options: Any) -> TextAreaField:
    """Return a required field for more than a line."""
    limits = [InputRequired(said), Length(max=LONGEST_TEXT, message=f"{label}过长，请精简")]
    return TextAreaField(label, validators=limits, **options)


class RowForm(ChinesePart):
    """One row: which of its columns count depends on the type (一行)."""

    text = TextAreaField("内容", validators=[_LINE])
    other = TextAreaField("对应内容", validators=[_LINE])
    points = IntegerField(
        "分数", validators=[Optional(), NumberRange(1, 100, "分数须在 1 至 100 之间")]
    )
    is_right = BooleanField("正确")

    def row(self) -> Row:
        """Return what was typed, tidied."""
        return Row(
            _line(self.text.data),
            _line(self.other.data),
            self.points.data or 0,
            bool(self.is_right.data),
        )


class Asking:
    """What a question and a part of a case set are both made of."""

    stem = long_field("题干", "请填写题干")
    explanation = long_field("解析", "请用自己的话说明依据", description="不照抄条文。")
    evidence = long_field("依据原文", "请摘录条文中的依据", description="逐字摘录能定答案的文字。")
    truth = RadioField(
        "答案", choices=offered([(TRUE, TRUE), (FALSE, FALSE)]), default="", validate_choice=False
    )
    rows = FieldList(FormField(RowForm), max_entries=MOST_ROWS)

    def sheet(self) -> Sheet:
        """Return the rows typed."""
        rows = tuple(entry.form.row() for entry in self.rows)
        return Sheet(rows, self.truth.data or "")


class PartForm(ChinesePart, Asking):
    """One part of a case set (小题)."""

    type = SelectField("题型", choices=offered((kind.value, kind.label) for kind in PART_TYPES))
    points = IntegerField(
        "占分",
        description="各小题按占分的比例分配本题分值。",
        validators=[InputRequired("请填写占分"), NumberRange(1, 100, "占分须在 1 至 100 之间")],
    )
    article = IntegerField(
        "条",
        description="与案例依据同一条的留空。",
        validators=[Optional(), NumberRange(1, HIGHEST_ARTICLE, "条号须为正整数")],
    )
    paragraph = paragraph_field()

    @property
    def kind(self) -> QuestionType:
        """Return the type chosen."""
        known = {kind.value: kind for kind in PART_TYPES}
        return known.get(self.type.data, QuestionType.SINGLE)

    def part(self, whole: Question, place: int, number: int, before: Question | None) -> Part:
        """Return the part typed; it shares the law of the whole."""
        citation = whole.citation
        if self.article.data:
            citation = replace(citation, article=self.article.data, paragraph=self.paragraph.data)
        bare = replace(
            whole,
            id=f"{whole.id}.{place}",
            type=self.kind,
            stem=tidy(self.stem.data),
            citation=citation,
            explanation=tidy(self.explanation.data),
            evidence=tidy(self.evidence.data),
            options=(),
            key=frozenset(),
            body=Body(),
        )
        seed = f"{bare.id}:{number}"
        return Part(self.points.data or 0, fold(bare, self.sheet(), seed=seed, before=before))


class MediumForm(ChinesePart):
    """A picture or film of the question, and what it shows (图像)."""

    digest = HiddenField(validators=[Length(min=64, max=64)])
    kind = HiddenField()
    description = StringField(
        "说明", validators=[InputRequired("请说明图像内容"), Length(max=LONGEST_LINE)]
    )

    def medium(self) -> Medium:
        """Return the medium as the question keeps it."""
        kind = "video" if self.kind.data == "video" else "image"
        return Medium(self.digest.data or "", kind, tidy(self.description.data))


def tidy(text: str | None) -> str:
    """Return what was typed, with one kind of line end and nothing blank around it."""
    return (text or "").replace("\r\n", "\n").strip()


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
