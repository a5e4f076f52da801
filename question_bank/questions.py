"""A question of the bank (试题): what it asks, what it offers and what is right."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from question_bank.numerals import to_chinese
from question_bank.syllabus import Difficulty, Field, Topic

TRUE, FALSE = "正确", "错误"
BLANK_MARK = "____"
"""What stands in a stem where a blank is to be filled in."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What options are called by where they stand."""


class QuestionType(StrEnum):
    """Name the shapes of question (题型)."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    INDEFINITE = "indefinite"
    TRUE_FALSE = "true_false"
    FILL_IN = "fill_in"
    ORDERING = "ordering"
    MATCHING = "matching"
    SHORT_ANSWER = "short_answer"
    CASE = "case"
    DOCUMENT_ERROR = "document_error"
    EVIDENCE = "evidence"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return _TYPES[self]

    @property
    def is_choice(self) -> bool:
        """Tell whether options are chosen, whatever their number."""
        return self in _CHOICES

    @property
    def takes_several(self) -> bool:
        """Tell whether more than one option may be chosen."""
        return self in _SEVERAL


_TYPES = {
    QuestionType.SINGLE: "单选题",
    QuestionType.MULTIPLE: "多选题",
    QuestionType.INDEFINITE: "不定项选择题",
    QuestionType.TRUE_FALSE: "判断题",
    QuestionType.FILL_IN: "填空题",
    QuestionType.ORDERING: "排序题",
    QuestionType.MATCHING: "匹配题",
    QuestionType.SHORT_ANSWER: "简答题",
    QuestionType.CASE: "案例题组",
    QuestionType.DOCUMENT_ERROR: "文书改错题",
    QuestionType.EVIDENCE: "图像取证题",
}
_SEVERAL = frozenset(
    [
        QuestionType.MULTIPLE,
        QuestionType.INDEFINITE,
        QuestionType.DOCUMENT_ERROR,
        QuestionType.EVIDENCE,
    ]
)
_CHOICES = _SEVERAL | {QuestionType.SINGLE, QuestionType.TRUE_FALSE}


@dataclass(frozen=True)
class Option:
    """Offer one answer (选项) under an opaque id; also a step, a passage or a side of a pair."""

    id: str
    text: str


@dataclass(frozen=True)
class Blank:
    """Hold a blank (空) and every answer taken for it, the preferred one first."""

    id: str
    accepted: tuple[str, ...]


@dataclass(frozen=True)
class GuidePoint:
    """Say what a short answer must contain (采分点) and how many points that is worth."""

    points: int
    text: str


@dataclass(frozen=True)
class Correction:
    """Say what a wrong passage of a document ought to read (更正)."""

    id: str
    text: str


@dataclass(frozen=True)
class Medium:
    """Name a picture or film shown with a question (图像), by the digest of its content."""

    digest: str
    kind: str
    description: str


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
class Part:
    """Ask one question of a case set (小题); its points share out the worth of the set."""

    points: int
    question: "Question"


@dataclass(frozen=True)
class Body:
    """Hold what some types have beyond stem, options and key (题目附加内容)."""

    targets: tuple[Option, ...] = ()
    """The right-hand column of a matching question; more than are needed distract."""
    blanks: tuple[Blank, ...] = ()
    entry: str = ""
    """The id under which a short answer is written."""
    guide: tuple[GuidePoint, ...] = ()
    corrections: tuple[Correction, ...] = ()
    media: tuple[Medium, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Question:
    """Hold a question with its key (标准答案), its citation and its explanation (解析).

    The key is a set of tokens, the same that a right answer gives: an option id; ``place.step`` of
    an ordering; ``left.right`` of a matching; ``blank=words`` for each answer a blank accepts. A
    short answer has none, it is marked by its guide; a case set has those of its parts.
    """

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
    body: Body = field(default=Body())

    @property
    def key_texts(self) -> tuple[str, ...]:
        """Return the right answer in words: right options, pairs, blanks, points or corrections."""
        return tuple(_WORDS.get(self.type, _right_options)(self))

    @property
    def is_true(self) -> bool:
        """Tell whether a true/false statement is right."""
        return self.key_texts == (TRUE,)

    @property
    def claims(self) -> tuple[str, ...]:
        """Return the words it presents as right; those of a case set are its parts'."""
        if self.type is QuestionType.TRUE_FALSE:
            return (self.stem,) if self.is_true else ()
        return () if self.type is QuestionType.CASE else self.key_texts

    @property
    def needs_marker(self) -> bool:
        """Tell whether a person must mark it (人工阅卷)."""
        if self.type is QuestionType.CASE:
            return any(part.question.needs_marker for part in self.body.parts)
        return self.type is QuestionType.SHORT_ANSWER


def _right_options(question: Question) -> Iterator[str]:
    return (option.text for option in question.options if option.id in question.key)


def _steps(question: Question) -> Iterator[str]:
    texts = {option.id: option.text for option in question.options}
    placed = sorted((int(place), step) for place, step in _pairs(question.key))
    return (texts.get(step, "") for _place, step in placed)


def _matches(question: Question) -> Iterator[str]:
    targets = {target.id: target.text for target in question.body.targets}
    right = dict(_pairs(question.key))
    return (f"{left.text}——{targets.get(right.get(left.id, ''), '')}" for left in question.options)


def _filled(question: Question) -> Iterator[str]:
    return (blank.accepted[0] for blank in question.body.blanks if blank.accepted)


def _guided(question: Question) -> Iterator[str]:
    return (point.text for point in question.body.guide)


def _corrected(question: Question) -> Iterator[str]:
    return (correction.text for correction in question.body.corrections)


def _in_parts(question: Question) -> Iterator[str]:
    return (text for part in question.body.parts for text in part.question.key_texts)


def _pairs(key: frozenset[str]) -> Iterator[tuple[str, str]]:
    for token in key:
        one, _, other = token.partition(".")
        yield one, other


_WORDS = {
    QuestionType.ORDERING: _steps,
    QuestionType.MATCHING: _matches,
    QuestionType.FILL_IN: _filled,
    QuestionType.SHORT_ANSWER: _guided,
    QuestionType.DOCUMENT_ERROR: _corrected,
    QuestionType.CASE: _in_parts,
}


def option_id(seed: str, index: int) -> str:
    """Derive six hex digits that tell neither the place of an option nor the key."""
    return hashlib.sha256(f"option\0{seed}\0{index}".encode()).hexdigest()[:6]


def options_of(seed: str, texts: list[str], start: int = 0) -> tuple[Option, ...]:
    """Offer texts under derived ids, counted from ``start``."""
    return tuple(Option(option_id(seed, place), text) for place, text in enumerate(texts, start))


def true_false_options(seed: str) -> tuple[Option, Option]:
    """Build the two options of a true/false question."""
    return Option(option_id(seed, 0), TRUE), Option(option_id(seed, 1), FALSE)


def keyed(question: Question) -> Question:
    """Return a question with the key its own order, pairs, blanks or parts give."""
    derive = _KEYS.get(question.type)
    return replace(question, key=frozenset(derive(question))) if derive else question


def _order_key(question: Question) -> Iterator[str]:
    return (f"{place}.{step.id}" for place, step in enumerate(question.options, 1))


def _match_key(question: Question) -> Iterator[str]:
    pairs = zip(question.options, question.body.targets, strict=False)
    return (f"{left.id}.{right.id}" for left, right in pairs)


def _blank_key(question: Question) -> Iterator[str]:
    return (f"{blank.id}={words}" for blank in question.body.blanks for words in blank.accepted)


def _parts_key(question: Question) -> Iterator[str]:
    return (token for part in question.body.parts for token in part.question.key)


def _corrections_key(question: Question) -> Iterator[str]:
    return (correction.id for correction in question.body.corrections)


_KEYS = {
    QuestionType.ORDERING: _order_key,
    QuestionType.MATCHING: _match_key,
    QuestionType.FILL_IN: _blank_key,
    QuestionType.CASE: _parts_key,
    QuestionType.DOCUMENT_ERROR: _corrections_key,
}
