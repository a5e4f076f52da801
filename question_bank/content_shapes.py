"""Read what each type of question has of its own from the shipped bank's TOML (题型读取)."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from question_bank.content_fields import (
    FaultError,
    Row,
    choice,
    get,
    refuse_unknown,
    tables,
    text,
    texts,
)
from question_bank.questions import (
    LETTERS,
    Blank,
    Body,
    Citation,
    Correction,
    GuidePoint,
    Medium,
    Option,
    Part,
    Question,
    QuestionType,
    keyed,
    option_id,
    options_of,
    true_false_options,
)

MEDIA = Path(__file__).parent / "content" / "media"
KINDS = {".png": "image", ".jpg": "image", ".webp": "image", ".mp4": "video", ".webm": "video"}
_CHOICE = frozenset(["options", "key"])
OWN_KEYS: dict[QuestionType, frozenset[str]] = {
    QuestionType.SINGLE: _CHOICE,
    QuestionType.MULTIPLE: _CHOICE,
    QuestionType.INDEFINITE: _CHOICE,
    QuestionType.TRUE_FALSE: _CHOICE,
    QuestionType.FILL_IN: frozenset(["blanks"]),
    QuestionType.ORDERING: frozenset(["steps"]),
    QuestionType.MATCHING: frozenset(["pairs", "distractors"]),
    QuestionType.SHORT_ANSWER: frozenset(["guide"]),
    QuestionType.DOCUMENT_ERROR: frozenset(["passages", "errors"]),
    QuestionType.EVIDENCE: _CHOICE | {"media"},
    QuestionType.CASE: frozenset(["parts"]),
}
_PART_KEYS = frozenset(
    ["type", "points", "article", "paragraph", "stem", "evidence", "explanation"]
)


def complete(bare: Question, row: Row) -> Question:
    """Return the question with the options, key and body its row gives."""
    return keyed(_READERS[bare.type](bare, row))


def _choices(bare: Question, row: Row) -> Question:
    options = options_of(bare.id, texts(row, "options"))
    return replace(bare, options=options, key=_lettered(text(row, "key"), options))


def _lettered(letters: str, options: tuple[Option, ...]) -> frozenset[str]:
    offered = LETTERS[: len(options)]
    if any(letter not in offered for letter in letters):
        raise FaultError(f"答案“{letters}”超出选项范围，只能用 {offered} 中的大写字母。")
    if len(set(letters)) != len(letters):
        raise FaultError(f"答案“{letters}”有重复字母。")
    return frozenset(options[LETTERS.index(letter)].id for letter in letters)


def _judged(bare: Question, row: Row) -> Question:
    if "options" in row:
        raise FaultError("判断题不写“options”，选项固定为正确、错误。")
    options = true_false_options(bare.id)
    right = options[0 if get(row, "key", bool) else 1].id
    return replace(bare, options=options, key=frozenset([right]))


def _blanks(bare: Question, row: Row) -> Question:
    rows = get(row, "blanks", list)
    if not all(isinstance(one, list) and all(isinstance(w, str) for w in one) for one in rows):
        raise FaultError('“blanks”须为每空一个数组，如 [["二百元", "200元"], ["三千元"]]。')
    blanks = tuple(Blank(option_id(bare.id, place), tuple(one)) for place, one in enumerate(rows))
    return replace(bare, body=Body(blanks=blanks))


def _steps(bare: Question, row: Row) -> Question:
    return replace(bare, options=options_of(bare.id, texts(row, "steps")))


def _pairs(bare: Question, row: Row) -> Question:
    rows = get(row, "pairs", list)
    if not all(_is_pair(one) for one in rows):
        raise FaultError('“pairs”须为成对的文字，如 [["左", "右"], ["左", "右"]]。')
    others = texts(row, "distractors") if "distractors" in row else []
    lefts = options_of(bare.id, [left for left, _right in rows])
    rights = options_of(bare.id, [right for _left, right in rows] + others, len(lefts))
    return replace(bare, options=lefts, body=Body(targets=rights))


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and [type(side) for side in value] == [str, str]


def _guided(bare: Question, row: Row) -> Question:
    return replace(bare, body=Body(entry=option_id(bare.id, 0), guide=_guide(row)))


def _guide(row: Row) -> tuple[GuidePoint, ...]:
    return tuple(
        GuidePoint(get(point, "points", int), text(point, "text")) for point in tables(row, "guide")
    )


def _document(bare: Question, row: Row) -> Question:
    passages = options_of(bare.id, texts(row, "passages"))
    corrections = []
    for error in tables(row, "errors"):
        place = get(error, "passage", int)
        if not 1 <= place <= len(passages):
            raise FaultError(f"更正指向第 {place} 段，文书只有 {len(passages)} 段。")
        corrections.append(Correction(passages[place - 1].id, text(error, "correction")))
    return replace(bare, options=passages, body=Body(corrections=tuple(corrections)))


def _pictured(bare: Question, row: Row) -> Question:
    media = tuple(_medium(one) for one in tables(row, "media"))
    return replace(_choices(bare, row), body=Body(media=media))


def _medium(row: Row) -> Medium:
    name = text(row, "file")
    path = MEDIA / name
    kind = KINDS.get(path.suffix)
    if kind is None or Path(name).name != name or not path.is_file():
        raise FaultError(f"图像文件“{name}”不存在或类型不支持，请放在 content/media/ 下。")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Medium(digest, kind, text(row, "description"))


def _case(bare: Question, row: Row) -> Question:
    parts = tuple(_part(bare, place, one) for place, one in enumerate(tables(row, "parts"), 1))
    return replace(bare, body=Body(parts=parts))


def _part(whole: Question, place: int, row: Row) -> Part:
    try:
        shape = choice(row, "type", QuestionType)
        refuse_unknown(row, _PART_KEYS | OWN_KEYS[shape])
        if shape in (QuestionType.CASE, QuestionType.EVIDENCE):
            raise FaultError(f"题型为{shape.label}，案例题组不能包含。")
        bare = replace(
            whole,
            id=f"{whole.id}.{place}",
            type=shape,
            stem=text(row, "stem"),
            citation=_cited(whole.citation, row),
            explanation=text(row, "explanation"),
            evidence=text(row, "evidence"),
        )
        return Part(get(row, "points", int), complete(bare, row))
    except FaultError as fault:
        raise FaultError(f"第 {place} 小题：{fault}") from fault


def _cited(whole: Citation, row: Row) -> Citation:
    if "article" not in row:
        return whole
    paragraph = get(row, "paragraph", int) if "paragraph" in row else None
    return replace(whole, article=get(row, "article", int), paragraph=paragraph)


_READERS: dict[QuestionType, Callable[[Question, Row], Question]] = {
    QuestionType.SINGLE: _choices,
    QuestionType.MULTIPLE: _choices,
    QuestionType.INDEFINITE: _choices,
    QuestionType.TRUE_FALSE: _judged,
    QuestionType.FILL_IN: _blanks,
    QuestionType.ORDERING: _steps,
    QuestionType.MATCHING: _pairs,
    QuestionType.SHORT_ANSWER: _guided,
    QuestionType.DOCUMENT_ERROR: _document,
    QuestionType.EVIDENCE: _pictured,
    QuestionType.CASE: _case,
}
