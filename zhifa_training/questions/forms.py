"""Forms of the bank (题库表单). They check shape; the bank checks sense."""

from datetime import date
from typing import Any
from uuid import UUID

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from question_bank.content_shapes import LETTERS
from question_bank.questions import (
    FALSE,
    TRUE,
    Citation,
    Option,
    Question,
    QuestionType,
    option_id,
    true_false_options,
)
from question_bank.syllabus import Difficulty, Field, Topic
from zhifa_training.core.forms import ChineseForm, choices, offered, text_field

LONGEST_TEXT = 2000
HIGHEST_ARTICLE = 2000
LONGEST_PASTE = 200_000
VALID_ONLY, WHOLE_ONLY = "valid", "whole"
ENCODINGS = (("", "自动识别"), ("utf-8", "UTF-8"), ("gb18030", "GB18030"), ("big5", "Big5"))


class RevisionForm(ChineseForm):
    """A new wording of a question (修订试题)."""

    stem = TextAreaField("题干", validators=[InputRequired("请填写题干"), Length(max=LONGEST_TEXT)])
    options = TextAreaField(
        "选项",
        description="每行一个选项，不写字母；判断题不用填写。",
        validators=[Length(max=LONGEST_TEXT)],
    )
    key = StringField(
        "标准答案",
        description="选择题填字母，如 A 或 ACD；判断题填“正确”或“错误”。",
        validators=[InputRequired("请填写标准答案"), Length(max=26)],
    )
    explanation = TextAreaField(
        "解析", validators=[InputRequired("请用自己的话说明依据"), Length(max=LONGEST_TEXT)]
    )
    evidence = TextAreaField(
        "依据原文", validators=[InputRequired("请摘录条文中的依据"), Length(max=LONGEST_TEXT)]
    )
    law_version = SelectField("法规与版本", validators=[InputRequired("请选择法规与版本")])
    article = IntegerField(
        "条",
        validators=[
            InputRequired("条号须为整数"),
            NumberRange(1, HIGHEST_ARTICLE, f"条号须在 1 至 {HIGHEST_ARTICLE} 之间"),
        ],
    )
    paragraph = IntegerField(
        "款", validators=[Optional(), NumberRange(1, 99, "款号须在 1 至 99 之间")]
    )
    topic = SelectField("内容类别", choices=choices(Topic))
    fields = SelectMultipleField(
        "适用门类",
        choices=choices(Field),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired("请至少选择一个门类")],
    )
    difficulty = SelectField("难度", choices=choices(Difficulty))
    why = text_field("修订说明", 200)

    @classmethod
    def of(cls, question: Question, versions: list[tuple[UUID, str]], version_id: UUID) -> Any:
        """Return the form filled with the present wording."""
        is_statement = question.type is QuestionType.TRUE_FALSE
        letters = "".join(
            letter
            for letter, option in zip(LETTERS, question.options, strict=False)
            if option.id in question.key
        )
        form = cls(
            stem=question.stem,
            options="" if is_statement else "\n".join(o.text for o in question.options),
            key=question.key_texts[0] if is_statement else letters,
            explanation=question.explanation,
            evidence=question.evidence,
            law_version=str(version_id),
            article=question.citation.article,
            paragraph=question.citation.paragraph,
            topic=question.topic.value,
            fields=[field.value for field in question.fields],
            difficulty=str(int(question.difficulty)),
        )
        form.law_version.choices = offered(versions)
        return form

    def wording(self, before: Question, *, law: str, adopted_on: date, number: int) -> Question:
        """Return the wording typed, as revision ``number`` of the same question."""
        options = self._options(before, number)
        return Question(
            id=before.id,
            type=before.type,
            stem=_tidy(self.stem.data),
            options=options,
            key=_key(_tidy(self.key.data), options, before.type),
            citation=Citation(law, adopted_on, self.article.data or 0, self.paragraph.data),
            explanation=_tidy(self.explanation.data),
            evidence=_tidy(self.evidence.data),
            topic=Topic(self.topic.data),
            fields=frozenset(Field(field) for field in self.fields.data or ()),
            difficulty=Difficulty(int(self.difficulty.data)),
        )

    def _options(self, before: Question, number: int) -> tuple[Option, ...]:
        if before.type is QuestionType.TRUE_FALSE:
            return true_false_options(before.id)
        texts = [line.strip() for line in (self.options.data or "").splitlines() if line.strip()]
        if tuple(texts) == tuple(option.text for option in before.options):
            return before.options
        seed = f"{before.id}:{number}"
        return tuple(Option(option_id(seed, place), text) for place, text in enumerate(texts))


class SuspendForm(ChineseForm):
    """Why a question is taken out of use (停用试题)."""

    reason = text_field("停用原因", 200)


class KeepForm(ChineseForm):
    """What was found on reading a question against the new text (复核)."""

    remark = text_field("复核说明", 120)


class UploadForm(ChineseForm):
    """Choose a file of questions to look at (上传试题)."""

    file = FileField(
        "试题文件",
        [FileRequired("请选择文件")],
        description="Excel、CSV、Word（.docx）、文本、Moodle XML、GIFT、Aiken 或 QTI，不超过 10 MB",
    )
    law_version = SelectField(
        "默认的依据法规", description="文件中没有写明依据的试题，暂按此法规导入，审核前可以更正"
    )
    encoding = SelectField("文字编码", choices=offered(ENCODINGS), description="一般不用选择")


class PasteForm(ChineseForm):
    """Paste questions as text (粘贴试题)."""

    words = TextAreaField(
        "试题文本",
        description="题目以“1.”开头，选项以“A.”开头，写明“答案：”“解析：”，每题另起一行。",
        validators=[InputRequired("请粘贴试题"), Length(max=LONGEST_PASTE)],
    )
    law_version = SelectField(
        "默认的依据法规", description="没有写明依据的试题，暂按此法规导入，审核前可以更正"
    )


class DecisionForm(ChineseForm):
    """How to import what was staged (导入方式)."""

    how = RadioField(
        "导入方式",
        choices=offered(
            (
                (VALID_ONLY, "只导入无误的试题，其余稍后改正"),
                (WHOLE_ONLY, "全部无误才导入，有一题有误就都不导入"),
            )
        ),
        default=VALID_ONLY,
    )


def _tidy(text: str | None) -> str:
    return (text or "").strip()


def _key(text: str, options: tuple[Option, ...], shape: QuestionType) -> frozenset[str]:
    """Return the ids of the options named; an unknown letter becomes an id no option has."""
    if shape is QuestionType.TRUE_FALSE:
        index = {TRUE: 0, FALSE: 1}.get(text)
        return frozenset() if index is None else frozenset([options[index].id])
    by_letter = {letter: option.id for letter, option in zip(LETTERS, options, strict=False)}
    return frozenset(by_letter.get(letter, letter) for letter in text.upper())
