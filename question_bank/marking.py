"""Marking rules (判分规则). Pure: the same answers always earn the same score."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from question_bank.questions import QuestionType

SCORER_VERSION = "1"
_CENT = Decimal("0.01")
_NOTHING = Decimal("0.00")


class PartialCredit(StrEnum):
    """Name what an incomplete choice earns in a multiple-choice question (少选得分)."""

    ALL_OR_NOTHING = "all_or_nothing"
    HALF = "half"
    PROPORTIONAL = "proportional"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return _LABELS[self]


_LABELS = {
    PartialCredit.ALL_OR_NOTHING: "全对给分",
    PartialCredit.HALF: "少选得半",
    PartialCredit.PROPORTIONAL: "少选按比例",
}


@dataclass(frozen=True)
class MarkItem:
    """Hold what marking needs of one delivered question."""

    id: str
    type: QuestionType
    key: frozenset[str]
    worth: Decimal


@dataclass(frozen=True)
class PaperScore:
    """Hold the score of a paper (卷面成绩), its full mark and each question's share."""

    total: Decimal
    full: Decimal
    per_item: dict[str, Decimal]


def mark(
    type: QuestionType,
    key: AbstractSet[str],
    chosen: AbstractSet[str],
    worth: Decimal,
    partial: PartialCredit,
) -> Decimal:
    """Mark one answer: a wrong option costs everything, partial credit is for 多选题 alone."""
    if not key:
        raise ValueError("试题没有标准答案，无法判分。")
    if not worth.is_finite() or worth < 0:
        raise ValueError(f"分值须为不小于零的数，现为 {worth}。")
    if not chosen or not chosen <= key:
        return _NOTHING
    if chosen == key:
        return _rounded(worth)
    if type is not QuestionType.MULTIPLE:
        return _NOTHING
    return _rounded(_incomplete(worth, len(chosen), len(key), partial))


def mark_paper(
    items: Iterable[MarkItem],
    answers: Mapping[str, AbstractSet[str]],
    partial: PartialCredit,
) -> PaperScore:
    """Mark a whole paper; no answer earns nothing, an answer to no item counts for nothing."""
    per_item: dict[str, Decimal] = {}
    full = _NOTHING
    for item in items:
        if item.id in per_item:
            raise ValueError(f"试卷中试题“{item.id}”重复，无法判分。")
        chosen = answers.get(item.id, frozenset())
        per_item[item.id] = mark(item.type, item.key, chosen, item.worth, partial)
        full += _rounded(item.worth)
    return PaperScore(sum(per_item.values(), _NOTHING), full, per_item)


def answers_digest(answers: Mapping[str, Collection[str]]) -> str:
    """Digest answers canonically (SHA-256); a cleared answer equals one never given."""
    given = {item: sorted(set(chosen)) for item, chosen in answers.items() if chosen}
    canonical = json.dumps(given, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _incomplete(worth: Decimal, chosen: int, key: int, partial: PartialCredit) -> Decimal:
    if partial is PartialCredit.HALF:
        return worth / 2
    if partial is PartialCredit.PROPORTIONAL:
        return worth * chosen / key
    return _NOTHING


def _rounded(score: Decimal) -> Decimal:
    return score.quantize(_CENT, rounding=ROUND_HALF_UP)
