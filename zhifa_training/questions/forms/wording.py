"""The form of a question, whatever its type (命题表). It checks shape; the bank checks sense."""

from datetime import date
from typing import Any
from uuid import UUID

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from question_bank.questions import Body, Citation, Medium, Part, Question, QuestionType
from question_bank.syllabus import Difficulty, Field, Topic
from zhifa_training.core.forms import ChineseForm, choices, offered, text_field
from zhifa_training.questions.drafting import SHAPES, fold, unfold, with_parts
from zhifa_training.questions.forms.faults import list_faults, place
from zhifa_training.questions.forms.parts import (
    HIGHEST_ARTICLE,
    Asking,
    MediumForm,
    PartForm,
    paragraph_field,
    tidy,
)
from zhifa_training.questions.rules import Pool

MOST_PARTS = 12
MOST_MEDIA = 6
UNCHOSEN = ("", "请选择")
ADD, REMOVE, RESHAPE = "add", "remove", "reshape"
CHECK, SAVE, UPLOAD = "check", "save", "upload"
"""What the buttons of the form do."""
FIRST_PARTS = 2


class WordingForm(ChineseForm, Asking):
    """A question of any type (试题)."""

    law_version = SelectField("法规与版本", validators=[InputRequired("请选择法规与版本")])
    article = IntegerField(
        "条",
        validators=[
            InputRequired("条号须为整数"),
            NumberRange(1, HIGHEST_ARTICLE, f"条号须在 1 至 {HIGHEST_ARTICLE} 之间"),
        ],
    )
    paragraph = paragraph_field()
    topic = SelectField(
        "内容类别",
        choices=choices(Topic, UNCHOSEN),
        validators=[InputRequired("请选择内容类别")],
    )
    fields = SelectMultipleField(
        "适用门类",
        choices=choices(Field),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired("请至少选择一个门类")],
    )
    difficulty = SelectField("难度", choices=choices(Difficulty))
    pool = SelectField(
        "用途", choices=choices(Pool), description="考试题与练习题互不混用，日后改变用途有限制。"
    )
    parts = FieldList(FormField(PartForm), max_entries=MOST_PARTS)
    media = FieldList(FormField(MediumForm), max_entries=MOST_MEDIA)
    upload = FileField(
        "图片或视频",
        description="PNG、JPG、WebP 不超过 10 MB；MP4、WebM 不超过 50 MB。选好文件后点“上传”。",
    )
    accepts_similar = BooleanField("已核对近似试题，确认不是重复命题")
    why = text_field("修订说明", 200)
    kind: QuestionType

    @classmethod
    def blank(cls, kind: QuestionType, versions: list[tuple[UUID, str]]) -> Any:
        """Return an empty form of a type, with rows to begin with."""
        given: dict[str, Any] = {
            "rows": [{}] * _first_rows(kind),
            "difficulty": str(int(Difficulty.MEDIUM)),
            "why": "新建试题",
        }
        if kind is QuestionType.CASE:
            given["parts"] = [_new_entry("parts")] * FIRST_PARTS
        return cls._of(kind, versions, given)

    @classmethod
    def filled(cls, question: Question, versions: list[tuple[UUID, str]], version_id: UUID) -> Any:
        """Return the form filled with a wording."""
        given = _asking(question) | {
            "law_version": str(version_id),
            "article": question.citation.article,
            "paragraph": question.citation.paragraph,
            "topic": question.topic.value,
            "fields": sorted(field.value for field in question.fields),
            "difficulty": str(int(question.difficulty)),
            "parts": [_part(part, question.citation) for part in question.body.parts],
            "media": [
                {"digest": one.digest, "kind": one.kind, "description": one.description}
                for one in question.body.media
            ],
        }
        form = cls._of(question.type, versions, given)
        del form.pool
        return form

    @classmethod
    def _of(
        cls, kind: QuestionType, versions: list[tuple[UUID, str]], given: dict[str, Any]
    ) -> Any:
        form = cls(data=given)
        form.kind = kind
        form.law_version.choices = offered([UNCHOSEN, *versions])
        return form

    def wording(
        self, code: str, *, law: str, adopted_on: date, number: int, before: Question | None
    ) -> Question:
        """Return the wording typed, as revision ``number``."""
        bare = Question(
            id=code,
            type=self.kind,
            stem=tidy(self.stem.data),
            options=(),
            key=frozenset(),
            citation=Citation(law, adopted_on, self.article.data or 0, self.paragraph.data),
            explanation=tidy(self.explanation.data),
            evidence=tidy(self.evidence.data),
            topic=Topic(self.topic.data),
            fields=frozenset(Field(field) for field in self.fields.data or ()),
            difficulty=Difficulty(int(self.difficulty.data)),
            body=Body(media=tuple(entry.form.medium() for entry in self.media)),
        )
        if self.kind is QuestionType.CASE:
            return with_parts(bare, self._parts(bare, number, before))
        return fold(bare, self.sheet(), seed=f"{code}:{number}", before=before)

    def _parts(self, whole: Question, number: int, before: Question | None) -> list[Part]:
        old = [part.question for part in before.body.parts] if before else []
        return [
            entry.form.part(whole, place, number, old[place - 1] if place <= len(old) else None)
            for place, entry in enumerate(self.parts, 1)
        ]

    def change_rows(self, action: str) -> bool:
        """Add or remove the row that a button names; tell whether it only changes the form."""
        verb, _, name = action.partition(":")
        if verb not in (ADD, REMOVE, RESHAPE):
            return False
        for rows in _lists(self):
            if verb == ADD and rows.name == name and len(rows) < rows.max_entries:
                rows.append_entry(_new_entry(rows.short_name))
            elif verb == REMOVE:
                rows.entries = [entry for entry in rows.entries if entry.name != name]
        return True

    def add_medium(self, medium: Medium) -> None:
        """Put an uploaded picture or film into the question."""
        given = {"digest": medium.digest, "kind": medium.kind, "description": medium.description}
        self.media.append_entry(given)

    def place_problems(self, found: list[str]) -> None:
        """Show each thing the bank finds wrong at the field it speaks of."""
        for sentence in found:
            place(self, sentence)

    def faults(self) -> list[tuple[str, str, str]]:
        """List all that is wrong as (id of the field, its name, sentence), in order."""
        return [*list_faults(self), *(("", "", error) for error in self.form_errors)]


def _lists(form: Any) -> list[FieldList]:
    own = [field for field in form if isinstance(field, FieldList)]
    inner = [entry.form for field in own for entry in field]
    return own + [found for each in inner for found in _lists(each)]


def _new_entry(name: str) -> dict[str, Any]:
    if name != "parts":
        return {}
    first = QuestionType.SINGLE
    return {"type": first.value, "rows": [{}] * _first_rows(first)}


def _first_rows(kind: QuestionType) -> int:
    return SHAPES[kind].rows if kind in SHAPES else 0


def _asking(question: Question) -> dict[str, Any]:
    sheet = unfold(question)
    return {
        "stem": question.stem,
        "explanation": question.explanation,
        "evidence": question.evidence,
        "truth": sheet.truth,
        "rows": [
            {
                "text": row.text,
                "other": row.other,
                "points": row.points or None,
                "is_right": row.is_right,
            }
            for row in sheet.rows
        ],
    }


def _part(part: Part, whole: Citation) -> dict[str, Any]:
    cited = part.question.citation
    is_own = (cited.article, cited.paragraph) != (whole.article, whole.paragraph)
    return _asking(part.question) | {
        "type": part.question.type.value,
        "points": part.points,
        "article": cited.article if is_own else None,
        "paragraph": cited.paragraph if is_own else None,
    }
