"""Marking rules (判分规则). Pure: the same answers always earn the same score."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from question_bank.folding import fold_answer
from question_bank.questions import QuestionType
from question_bank.responses import about

SCORER_VERSION = "3"
_CENT = Decimal("0.01")
_NOTHING = Decimal("0.00")
_NONE, _WHOLE = Fraction(0), Fraction(1)


class PartialCredit(StrEnum):
    """Name what an incomplete choice earns where several may be chosen (少选得分)."""

    ALL_OR_NOTHING = "all_or_nothing"
    HALF = "half"
    PROPORTIONAL = "proportional"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return _LABELS[self]


_MARKED = frozenset({QuestionType.SHORT_ANSWER, QuestionType.CASE})
"""Types of which a person may have to mark something."""
_LABELS = {
    PartialCredit.ALL_OR_NOTHING: "全对给分",
    PartialCredit.HALF: "少选得半",
    PartialCredit.PROPORTIONAL: "少选按比例",
}


@dataclass(frozen=True)
class MarkItem:
    """Hold what marking needs of one delivered question; a case set has its parts.

    ``others`` are keys accepted besides ``key``; a void question earns its worth, answered or not.
    """

    id: str
    type: QuestionType
    key: frozenset[str]
    worth: Decimal
    parts: tuple["MarkPart", ...] = ()
    others: tuple[frozenset[str], ...] = ()
    is_void: bool = False


@dataclass(frozen=True)
class MarkPart:
    """Hold what marking needs of one part of a case set (小题)."""

    type: QuestionType
    key: frozenset[str]
    handles: frozenset[str]
    points: int


@dataclass(frozen=True)
class PaperScore:
    """Hold the score of a paper (卷面成绩), its full mark and each question's share.

    ``awaiting`` names the questions a person must still mark; they count nothing so far.
    """

    total: Decimal
    full: Decimal
    per_item: dict[str, Decimal]
    awaiting: frozenset[str] = frozenset()


class NeedsMarkerError(ValueError):
    """Refuse to mark by rule what a person must mark (须人工阅卷)."""

    def __init__(self, type: QuestionType) -> None:
        super().__init__(f"{type.label}须由阅卷员评分，不能自动判分。")


def mark(
    type: QuestionType,
    key: AbstractSet[str],
    chosen: AbstractSet[str],
    worth: Decimal,
    partial: PartialCredit,
) -> Decimal:
    """Mark one answer.

    Choices: a wrong option costs everything; what an incomplete choice earns is the paper's rule.
    Blanks and pairs: each right one earns its share. Steps: all in place, or, where the paper gives
    partial credit, the share in place. Wrong passages: each found earns, each sound one struck
    costs, its share; never below zero.
    """
    rule = _RULES.get(type)
    if rule is None:
        raise NeedsMarkerError(type)
    if not key:
        raise ValueError("试题没有标准答案，无法判分。")
    if not worth.is_finite() or worth < 0:
        raise ValueError(f"分值须为不小于零的数，现为 {worth}。")
    return _rounded(worth, rule(key, chosen, partial) if chosen else _NONE)


def mark_paper(
    items: Iterable[MarkItem],
    answers: Mapping[str, AbstractSet[str]],
    partial: PartialCredit,
    marked: Mapping[str, Decimal] | None = None,
) -> PaperScore:
    """Mark a whole paper; no answer earns nothing, an answer to no item counts for nothing.

    ``marked`` holds what people gave, by item, for the part of its worth that is theirs to give.
    """
    per_item: dict[str, Decimal] = {}
    awaiting: set[str] = set()
    full = _NOTHING
    for item in items:
        if item.id in per_item:
            raise ValueError(f"试卷中试题“{item.id}”重复，无法判分。")
        chosen = answers.get(item.id, frozenset())
        score = mark_item(item, chosen, partial)
        theirs = worth_of_marker(item) if item.type in _MARKED else _NOTHING
        if theirs and marked is not None and item.id in marked:
            score += min(max(marked[item.id], _NOTHING), theirs)
        elif theirs and _is_written_on(item, chosen):
            awaiting.add(item.id)
        per_item[item.id] = score
        full += _rounded(item.worth, _WHOLE)
    return PaperScore(sum(per_item.values(), _NOTHING), full, per_item, frozenset(awaiting))


def mark_item(item: MarkItem, chosen: AbstractSet[str], partial: PartialCredit) -> Decimal:
    """Mark by rule what can be marked by rule; the rest counts nothing here.

    Of several keys the one that gives most counts, each taken whole: together they would be another
    key, by which whoever chose one of two right answers has chosen too little.
    """
    if item.is_void:
        return _rounded(item.worth, _WHOLE)
    if item.others:
        keys = (item.key, *item.others)
        return max(mark(item.type, key, chosen, item.worth, partial) for key in keys)
    if item.type is QuestionType.SHORT_ANSWER:
        return _NOTHING
    if item.type is not QuestionType.CASE:
        return mark(item.type, item.key, chosen, item.worth, partial)
    shares = shares_of(item)
    return sum(
        (
            mark(part.type, part.key, about(chosen, part.handles), share, partial)
            for part, share in zip(item.parts, shares, strict=True)
            if part.type is not QuestionType.SHORT_ANSWER
        ),
        _NOTHING,
    )


def shares_of(item: MarkItem) -> list[Decimal]:
    """Share out the worth of a case set by points, to the cent; the cents left go to the last."""
    points = sum(part.points for part in item.parts)
    cut = [_rounded(item.worth, Fraction(part.points, points)) for part in item.parts]
    return [*cut[:-1], _rounded(item.worth, _WHOLE) - sum(cut[:-1], _NOTHING)]


def worth_of_marker(item: MarkItem) -> Decimal:
    """Return how much of an item's worth a person must give (人工阅卷分值)."""
    if item.is_void:
        return _NOTHING
    if item.type is QuestionType.SHORT_ANSWER:
        return _rounded(item.worth, _WHOLE)
    pairs = zip(item.parts, shares_of(item), strict=True) if item.parts else ()
    return sum((share for part, share in pairs if part.type is QuestionType.SHORT_ANSWER), _NOTHING)


def _is_written_on(item: MarkItem, chosen: AbstractSet[str]) -> bool:
    """Tell whether there is anything for a marker to read; a blank sheet earns nothing as it is."""
    if item.type is QuestionType.SHORT_ANSWER:
        return bool(chosen)
    written = [part for part in item.parts if part.type is QuestionType.SHORT_ANSWER]
    return any(about(chosen, part.handles) for part in written)


def read_mark_item(
    item_id: str,
    type: QuestionType,
    key: Any,
    worth: Decimal,
    accepts: Sequence[Iterable[str]] | None = None,
) -> MarkItem:
    """Read what marking needs from the key a paper keeps: tokens, or the parts of a case set.

    ``accepts`` is what a correction accepts instead: keys, or none at all where it voids.
    """
    if accepts:
        first, *others = (frozenset(each) for each in accepts)
        return MarkItem(item_id, type, first, worth, others=tuple(others))
    item = _read_item(item_id, type, key, worth)
    return item if accepts is None else replace(item, is_void=True)


def _read_item(item_id: str, type: QuestionType, key: Any, worth: Decimal) -> MarkItem:
    if type is not QuestionType.CASE:
        return MarkItem(item_id, type, frozenset(key), worth)
    parts = tuple(
        MarkPart(
            QuestionType(part["type"]),
            frozenset(part["key"]),
            frozenset(part["handles"]),
            part["points"],
        )
        for part in key
    )
    return MarkItem(item_id, type, frozenset(), worth, parts)


def answers_digest(answers: Mapping[str, Collection[str]]) -> str:
    """Digest answers canonically (SHA-256); a cleared answer equals one never given."""
    given = {item: sorted(set(chosen)) for item, chosen in answers.items() if chosen}
    canonical = json.dumps(given, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


Rule = Callable[[AbstractSet[str], AbstractSet[str], PartialCredit], Fraction]


def _one(key: AbstractSet[str], chosen: AbstractSet[str], _partial: PartialCredit) -> Fraction:
    return _WHOLE if chosen == key else _NONE


def _several(key: AbstractSet[str], chosen: AbstractSet[str], partial: PartialCredit) -> Fraction:
    if not chosen <= key:
        return _NONE
    if chosen == key:
        return _WHOLE
    if partial is PartialCredit.HALF:
        return Fraction(1, 2)
    if partial is PartialCredit.PROPORTIONAL:
        return Fraction(len(chosen), len(key))
    return _NONE


def _steps(key: AbstractSet[str], chosen: AbstractSet[str], partial: PartialCredit) -> Fraction:
    if chosen == key:
        return _WHOLE
    if partial is PartialCredit.ALL_OR_NOTHING:
        return _NONE
    return Fraction(len(chosen & key), max(len(key), len(chosen)))


def _pairs(key: AbstractSet[str], chosen: AbstractSet[str], _partial: PartialCredit) -> Fraction:
    """Count right pairs; a left item matched twice is matched wrongly."""
    lefts = [token.partition(".")[0] for token in chosen]
    right = [token for token in chosen & key if lefts.count(token.partition(".")[0]) == 1]
    return Fraction(len(right), len(key))


def _blanks(key: AbstractSet[str], chosen: AbstractSet[str], _partial: PartialCredit) -> Fraction:
    accepted: dict[str, set[str]] = {}
    for token in key:
        blank, _, words = token.partition("=")
        accepted.setdefault(blank, set()).add(fold_answer(words))
    filled: dict[str, set[str]] = {}
    for token in chosen:
        blank, _, words = token.partition("=")
        filled.setdefault(blank, set()).add(fold_answer(words))
    right = sum(len(filled.get(one, ())) == 1 and filled[one] <= accepted[one] for one in accepted)
    return Fraction(right, len(accepted))


def _passages(key: AbstractSet[str], chosen: AbstractSet[str], _partial: PartialCredit) -> Fraction:
    return max(_NONE, Fraction(len(chosen & key) - len(chosen - key), len(key)))


_RULES: dict[QuestionType, Rule] = {
    QuestionType.SINGLE: _one,
    QuestionType.TRUE_FALSE: _one,
    QuestionType.MULTIPLE: _several,
    QuestionType.INDEFINITE: _several,
    QuestionType.EVIDENCE: _several,
    QuestionType.ORDERING: _steps,
    QuestionType.MATCHING: _pairs,
    QuestionType.FILL_IN: _blanks,
    QuestionType.DOCUMENT_ERROR: _passages,
}


def _rounded(worth: Decimal, share: Fraction) -> Decimal:
    if share is _NONE:
        return _NOTHING
    if share is _WHOLE:
        return worth.quantize(_CENT, rounding=ROUND_HALF_UP)
    exact = worth * share.numerator / share.denominator
    return exact.quantize(_CENT, rounding=ROUND_HALF_UP)
