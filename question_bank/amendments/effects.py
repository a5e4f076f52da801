"""Decide what an amendment does to a question (修订影响)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from question_bank.amendments.changes import Change, Pair
from question_bank.articles import fold, paragraphs
from question_bank.numerals import to_chinese
from question_bank.quantities import Quantity, find, find_all
from question_bank.questions import Citation, Question


class Effect(StrEnum):
    """Name what an amendment does to a question (影响类别)."""

    UNTOUCHED = "untouched"
    RENUMBERED = "renumbered"
    TO_REVIEW = "to_review"
    SUSPENDED = "suspended"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return _LABELS[self]


_LABELS = {
    Effect.UNTOUCHED: "不受影响",
    Effect.RENUMBERED: "仅改条号",
    Effect.TO_REVIEW: "需复核",
    Effect.SUSPENDED: "应停用",
}


@dataclass(frozen=True)
class Impact:
    """Say what an amendment does to one question, why, and where its key would rest now."""

    effect: Effect
    reason: str
    article: int | None = None
    """The article that took the place of the one cited; None where there is none."""
    paragraph: int | None = None
    evidence_stands: bool = False
    """The words the key rests on stand in that article, letter for letter."""

    @property
    def is_mechanical(self) -> bool:
        """Tell whether the citation alone changes, so that nobody need read the question again."""
        return self.effect in (Effect.UNTOUCHED, Effect.RENUMBERED)


def classify(
    question: Question, pairs: Iterable[Pair], old: Mapping[int, str], new: Mapping[int, str]
) -> Impact:
    """Return what the step from the articles ``old`` to ``new`` does to a question."""
    cited = question.citation.article
    pair = next((pair for pair in pairs if pair.old == cited), None)
    if pair is None:
        return _unknown(question, f"原版本中没有第{to_chinese(cited)}条，请核对依据", new)
    if pair.new is None:
        return _deleted(question, new)
    if pair.change is Change.AMENDED:
        return _amended(question, pair.new, old[cited], new[pair.new])
    return _moved_whole(question, pair)


def without_texts(question: Question, new: Mapping[int, str]) -> Impact:
    """Return what is known where the articles of one of the two versions are not kept."""
    lacking = "所依据的旧版本" if new else "新版本"
    return _unknown(question, f"{lacking}没有收录条文，无法自动比对", new)


def recited(question: Question, impact: Impact, citation: Citation) -> Question:
    """Return the question resting on the new version; all else as it was."""
    moved = replace(
        citation,
        article=impact.article or question.citation.article,
        paragraph=impact.paragraph,
    )
    return replace(question, citation=moved)


def _moved_whole(question: Question, pair: Pair) -> Impact:
    """Judge a question whose article kept its words; its own words may still name the number."""
    number = to_chinese(pair.new or 0)
    if pair.change is Change.SAME:
        effect, reason = Effect.UNTOUCHED, "条文与条号都没有变动"
    elif _names_article(question):
        effect = Effect.TO_REVIEW
        reason = f"条文未变，条号改为第{number}条；题面或解析写有原条号，请一并修改"
    else:
        effect, reason = Effect.RENUMBERED, f"条文未变，条号改为第{number}条"
    return Impact(effect, reason, pair.new, question.citation.paragraph, evidence_stands=True)


def _amended(question: Question, number: int, old: str, new: str) -> Impact:
    stands = fold(question.evidence) in fold(new)
    gone = _numbers_gone(question, old, new)
    if not stands and gone:
        reason = f"依据原文已改，答案中的“{'”“'.join(gone)}”在新条文中已不存在"
        return Impact(Effect.SUSPENDED, reason, article=number)
    if stands and gone:
        reason = f"依据原文仍在，但答案中的“{'”“'.join(gone)}”在新条文中已不存在"
    elif stands:
        reason = "条文有修改，依据原文仍逐字存在"
    else:
        reason = "条文有修改，依据原文已不再逐字存在"
    paragraph = _paragraph(question, new) if stands else None
    return Impact(Effect.TO_REVIEW, reason, number, paragraph, evidence_stands=stands)


def _deleted(question: Question, new: Mapping[int, str]) -> Impact:
    reason = f"第{to_chinese(question.citation.article)}条已删除"
    found = _find_evidence(question, new)
    if found is not None:
        reason += f"；依据原文现见于第{to_chinese(found)}条，可修订后改引该条"
    return Impact(Effect.SUSPENDED, reason)


def _unknown(question: Question, reason: str, new: Mapping[int, str]) -> Impact:
    found = _find_evidence(question, new)
    if not new:
        return Impact(Effect.TO_REVIEW, reason)
    if found is None:
        return Impact(Effect.TO_REVIEW, f"{reason}；依据原文不在新版本中")
    reason += f"；依据原文见于新版本第{to_chinese(found)}条"
    paragraph = _paragraph(question, new[found])
    return Impact(Effect.TO_REVIEW, reason, found, paragraph, evidence_stands=True)


def _find_evidence(question: Question, articles: Mapping[int, str]) -> int | None:
    """Return the article that holds the evidence: the one of the same number if it does."""
    evidence = fold(question.evidence)
    cited = question.citation.article
    ordered = sorted(articles, key=lambda number: (number != cited, number))
    return next((number for number in ordered if evidence in fold(articles[number])), None)


def _paragraph(question: Question, article: str) -> int | None:
    """Return the paragraph that holds the evidence now; None where the citation names none."""
    if question.citation.paragraph is None:
        return None
    evidence = fold(question.evidence)
    cut = enumerate(paragraphs(article), 1)
    return next((number for number, text in cut if evidence in fold(text)), None)


def _numbers_gone(question: Question, old: str, new: str) -> list[str]:
    """List the numbers of the key that the old article proves and the new one does not."""
    proved, still = find_all(old), find_all(new)
    quantities: set[Quantity] = set().union(*(find(claim) for claim in question.claims))
    return sorted(
        quantity.words
        for quantity in quantities
        if quantity.stands_in(proved) and not quantity.stands_in(still)
    )


def _names_article(question: Question) -> bool:
    number = question.citation.article
    texts = (question.stem, question.explanation, *(option.text for option in question.options))
    named = re.compile(rf"第\s*(?:{to_chinese(number)}|{number})\s*条(?!之)")
    return any(named.search(text) for text in texts)
