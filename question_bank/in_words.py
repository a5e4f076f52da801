"""Say an answer or a key in words (作答与答案的文字), for people to read beside each other."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from question_bank.delivery import handles_of
from question_bank.questions import Question, QuestionType
from question_bank.responses import about
from question_bank.storage import plain_options

Item = Mapping[str, Any]
"""A question as ``question_bank.storage.shown`` tells it."""


def in_words(item: Item, tokens: AbstractSet[str]) -> list[str]:
    """Return one line for each thing answered; nothing for what was left out."""
    return _LINES.get(QuestionType(item["type"]), _chosen)(item, tokens)


def right_in_words(question: Question, key: Iterable[Any]) -> list[str]:
    """Return the key of a question in words, or what a marker looks for; parts are numbered.

    ``key`` is the one the paper keeps, which may differ from the question's own today.
    """
    if question.type is QuestionType.CASE:
        return [
            f"（{place}）{line}"
            for place, part in enumerate(question.body.parts, 1)
            for line in right_in_words(part.question, part.question.key)
        ]
    if question.type is QuestionType.SHORT_ANSWER:
        return [f"{point.text}（{point.points} 分）" for point in question.body.guide]
    if question.type is QuestionType.DOCUMENT_ERROR:
        passages = _texts(plain_options(question.options))
        return [f"{passages[one.id]}——更正：{one.text}" for one in question.body.corrections]
    return in_words(_item(question), frozenset(key))


def _item(question: Question) -> Item:
    return {
        "type": question.type,
        "options": plain_options(question.options),
        "targets": plain_options(question.body.targets),
        "blanks": [blank.id for blank in question.body.blanks],
    }


def _chosen(item: Item, tokens: AbstractSet[str]) -> list[str]:
    return [option["text"] for option in item["options"] if option["id"] in tokens]


def _placed(item: Item, tokens: AbstractSet[str]) -> list[str]:
    texts = _texts(item["options"])
    placed = sorted((int(place), step) for place, step in _split(tokens, "."))
    return [f"{place}. {texts.get(step, '')}" for place, step in placed]


def _matched(item: Item, tokens: AbstractSet[str]) -> list[str]:
    targets = _texts(item["targets"])
    given = dict(_split(tokens, "."))
    return [
        f"{left['text']}——{targets.get(given[left['id']], '')}"
        for left in item["options"]
        if left["id"] in given
    ]


def _filled(item: Item, tokens: AbstractSet[str]) -> list[str]:
    """List what stands in each blank; of a key, every answer that is accepted."""
    lines = []
    for place, blank in enumerate(item["blanks"], 1):
        words = sorted(words for name, words in _split(tokens, "=") if name == blank)
        if words:
            lines.append(f"第 {place} 空：{' / '.join(words)}")
    return lines


def _written(_item: Item, tokens: AbstractSet[str]) -> list[str]:
    return [words for _entry, words in sorted(_split(tokens, "="))]


def _in_parts(item: Item, tokens: AbstractSet[str]) -> list[str]:
    return [
        f"（{place}）{line}"
        for place, part in enumerate(item["parts"], 1)
        for line in in_words(part, about(tokens, frozenset(handles_of(part))))
    ]


def _split(tokens: Iterable[str], mark: str) -> list[tuple[str, str]]:
    parted = (token.partition(mark) for token in tokens)
    return [(one, other) for one, found, other in parted if found]


def _texts(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {row["id"]: row["text"] for row in rows}


_LINES = {
    QuestionType.ORDERING: _placed,
    QuestionType.MATCHING: _matched,
    QuestionType.FILL_IN: _filled,
    QuestionType.SHORT_ANSWER: _written,
    QuestionType.CASE: _in_parts,
}
