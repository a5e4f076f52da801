"""Load the shipped bank: content/*.toml, one file per law (随附题库)."""

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from question_bank.content_fields import (
    FaultError,
    Row,
    choice,
    day,
    get,
    member,
    refuse_unknown,
    text,
)
from question_bank.content_shapes import OWN_KEYS, complete
from question_bank.questions import Citation, Question, QuestionType
from question_bank.syllabus import Difficulty, Field, Topic
from question_bank.well_formed import problems

CONTENT = Path(__file__).parent / "content"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*-\d{3,}")
_LAW_KEYS = {"law", "title", "version", "effective_on", "source", "standing", "question"}
_QUESTION_KEYS = {
    "id", "type", "article", "paragraph", "topic", "fields", "difficulty",
    "stem", "evidence", "explanation",
}  # fmt: skip


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
    except FaultError as fault:
        raise ContentError([f"{path.name}：{fault}"]) from fault
    questions: list[Question] = []
    faults: list[str] = []
    for place, row in enumerate(_questions(table, path.name), start=1):
        name = row.get("id") if isinstance(row.get("id"), str) else f"第 {place} 题"
        try:
            questions.append(_question(row, law))
        except FaultError as fault:
            faults.append(f"{path.name}，{name}：{fault}")
    if faults:
        raise ContentError(faults)
    return law, tuple(questions)


def _questions(table: Row, name: str) -> list[dict[str, Any]]:
    rows = table.get("question", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ContentError([f"{name}：“question”须写成 [[question]] 表。"])
    return rows


def _law(table: Row, slug: str) -> Law:
    refuse_unknown(table, _LAW_KEYS)
    return Law(
        slug=slug,
        name=text(table, "law"),
        title=text(table, "title"),
        version=day(table, "version"),
        effective_on=day(table, "effective_on") if "effective_on" in table else None,
        source=text(table, "source"),
        standing=get(table, "standing", str) if "standing" in table else "",
    )


def _question(row: Row, law: Law) -> Question:
    shape = choice(row, "type", QuestionType)
    refuse_unknown(row, _QUESTION_KEYS | OWN_KEYS[shape])
    identity = text(row, "id")
    if not _ID.fullmatch(identity):
        raise FaultError("编号须为“英文短名-三位数字”，如 highway-law-001。")
    bare = Question(
        id=identity,
        type=shape,
        stem=text(row, "stem"),
        options=(),
        key=frozenset(),
        citation=Citation(law.name, law.version, get(row, "article", int), _paragraph(row)),
        explanation=text(row, "explanation"),
        evidence=text(row, "evidence"),
        topic=choice(row, "topic", Topic),
        fields=_fields(row),
        difficulty=choice(row, "difficulty", Difficulty),
    )
    question = complete(bare, row)
    if found := problems(question):
        raise FaultError("".join(found))
    return question


def _paragraph(row: Row) -> int | None:
    return get(row, "paragraph", int) if "paragraph" in row else None


def _fields(row: Row) -> frozenset[Field]:
    return frozenset(member(value, "fields", Field) for value in get(row, "fields", list))


def _duplicates(laws: list[Law], questions: list[Question]) -> Iterator[str]:
    for name, count in Counter(law.name for law in laws).items():
        if count > 1:
            yield f"法规“{name}”由 {count} 个文件重复定义，请合并。"
    for identity, count in Counter(question.id for question in questions).items():
        if count > 1:
            yield f"试题编号“{identity}”重复 {count} 次，请改为不同编号。"
