"""The form of a question, whatever its type (命题表). It checks shape; the bank checks sense."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from question_bank.questions import (
    FALSE,
    TRUE,
    Body,
    Citation,
    Medium,
    Part,
    Question,
    QuestionType,
)
from question_bank.syllabus import Difficulty, Field, Topic
from zhifa_training.core.forms import ChineseForm, ChinesePart, choices, offered, text_field
from zhifa_training.questions.drafting import (
    PART_TYPES,
    SHAPES,
    Row,
    Sheet,
    fold,
    unfold,
    with_parts,
)
from zhifa_training.questions.rules import Pool

LONGEST_TEXT = 2000
LONGEST_LINE = 400
HIGHEST_ARTICLE = 2000
MOST_ROWS = 30
MOST_PARTS = 12
MOST_MEDIA = 6
UNCHOSEN = ("", "请选择")
ADD, REMOVE, RESHAPE = "add", "remove", "reshape"
CHECK, SAVE, UPLOAD = "check", "save", "upload"
"""What the buttons of the form do."""
FIRST_PARTS = 2
_OF_PART = re.compile(r"第 (\d+) 小题：(.+)", re.DOTALL)
_PLACES = (
    ("题干", "stem"),
    ("解析", "explanation"),
    ("依据的条号", "article"),
    ("依据的款号", "paragraph"),
    ("未选择适用门类", "fields"),
    ("图像取证题没有图片", "media"),
    ("案例题组", "parts"),
)
"""Where a sentence of the bank belongs; all others speak of the rows."""


_LINE = Length(max=LONGEST_LINE, message=f"不超过 {LONGEST_LINE} 个字")


def _paragraph() -> IntegerField:
    limits = [Optional(), NumberRange(1, 99, "款号须在 1 至 99 之间")]
    return IntegerField("款", validators=limits)


def _long(label: str, said: str, **options: Any) -> TextAreaField:
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


class _Asking:
    """What a question and a part of a case set are both made of."""

    stem = _long("题干", "请填写题干")
    explanation = _long("解析", "请用自己的话说明依据", description="用自己的话写，不照抄条文。")
    evidence = _long("依据原文", "请摘录条文中的依据", description="逐字摘录能确定答案的文字。")
    truth = RadioField(
        "答案", choices=offered([(TRUE, TRUE), (FALSE, FALSE)]), default="", validate_choice=False
    )
    rows = FieldList(FormField(RowForm), max_entries=MOST_ROWS)

    def sheet(self) -> Sheet:
        """Return the rows typed."""
        rows = tuple(entry.form.row() for entry in self.rows)
        return Sheet(rows, self.truth.data or "")


class PartForm(ChinesePart, _Asking):
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
    paragraph = _paragraph()

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
            stem=_tidy(self.stem.data),
            citation=citation,
            explanation=_tidy(self.explanation.data),
            evidence=_tidy(self.evidence.data),
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
        return Medium(self.digest.data or "", kind, _tidy(self.description.data))


class WordingForm(ChineseForm, _Asking):
    """A question of any type (试题)."""

    law_version = SelectField("法规与版本", validators=[InputRequired("请选择法规与版本")])
    article = IntegerField(
        "条",
        validators=[
            InputRequired("条号须为整数"),
            NumberRange(1, HIGHEST_ARTICLE, f"条号须在 1 至 {HIGHEST_ARTICLE} 之间"),
        ],
    )
    paragraph = _paragraph()
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
            stem=_tidy(self.stem.data),
            options=(),
            key=frozenset(),
            citation=Citation(law, adopted_on, self.article.data or 0, self.paragraph.data),
            explanation=_tidy(self.explanation.data),
            evidence=_tidy(self.evidence.data),
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
            _place(self, sentence)

    def faults(self) -> list[tuple[str, str, str]]:
        """List all that is wrong as (id of the field, its name, sentence), in order."""
        return [*_faults(self, ""), *(("", "", error) for error in self.form_errors)]


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


def _place(form: Any, sentence: str) -> None:
    if found := _OF_PART.fullmatch(sentence):
        place, rest = int(found[1]), found[2]
        if place <= len(form.parts) and not rest.startswith("的"):
            return _place(form.parts[place - 1].form, rest)
    name = next((name for start, name in _PLACES if sentence.startswith(start)), "rows")
    field = getattr(form, name, None) or form.stem
    if name == "rows" and not len(form.rows):
        field = form.parts if getattr(form, "parts", None) else form.truth
    said = [one for one in field.errors if isinstance(one, str)]
    if not field.errors or (isinstance(field, FieldList) and sentence not in said):
        field.errors = [*said, sentence]
    return None


def _faults(form: Any, where: str) -> Iterator[tuple[str, str, str]]:
    for field in form:
        if not isinstance(field, FieldList):
            label = f"{where}{field.label.text}"
            yield from ((field.id, label, str(error)) for error in field.errors)
            continue
        yield from ((field.id, where.rstrip(), e) for e in field.errors if isinstance(e, str))
        for place, entry in enumerate(field, 1):
            yield from _faults(entry.form, f"{where}{_COUNTED[field.short_name].format(place)}")


_COUNTED = {"rows": "第 {} 行 ", "parts": "第 {} 小题 ", "media": "第 {} 幅图像 "}


def _tidy(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
