"""Rows under a heading, as raw questions (按行成题): a row each, or a row for each option."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from question_bank.formats.drafts import SHOWN, Fault
from question_bank.formats.grids import DAY, MOMENT, NUMBER, WRONG, Grid, kind_of, said
from question_bank.formats.headings import (
    CATEGORY,
    IS_RIGHT,
    KEY,
    MATERIAL,
    OPTIONS,
    PART,
    RIGHT_COLUMN,
    SEVERAL,
    STEM,
    TYPE,
    WRONG_COLUMN,
    Heading,
    is_heading_again,
)
from question_bank.formats.option_cells import options_in
from question_bank.formats.shaping import Raw
from question_bank.formats.vocabulary import (
    Hint,
    has_markup,
    judgement_named,
    section_type,
    type_named,
    without_markup,
)
from question_bank.questions import FALSE, LETTERS, TRUE, QuestionType

_PLACES = {
    TYPE: "type_words",
    STEM: "stem",
    KEY: "key",
    "解析": "analysis",
    "难度": "difficulty",
    "知识点": "topic",
    "门类": "fields",
    "依据法规": "law",
    "条款": "article",
    "依据原文": "evidence",
    "编号": "code",
    "评分要点": "guide",
    "干扰项": "extras",
    "更正": "corrections",
    "分值": "points",
    "图像": "media",
}
_UNFOLDED = frozenset([TYPE, "知识点", "门类", "依据法规", "难度", MATERIAL, CATEGORY])
"""A cell merged downwards speaks for every row beside it, in these columns."""
_MERGED_NOTE = 3
"""A row merged over so many columns is a title or a note."""


@dataclass(slots=True)
class Rows:
    """Turn the rows of one sheet into raw questions, naming every row that is none."""

    grid: Grid
    heading: Heading
    is_named: bool
    """Whether places must name the sheet."""
    hint: Hint = None
    skipped: list[Fault] = field(default_factory=list)

    def raws(self) -> list[Raw]:
        """Return the questions of the sheet, parts under their case."""
        self.hint = type_named(self.grid.name)
        raws = self._by_option() if self._is_by_option else self._by_row()
        return _with_parts(raws)

    @property
    def _is_by_option(self) -> bool:
        return {IS_RIGHT, OPTIONS} <= self.heading.columns.keys()

    def _numbers(self) -> Iterator[int]:
        """Yield the rows that hold questions; name the others."""
        for number in sorted(self.grid.rows):
            texts = [said(cell) for cell in self.grid.rows[number]]
            filled = [text for text in texts if text]
            if not filled:
                continue
            reason = self._why_skipped(number, texts, filled)
            if reason:
                self.skipped.append(Fault(number, "", filled[0][:SHOWN], reason))
            else:
                yield number

    def _why_skipped(self, number: int, texts: list[str], filled: list[str]) -> str:
        if number == self.heading.row:
            return "表头。"
        if number < self.heading.row:
            return "表头之前的标题或说明，未作为试题。"
        if is_heading_again(texts, self.heading):
            return "重复的表头，未作为试题。"
        if len(filled) > 1:
            return ""
        if section := section_type(filled[0]):
            self.hint = section
            return "题型标题，以下各行按此题型读取。"
        is_note = self.grid.widths.get(number, 1) >= _MERGED_NOTE
        return "合并的说明行，未作为试题。" if is_note else ""

    def _by_row(self) -> list[tuple[str, str, Raw]]:
        return [self._row(number) for number in self._numbers()]

    def _row(self, number: int) -> tuple[str, str, Raw]:
        raw = self._raw(number)
        count = max(self.heading.options, default=-1) + 1
        options = [""] * count
        for place, column in self.heading.options.items():
            options[place] = self._cell(raw, f"选项{LETTERS[place]}", number, column)
        while options and not options[-1]:
            options.pop()
        raw.options = options
        if OPTIONS in self.heading.columns:
            listed = options_in(self._of(raw, OPTIONS, number))
            raw.options = listed + raw.options if listed else raw.options
        self._judgement_columns(raw, number)
        self._note_unread(raw, number)
        return self._of(raw, PART, number), self._of(raw, MATERIAL, number), raw

    def _judgement_columns(self, raw: Raw, number: int) -> None:
        """Read a pair of columns 对 and 错: what they say, or which of them is marked."""
        columns = self.heading.columns
        if not {RIGHT_COLUMN, WRONG_COLUMN} <= columns.keys() or any(raw.options):
            return
        right, wrong = (self._of(raw, role, number) for role in (RIGHT_COLUMN, WRONG_COLUMN))
        pair = [TRUE, FALSE] if columns[RIGHT_COLUMN] < columns[WRONG_COLUMN] else [FALSE, TRUE]
        raw.options = pair
        if not raw.key and bool(right) != bool(wrong):
            raw.key = TRUE if right else FALSE

    def _by_option(self) -> list[tuple[str, str, Raw]]:
        raws: list[tuple[str, str, Raw]] = []
        for number in self._numbers():
            stem = said(self.grid.at(number, self.heading.columns[STEM]))
            if not raws or (stem and stem != raws[-1][2].stem):
                raw = self._raw(number)
                raw.options, raw.key = [], ""
                self._note_unread(raw, number)
                raws.append((self._of(raw, PART, number), self._of(raw, MATERIAL, number), raw))
            self._add_option(raws[-1][2], number)
        return raws

    def _add_option(self, raw: Raw, number: int) -> None:
        text = self._of(raw, OPTIONS, number)
        right = self._of(raw, IS_RIGHT, number)
        raw.options.append(text)
        if right and judgement_named(right) is None:
            raw.refuse(
                "是否正确项", right, f"第 {number} 行的“{right[:SHOWN]}”无法识别，请填“是”或“否”。"
            )
        if judgement_named(right) == TRUE and len(raw.options) <= len(LETTERS):
            raw.key += LETTERS[len(raw.options) - 1]
        analysis = self._of(raw, "解析", number)
        if analysis and analysis not in raw.analysis:
            raw.analysis = f"{raw.analysis}\n{analysis}".strip()

    def _raw(self, number: int) -> Raw:
        place = f"第 {number} 行"
        raw = Raw(f"“{self.grid.name}”{place}" if self.is_named else place, number, hint=self.hint)
        for role, name in _PLACES.items():
            if role in self.heading.columns:
                setattr(raw, name, self._of(raw, role, number))
        self._settle_type(raw, number)
        return raw

    def _settle_type(self, raw: Raw, number: int) -> None:
        several = judgement_named(self._of(raw, SEVERAL, number))
        if several and not raw.type_words:
            raw.hint = QuestionType.MULTIPLE if several == TRUE else QuestionType.SINGLE
        category = self._of(raw, CATEGORY, number)
        if category and not raw.type_words and type_named(category):
            raw.type_words = category
        elif category and not raw.topic:
            raw.topic = category

    def _of(self, raw: Raw, role: str, number: int) -> str:
        column = self.heading.columns.get(role)
        return "" if column is None else self._cell(raw, role, number, column)

    def _cell(self, raw: Raw, role: str, number: int, column: int) -> str:
        cell = (
            self.grid.unfolded(number, column)
            if role in _UNFOLDED
            else self.grid.at(number, column)
        )
        text, kind = said(cell), kind_of(cell)
        if kind == WRONG:
            raw.refuse(role, text, f"单元格是错误值（{text[:SHOWN]}），请改为直接填写的文字。")
            return ""
        if kind in (DAY, MOMENT):
            raw.warnings.append(f"“{role}”是日期单元格，已读作“{text}”，请核对。")
        if kind == NUMBER and "E" in text:
            raw.refuse(role, text, f"数字 {text} 已丢失精度，请将该列设为文本后重新填写。")
        if has_markup(text):
            text, pictures = without_markup(text)
            if pictures:
                raw.warnings.append(f"“{role}”中有 {pictures} 张图片未导入。")
        return text

    def _note_unread(self, raw: Raw, number: int) -> None:
        lost = [
            f"{label.replace(chr(10), '')}（{text[:SHOWN]}）"
            for column, label in self.heading.unread().items()
            if (text := said(self.grid.at(number, column)))
        ]
        beyond = [
            said(cell)[:SHOWN]
            for cell in self.grid.rows[number][len(self.heading.labels) :]
            if said(cell)
        ]
        if lost:
            raw.warnings.append(f"未导入的列：{'、'.join(lost)}。")
        if beyond:
            raw.warnings.append(f"表头之外还有内容未导入：{'、'.join(beyond)}。")


def _with_parts(rows: list[tuple[str, str, Raw]]) -> list[Raw]:
    """Put parts under the case above them; rows that share a material become one case."""
    raws: list[Raw] = []
    material = ""
    for part, shared, raw in rows:
        if shared and shared != material:
            case = Raw(raw.place, raw.row, QuestionType.CASE.label, stem=shared, topic=raw.topic)
            case.law, case.article, case.difficulty = raw.law, raw.article, raw.difficulty
            case.parts.append(raw)
            raws.append(case)
        elif shared or (part and raws and _is_case(raws[-1])):
            raws[-1].parts.append(raw)
        else:
            raws.append(raw)
        material = shared
    return raws


def _is_case(raw: Raw) -> bool:
    return type_named(raw.type_words) is QuestionType.CASE or bool(raw.parts)
