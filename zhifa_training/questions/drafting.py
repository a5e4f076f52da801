"""Between the rows of a form and a question (命题表): what an author types, for every type."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from question_bank.questions import (
    FALSE,
    TRUE,
    Blank,
    Body,
    Correction,
    GuidePoint,
    Part,
    Question,
    QuestionType,
    keyed,
    option_id,
    options_of,
    true_false_options,
)

BETWEEN_ANSWERS = re.compile(r"[|｜]")
JOINED = "｜"


@dataclass(frozen=True)
class Row:
    """Hold one row of the form (一行): an option, a step, a pair, a blank, a point or a passage."""

    text: str = ""
    other: str = ""
    points: int = 0
    is_right: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was typed; such rows are passed over."""
        return not (self.text or self.other or self.points or self.is_right)


@dataclass(frozen=True)
class Sheet:
    """Hold all that is answered with in a question or part (作答设置)."""

    rows: tuple[Row, ...] = ()
    truth: str = ""
    """正确 or 错误 of a statement."""


@dataclass(frozen=True)
class Shape:
    """Say which columns the rows of a type have, and what they are called (题型栏目)."""

    title: str
    columns: tuple[tuple[str, str], ...]
    hint: str
    rows: int
    """How many rows a new question begins with."""


_OPTIONS = Shape(
    "选项",
    (("text", "选项"), ("is_right", "正确")),
    "不写字母；勾选正确的选项。考生看到的顺序会打乱。",
    4,
)
SHAPES: dict[QuestionType, Shape] = {
    QuestionType.SINGLE: _OPTIONS,
    QuestionType.MULTIPLE: _OPTIONS,
    QuestionType.INDEFINITE: _OPTIONS,
    QuestionType.EVIDENCE: _OPTIONS,
    QuestionType.FILL_IN: Shape(
        "各空的答案",
        (("text", "答案"),),
        "题干中每个空写成四条下划线“____”，按先后每空一行；一空有几种答案的用“｜”隔开，首选写在前。",
        2,
    ),
    QuestionType.ORDERING: Shape(
        "步骤", (("text", "步骤"),), "按正确的次序填写；考生看到的次序会打乱。", 4
    ),
    QuestionType.MATCHING: Shape(
        "配对",
        (("text", "左栏"), ("other", "右栏")),
        "每行一对；只填右栏的是干扰项，会与其他右栏一起打乱。",
        4,
    ),
    QuestionType.SHORT_ANSWER: Shape(
        "评分要点", (("text", "要点"), ("points", "分数")), "由阅卷员按要点给分。", 3
    ),
    QuestionType.DOCUMENT_ERROR: Shape(
        "文书段落",
        (("text", "段落"), ("other", "更正")),
        "按文书顺序填写；有错误的段落写明更正，正确的段落更正留空。",
        4,
    ),
}
PART_TYPES = tuple(
    kind for kind in QuestionType if kind not in (QuestionType.CASE, QuestionType.EVIDENCE)
)


def unfold(question: Question) -> Sheet:
    """Return the rows that say what a question is answered with."""
    read = _READERS.get(question.type)
    if question.type is QuestionType.TRUE_FALSE:
        return Sheet(truth=question.key_texts[0] if question.key else "")
    return Sheet(tuple(read(question))) if read else Sheet()


def fold(bare: Question, sheet: Sheet, *, seed: str, before: Question | None = None) -> Question:
    """Return the question with what its rows say; what did not change keeps its ids."""
    rows = [row for row in sheet.rows if not row.is_empty]
    tidy = Sheet(tuple(rows), sheet.truth)
    if before is not None and before.type is bare.type and unfold(before) == tidy:
        body = replace(before.body, media=bare.body.media, parts=bare.body.parts)
        return keyed(replace(bare, options=before.options, key=before.key, body=body))
    write = _WRITERS.get(bare.type)
    if bare.type is QuestionType.TRUE_FALSE:
        return _judged(bare, sheet.truth, seed)
    return keyed(write(bare, rows, seed) if write else bare)


def with_parts(whole: Question, parts: list[Part]) -> Question:
    """Return a case set with its parts and the key they give."""
    return keyed(replace(whole, body=replace(whole.body, parts=tuple(parts))))


def _judged(bare: Question, truth: str, seed: str) -> Question:
    options = true_false_options(seed)
    place = {TRUE: 0, FALSE: 1}.get(truth)
    key = frozenset() if place is None else frozenset([options[place].id])
    return replace(bare, options=options, key=key)


def _options(bare: Question, rows: list[Row], seed: str) -> Question:
    options = options_of(seed, [row.text for row in rows])
    pairs = zip(options, rows, strict=True)
    key = frozenset(option.id for option, row in pairs if row.is_right)
    return replace(bare, options=options, key=key)


def _blanks(bare: Question, rows: list[Row], seed: str) -> Question:
    blanks = tuple(
        Blank(option_id(seed, place), _answers(row.text)) for place, row in enumerate(rows)
    )
    return replace(bare, body=Body(blanks=blanks))


def _answers(text: str) -> tuple[str, ...]:
    given = (answer.strip() for answer in BETWEEN_ANSWERS.split(text))
    return tuple(dict.fromkeys(answer for answer in given if answer))


def _steps(bare: Question, rows: list[Row], seed: str) -> Question:
    return replace(bare, options=options_of(seed, [row.text for row in rows]))


def _pairs(bare: Question, rows: list[Row], seed: str) -> Question:
    paired = [row for row in rows if row.text]
    others = [row.other for row in rows if not row.text]
    lefts = options_of(seed, [row.text for row in paired])
    rights = [row.other for row in paired] + others
    return replace(
        bare, options=lefts, body=Body(targets=options_of(seed, rights, start=len(lefts)))
    )


def _guided(bare: Question, rows: list[Row], seed: str) -> Question:
    guide = tuple(GuidePoint(row.points, row.text) for row in rows)
    return replace(bare, body=Body(entry=option_id(seed, 0), guide=guide))


def _passages(bare: Question, rows: list[Row], seed: str) -> Question:
    options = options_of(seed, [row.text for row in rows])
    pairs = zip(options, rows, strict=True)
    corrections = tuple(Correction(option.id, row.other) for option, row in pairs if row.other)
    return replace(bare, options=options, body=Body(corrections=corrections))


def _option_rows(question: Question) -> list[Row]:
    return [Row(option.text, is_right=option.id in question.key) for option in question.options]


def _blank_rows(question: Question) -> list[Row]:
    return [Row(JOINED.join(blank.accepted)) for blank in question.body.blanks]


def _step_rows(question: Question) -> list[Row]:
    texts = {option.id: option.text for option in question.options}
    placed = sorted((int(token.partition(".")[0]), token) for token in question.key)
    return [Row(texts.get(token.partition(".")[2], "")) for _, token in placed]


def _pair_rows(question: Question) -> list[Row]:
    """List the pairs, then the right-hand sides that only distract."""
    targets = {target.id: target.text for target in question.body.targets}
    right = dict(token.split(".", 1) for token in question.key)
    paired = [Row(left.text, targets.get(right.get(left.id, ""), "")) for left in question.options]
    loose = [Row(other=text) for id, text in targets.items() if id not in right.values()]
    return paired + loose


def _guide_rows(question: Question) -> list[Row]:
    return [Row(point.text, points=point.points) for point in question.body.guide]


def _passage_rows(question: Question) -> list[Row]:
    right = {correction.id: correction.text for correction in question.body.corrections}
    return [Row(option.text, right.get(option.id, "")) for option in question.options]


_READERS: dict[QuestionType, Callable[[Question], list[Row]]] = {
    QuestionType.SINGLE: _option_rows,
    QuestionType.MULTIPLE: _option_rows,
    QuestionType.INDEFINITE: _option_rows,
    QuestionType.EVIDENCE: _option_rows,
    QuestionType.FILL_IN: _blank_rows,
    QuestionType.ORDERING: _step_rows,
    QuestionType.MATCHING: _pair_rows,
    QuestionType.SHORT_ANSWER: _guide_rows,
    QuestionType.DOCUMENT_ERROR: _passage_rows,
}
_WRITERS: dict[QuestionType, Callable[[Question, list[Row], str], Question]] = {
    QuestionType.SINGLE: _options,
    QuestionType.MULTIPLE: _options,
    QuestionType.INDEFINITE: _options,
    QuestionType.EVIDENCE: _options,
    QuestionType.FILL_IN: _blanks,
    QuestionType.ORDERING: _steps,
    QuestionType.MATCHING: _pairs,
    QuestionType.SHORT_ANSWER: _guided,
    QuestionType.DOCUMENT_ERROR: _passages,
}
