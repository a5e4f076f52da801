"""A question of the bank (试题) and what makes it well formed."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from question_bank.numerals import to_chinese
from question_bank.syllabus import Difficulty, Field, Topic

TRUE, FALSE = "正确", "错误"
FEWEST_OPTIONS = FEWEST_MULTIPLE_KEYS = 2
MOST_OPTIONS = 26


class QuestionType(StrEnum):
    """Name the shapes of question (题型)."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return _TYPES[self]


_TYPES = {
    QuestionType.SINGLE: "单选题",
    QuestionType.MULTIPLE: "多选题",
    QuestionType.TRUE_FALSE: "判断题",
}


@dataclass(frozen=True)
class Option:
    """Offer one answer (选项) under an opaque id."""

    id: str
    text: str


@dataclass(frozen=True)
class Citation:
    """Name the article a key rests on (依据), in the version it was read."""

    law: str
    version: date
    article: int
    paragraph: int | None = None

    @property
    def label(self) -> str:
        """Return 《行政处罚法》（2021-01-22）第五十一条."""
        place = f"第{to_chinese(self.article)}条"
        if self.paragraph is not None:
            place += f"第{to_chinese(self.paragraph)}款"
        return f"《{self.law}》（{self.version:%Y-%m-%d}）{place}"


@dataclass(frozen=True)
class Question:
    """Hold a question with its key (标准答案), its citation and its explanation (解析)."""

    id: str
    type: QuestionType
    stem: str
    options: tuple[Option, ...]
    key: frozenset[str]
    citation: Citation
    explanation: str
    evidence: str
    topic: Topic
    fields: frozenset[Field]
    difficulty: Difficulty

    @property
    def key_texts(self) -> tuple[str, ...]:
        """Return the texts of the right options, in the order written."""
        return tuple(option.text for option in self.options if option.id in self.key)

    @property
    def is_true(self) -> bool:
        """Tell whether a true/false statement is right."""
        return self.key_texts == (TRUE,)

    @property
    def claims(self) -> tuple[str, ...]:
        """Return the words it presents as right: key options, or a true statement."""
        if self.type is QuestionType.TRUE_FALSE:
            return (self.stem,) if self.is_true else ()
        return self.key_texts


def option_id(seed: str, index: int) -> str:
    """Derive six hex digits that tell neither the place of an option nor the key."""
    return hashlib.sha256(f"option\0{seed}\0{index}".encode()).hexdigest()[:6]


def true_false_options(seed: str) -> tuple[Option, Option]:
    """Build the two options of a true/false question."""
    return Option(option_id(seed, 0), TRUE), Option(option_id(seed, 1), FALSE)


def content_hash(question: Question) -> str:
    """Digest all that a reader or marker would see, so that any change is visible."""
    citation = question.citation
    content = {
        "type": question.type.value,
        "stem": question.stem,
        "options": [[option.id, option.text] for option in question.options],
        "key": sorted(question.key),
        "citation": [
            citation.law,
            citation.version.isoformat(),
            citation.article,
            citation.paragraph,
        ],
        "explanation": question.explanation,
        "evidence": question.evidence,
        "topic": question.topic.value,
        "fields": sorted(field.value for field in question.fields),
        "difficulty": int(question.difficulty),
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def problems(question: Question) -> list[str]:
    """List what is wrong with a question, in Chinese; an empty list means well formed."""
    return [
        *_text_problems(question),
        *_option_problems(question),
        *_key_problems(question),
    ]


def _text_problems(question: Question) -> Iterator[str]:
    if not question.id.strip():
        yield "试题编号为空，请填写编号。"
    if not question.stem.strip():
        yield "题干为空，请填写题干。"
    if not question.explanation.strip():
        yield "解析为空，请用自己的话说明依据。"
    if not question.citation.law.strip():
        yield "未注明依据的法规，请填写法规名称。"
    if question.citation.article < 1:
        yield "依据的条号须为正整数。"
    if question.citation.paragraph is not None and question.citation.paragraph < 1:
        yield "依据的款号须为正整数。"
    if not question.fields:
        yield "未选择适用门类，请至少选择一项。"


def _option_problems(question: Question) -> Iterator[str]:
    texts = [re.sub(r"\s+", "", option.text) for option in question.options]
    ids = [option.id for option in question.options]
    if question.type is QuestionType.TRUE_FALSE and texts != [TRUE, FALSE]:
        yield f"判断题的选项须依次为“{TRUE}”“{FALSE}”。"
    elif len(texts) < FEWEST_OPTIONS:
        yield "选项不足两个，请补充选项。"
    elif len(texts) > MOST_OPTIONS:
        yield f"选项超过 {MOST_OPTIONS} 个，请精简选项。"
    if any(not text for text in texts):
        yield "有选项内容为空，请补全或删除。"
    for text in dict.fromkeys(text for text in texts if text and texts.count(text) > 1):
        yield f"选项“{text}”重复，请修改其中一个。"
    if len(set(ids)) != len(ids):
        yield "选项标识重复，请重新生成选项标识。"


def _key_problems(question: Question) -> Iterator[str]:
    unknown = question.key - {option.id for option in question.options}
    if not question.key:
        yield "没有标准答案，请指定答案。"
    elif unknown:
        yield "标准答案指向不存在的选项，请核对答案。"
    elif question.type is QuestionType.MULTIPLE and len(question.key) < FEWEST_MULTIPLE_KEYS:
        yield "多选题的标准答案须有两个以上选项，只有一个时请改为单选题。"
    elif question.type is not QuestionType.MULTIPLE and len(question.key) != 1:
        yield f"{question.type.label}的标准答案须恰好一个，现有 {len(question.key)} 个。"
