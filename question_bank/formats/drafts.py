"""What every reader of foreign files hands over (导入草稿): drafts of questions, and faults."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from question_bank.questions import BLANK_MARK, FALSE, LETTERS, TRUE, QuestionType
from question_bank.well_formed import (
    FEWEST_MULTIPLE_KEYS,
    FEWEST_OPTIONS,
    FEWEST_PARTS,
    FEWEST_STEPS,
    LONGEST_BLANK,
    MOST_OPTIONS,
    MOST_STEPS,
)

SHOWN = 60
"""How much of a value a fault repeats."""
Told = tuple[str, str, str]
"""Which column, what stands there, and what is wrong with it."""


@dataclass(frozen=True)
class Draft:
    """Hold a question as a file tells it, before anyone has reviewed it (试题草稿).

    Key: letters of choices; 正确 or 错误 of a judgement; for each blank its accepted answers joined
    by ``;``; the right-hand texts beside the options of a matching question. An ordering has its
    steps as options, in the right order. A document with errors has the letters of its wrong
    passages as key and what each ought to read in ``extras``.
    """

    place: str
    """Where in the file: 第 7 行, 第 3 题, or the item's own id."""
    type: QuestionType | None
    stem: str
    options: tuple[str, ...]
    key: tuple[str, ...]
    analysis: str = ""
    extras: tuple[str, ...] = ()
    """Right-hand sides that match nothing; corrections of a document."""
    guide: tuple[tuple[int, str], ...] = ()
    parts: tuple["Draft", ...] = ()
    law: str = ""
    article: str = ""
    topic: str = ""
    fields: tuple[str, ...] = ()
    difficulty: str = ""
    code: str = ""
    media: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    """What was lost or guessed, in Chinese."""
    evidence: str = ""
    points: int = 0
    """What a part of a case set is worth; 0 where the file does not say."""


@dataclass(frozen=True)
class Fault:
    """Say what cannot be read at one place of a file, and what to do about it."""

    row: int | None
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """Hold all that a file says: every row of it is a draft, a fault, or skipped by name."""

    format: str
    drafts: tuple[Draft, ...]
    faults: tuple[Fault, ...]
    skipped: tuple[Fault, ...] = ()
    """Titles, headings and notes that are no question."""


def as_plain(reading: Reading) -> dict[str, Any]:
    """Return a reading as JSON may hold it."""
    return {
        "format": reading.format,
        "items": [asdict(draft) for draft in reading.drafts],
        "errors": [asdict(fault) for fault in reading.faults],
        "skipped": [asdict(fault) for fault in reading.skipped],
    }


def judge(draft: Draft) -> list[str]:
    """List in Chinese what keeps a draft from being a question of the bank."""
    return [reason for _column, _value, reason in told_faults(draft)]


def told_faults(draft: Draft) -> Iterator[Told]:
    """Yield what is wrong with a draft, with the column it concerns."""
    if not draft.stem.strip():
        yield "题干", "", "题干为空，请填写题干。"
    if draft.type is None:
        yield "题型", "", "没有写明题型，也无法从答案判断，请填写题型。"
    else:
        yield from _JUDGES[draft.type](draft)


def _choice(draft: Draft) -> Iterator[Told]:
    yield from _list_faults(draft.options, "选项", FEWEST_OPTIONS, MOST_OPTIONS)
    yield from _key_letters(draft)
    if draft.type is QuestionType.EVIDENCE and not draft.media:
        yield "图像", "", "图像取证题没有图片或视频，请上传后选用。"


def _key_letters(draft: Draft) -> Iterator[Told]:
    value = "".join(draft.key)[:SHOWN]
    offered = LETTERS[: len(draft.options)]
    beyond = [letter for letter in draft.key if letter not in offered or len(letter) != 1]
    if not draft.key:
        yield "答案", "", "没有答案，请填写答案。"
    elif beyond:
        yield (
            "答案",
            value,
            _beyond("、".join(beyond)[:SHOWN]),
        )
    elif len(set(draft.key)) != len(draft.key):
        yield "答案", value, f"答案“{value}”有重复的字母，请核对。"
    elif draft.type is QuestionType.SINGLE and len(draft.key) > 1:
        yield "答案", value, f"单选题有 {len(draft.key)} 个答案，请改为一个，或将题型改为多选题。"
    elif draft.type is QuestionType.MULTIPLE and len(draft.key) < FEWEST_MULTIPLE_KEYS:
        yield "答案", value, "多选题只有一个答案，请补齐答案，或将题型改为单选题。"


def _beyond(letters: str) -> str:
    return f"答案“{letters}”不在选项之中，请核对答案或补齐选项。"


def _list_faults(texts: tuple[str, ...], name: str, fewest: int, most: int) -> Iterator[Told]:
    if len(texts) < fewest:
        yield name, "", f"{name}只有 {len(texts)} 项，至少要有 {fewest} 项，请补充。"
    if len(texts) > most:
        yield name, "", f"{name}有 {len(texts)} 项，超过 {most} 项，请精简。"
    for place, text in enumerate(texts):
        if not text.strip():
            named = LETTERS[place] if place < len(LETTERS) else str(place + 1)
            yield name, "", f"{name} {named} 内容为空，请补全，或将后面的内容前移。"
    for text, count in Counter("".join(text.split()) for text in texts).items():
        if text and count > 1:
            yield name, text[:SHOWN], f"{name}“{text[:SHOWN]}”出现 {count} 次，请修改其中一个。"


def _judgement(draft: Draft) -> Iterator[Told]:
    if not draft.key:
        yield "答案", "", "没有答案，请填写“正确”或“错误”。"
    elif len(draft.key) != 1 or draft.key[0] not in (TRUE, FALSE):
        value = "".join(draft.key)[:SHOWN]
        yield "答案", value, f"判断题的答案“{value}”无法识别，请填写“正确”或“错误”。"


def _blanks(draft: Draft) -> Iterator[Told]:
    marked = draft.stem.count(BLANK_MARK)
    if not draft.key:
        yield "答案", "", "没有答案，请填写；多个空用“|”隔开，一个空的多个答案用“;”隔开。"
    elif marked != len(draft.key):
        reason = (
            f"题干有 {marked} 个空，答案给了 {len(draft.key)} 个，"
            "请核对；空写作“____”，多个空的答案用“|”隔开。"
        )
        yield "答案", "|".join(draft.key)[:SHOWN], reason
    for place, words in enumerate(draft.key, 1):
        if not words.strip("; "):
            yield "答案", "", f"第 {place} 空没有答案，请填写。"
        if any(len(one) > LONGEST_BLANK for one in words.split(";")):
            yield (
                "答案", words[:SHOWN],
                f"第 {place} 空的答案超过 {LONGEST_BLANK} 字，请改为简答题。",
            )  # fmt: skip


def _ordering(draft: Draft) -> Iterator[Told]:
    yield from _list_faults(draft.options, "步骤", FEWEST_STEPS + 1, MOST_STEPS)


def _matching(draft: Draft) -> Iterator[Told]:
    yield from _list_faults(draft.options, "左栏", FEWEST_OPTIONS, MOST_STEPS)
    yield from _list_faults((*draft.key, *draft.extras), "右栏", FEWEST_OPTIONS, MOST_STEPS)
    if len(draft.key) != len(draft.options):
        yield (
            "答案", "|".join(draft.key)[:SHOWN],
            f"左栏 {len(draft.options)} 项，右栏配对 {len(draft.key)} 项，请逐项对应，用“|”隔开。",
        )  # fmt: skip


def _short_answer(draft: Draft) -> Iterator[Told]:
    if not draft.guide:
        yield "评分要点", "", "没有参考答案或评分要点，请逐条写明。"
    for place, (points, text) in enumerate(draft.guide, 1):
        if points < 1 or not text.strip():
            yield "评分要点", text[:SHOWN], f"第 {place} 条评分要点须有内容和正整数分数，请补全。"


def _document(draft: Draft) -> Iterator[Told]:
    yield from _list_faults(draft.options, "段落", FEWEST_OPTIONS, MOST_OPTIONS)
    yield from _key_letters(draft)
    if draft.key and len(draft.key) == len(draft.options):
        yield "答案", "".join(draft.key), "文书的每一段都标为错误，请保留正确的段落。"
    if len(draft.extras) != len(draft.key) or not all(text.strip() for text in draft.extras):
        yield "更正", "", "须为每个错误段落写明更正，依次用“|”隔开。"


def _case(draft: Draft) -> Iterator[Told]:
    if len(draft.parts) < FEWEST_PARTS:
        found = len(draft.parts)
        yield "小题", "", f"案例题组只有 {found} 道小题，至少要有 {FEWEST_PARTS} 道，请补充。"
    for place, part in enumerate(draft.parts, 1):
        if part.type in (QuestionType.CASE, QuestionType.EVIDENCE):
            yield (
                "题型",
                part.type.label,
                _unfit(place, part.type),
            )
            continue
        for column, value, reason in told_faults(part):
            yield column, value, f"第 {place} 小题：{reason}"


def _unfit(place: int, kind: QuestionType) -> str:
    return f"第 {place} 小题不能是{kind.label}，请改用其他题型。"


_JUDGES: dict[QuestionType, Callable[[Draft], Iterator[Told]]] = {
    QuestionType.SINGLE: _choice,
    QuestionType.MULTIPLE: _choice,
    QuestionType.INDEFINITE: _choice,
    QuestionType.EVIDENCE: _choice,
    QuestionType.TRUE_FALSE: _judgement,
    QuestionType.FILL_IN: _blanks,
    QuestionType.ORDERING: _ordering,
    QuestionType.MATCHING: _matching,
    QuestionType.SHORT_ANSWER: _short_answer,
    QuestionType.DOCUMENT_ERROR: _document,
    QuestionType.CASE: _case,
}
