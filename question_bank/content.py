"""Load the shipped bank: content/*.toml, one file per law (随附题库)."""

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any, TypeVar

from question_bank.questions import (
    Citation,
    Option,
    Question,
    QuestionType,
    option_id,
    problems,
    true_false_options,
)
from question_bank.syllabus import Difficulty, Field, Topic

CONTENT = Path(__file__).parent / "content"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*-\d{3,}")
_LAW_KEYS = {"law", "title", "version", "effective_on", "source", "standing", "question"}
_QUESTION_KEYS = {
    "id", "type", "article", "paragraph", "topic", "fields", "difficulty",
    "stem", "options", "key", "evidence", "explanation",
}  # fmt: skip
_Value = TypeVar("_Value")
_Choice = TypeVar("_Choice", bound=StrEnum | IntEnum)


class ContentError(ValueError):
    """Refuse content, naming every file and question that is at fault."""

    def __init__(self, faults: Collection[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True)
class Law:
    """Describe a law the bank cites (法规), in the version cited."""

    slug: str
    name: str
    title: str
    version: date
    effective_on: date | None
    source: str
    standing: str


@dataclass(frozen=True)
class Bank:
    """Hold the laws and the questions that cite them."""

    laws: tuple[Law, ...]
    questions: tuple[Question, ...]


def load_bank(folder: Path = CONTENT, only: Collection[str] = ()) -> Bank:
    """Load every file of a folder (or only some slugs); raise ContentError with all faults."""
    if not folder.is_dir():
        raise ContentError([f"题库文件夹“{folder}”不存在，请检查路径。"])
    paths = [path for path in sorted(folder.glob("*.toml")) if not only or path.stem in only]
    missing = sorted(set(only) - {path.stem for path in paths})
    faults = [f"{slug}.toml：题库文件夹中没有这个文件。" for slug in missing]
    laws: list[Law] = []
    questions: list[Question] = []
    for path in paths:
        try:
            law, cited = read_file(path)
        except ContentError as error:
            faults.extend(error.faults)
        else:
            laws.append(law)
            questions.extend(cited)
    faults.extend(_duplicates(laws, questions))
    if faults:
        raise ContentError(faults)
    return Bank(tuple(laws), tuple(questions))


def read_file(path: Path) -> tuple[Law, tuple[Question, ...]]:
    """Read one file of content; raise ContentError with every fault in it."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise ContentError([f"{path.name}：文件不是 UTF-8 编码，请另存为 UTF-8。"]) from error
    except tomllib.TOMLDecodeError as error:
        raise ContentError([f"{path.name}：TOML 语法有误（{error}）。"]) from error
    try:
        law = _law(table, path.stem)
    except _FaultError as fault:
        raise ContentError([f"{path.name}：{fault}"]) from fault
    questions: list[Question] = []
    faults: list[str] = []
    for place, row in enumerate(_questions(table, path.name), start=1):
        name = row.get("id") if isinstance(row.get("id"), str) else f"第 {place} 题"
        try:
            questions.append(_question(row, law))
        except _FaultError as fault:
            faults.append(f"{path.name}，{name}：{fault}")
    if faults:
        raise ContentError(faults)
    return law, tuple(questions)


class _FaultError(ValueError):
    """Say what is wrong at one place; the caller names the place."""


def _questions(table: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = table.get("question", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ContentError([f"{name}：“question”须写成 [[question]] 表。"])
    return rows


def _law(table: Mapping[str, Any], slug: str) -> Law:
    _refuse_unknown(table, _LAW_KEYS)
    return Law(
        slug=slug,
        name=_text(table, "law"),
        title=_text(table, "title"),
        version=_day(table, "version"),
        effective_on=_day(table, "effective_on") if "effective_on" in table else None,
        source=_text(table, "source"),
        standing=_get(table, "standing", str) if "standing" in table else "",
    )


def _question(row: Mapping[str, Any], law: Law) -> Question:
    _refuse_unknown(row, _QUESTION_KEYS)
    identity = _text(row, "id")
    if not _ID.fullmatch(identity):
        raise _FaultError("编号须为“英文短名-三位数字”，如 highway-law-001。")
    shape = _choice(row, "type", QuestionType)
    options = _options(row, identity, shape)
    question = Question(
        id=identity,
        type=shape,
        stem=_text(row, "stem"),
        options=options,
        key=_key(row, shape, options),
        citation=Citation(law.name, law.version, _get(row, "article", int), _paragraph(row)),
        explanation=_text(row, "explanation"),
        evidence=_text(row, "evidence"),
        topic=_choice(row, "topic", Topic),
        fields=_fields(row),
        difficulty=_choice(row, "difficulty", Difficulty),
    )
    if found := problems(question):
        raise _FaultError("".join(found))
    return question


def _paragraph(row: Mapping[str, Any]) -> int | None:
    return _get(row, "paragraph", int) if "paragraph" in row else None


def _options(row: Mapping[str, Any], identity: str, shape: QuestionType) -> tuple[Option, ...]:
    if shape is QuestionType.TRUE_FALSE:
        if "options" in row:
            raise _FaultError("判断题不写“options”，选项固定为正确、错误。")
        return true_false_options(identity)
    texts = _get(row, "options", list)
    if not all(isinstance(text, str) for text in texts):
        raise _FaultError("“options”须全部为文字。")
    return tuple(Option(option_id(identity, place), text) for place, text in enumerate(texts))


def _key(
    row: Mapping[str, Any], shape: QuestionType, options: tuple[Option, ...]
) -> frozenset[str]:
    if shape is QuestionType.TRUE_FALSE:
        return frozenset([options[0 if _get(row, "key", bool) else 1].id])
    letters = _text(row, "key")
    offered = LETTERS[: len(options)]
    if any(letter not in offered for letter in letters):
        raise _FaultError(f"答案“{letters}”超出选项范围，只能用 {offered} 中的大写字母。")
    if len(set(letters)) != len(letters):
        raise _FaultError(f"答案“{letters}”有重复字母。")
    return frozenset(options[LETTERS.index(letter)].id for letter in letters)


def _fields(row: Mapping[str, Any]) -> frozenset[Field]:
    return frozenset(_member(value, "fields", Field) for value in _get(row, "fields", list))


def _choice(row: Mapping[str, Any], key: str, choices: type[_Choice]) -> _Choice:
    return _member(_get(row, key, int if issubclass(choices, int) else str), key, choices)


def _member(value: Any, key: str, choices: type[_Choice]) -> _Choice:
    try:
        return choices(value)
    except ValueError:
        allowed = "、".join(str(choice.value) for choice in choices)
        raise _FaultError(f"“{key}”的值“{value}”无效，可用：{allowed}。") from None


def _get(row: Mapping[str, Any], key: str, kind: type[_Value]) -> _Value:
    if key not in row:
        raise _FaultError(f"缺少“{key}”，请补上。")
    value = row[key]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _FaultError(f"“{key}”的类型不对，应为{_KINDS[kind]}。")
    return value


_KINDS: dict[type, str] = {
    str: "文字",
    int: "整数",
    bool: " true 或 false",
    list: "数组",
    date: "日期（如 2021-01-22，不加引号）",
}


def _text(row: Mapping[str, Any], key: str) -> str:
    text = _get(row, key, str).strip()
    if not text:
        raise _FaultError(f"“{key}”为空，请填写。")
    return text


def _day(row: Mapping[str, Any], key: str) -> date:
    value = _get(row, key, date)
    if isinstance(value, datetime):
        raise _FaultError(f"“{key}”只写日期，不写时间。")
    return value


def _refuse_unknown(row: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(row) - known):
        raise _FaultError(f"不认识的字段“{'、'.join(unknown)}”，请核对拼写。")


def _duplicates(laws: list[Law], questions: list[Question]) -> Iterator[str]:
    for name, count in Counter(law.name for law in laws).items():
        if count > 1:
            yield f"法规“{name}”由 {count} 个文件重复定义，请合并。"
    for identity, count in Counter(question.id for question in questions).items():
        if count > 1:
            yield f"试题编号“{identity}”重复 {count} 次，请改为不同编号。"
