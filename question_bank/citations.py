"""Check every key of the bank against the text of the law it cites (依据核对)."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from question_bank.articles import LawText, fold, paragraphs, read
from question_bank.content import Bank, Law
from question_bank.findings import Finding
from question_bank.folding import fold_answer
from question_bank.hygiene import lint, stale
from question_bank.numerals import to_chinese
from question_bank.quantities import Quantity, find, find_all
from question_bank.questions import Question


class LawFolderError(ValueError):
    """Refuse a folder of law texts that is not there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"法规文本文件夹“{folder}”不存在，请用 --laws 指定存放法规文本的文件夹。")


@dataclass(frozen=True)
class Contradiction:
    """Say where a question and the law disagree; the law itself when id is its slug."""

    id: str
    law: str
    article: int | None
    reason: str


@dataclass(frozen=True)
class Report:
    """Hold what a check of the bank found."""

    questions: int
    by_type: dict[str, int]
    by_law: dict[str, int]
    by_topic: dict[str, int]
    verified: int
    unverifiable: int
    unverifiable_ids: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


def check(bank: Bank, laws_dir: Path) -> Report:
    """Check a bank against the law texts of a folder."""
    texts = _read_texts(bank, laws_dir)
    contradictions = list(_law_contradictions(bank, texts))
    unverifiable = []
    for question in bank.questions:
        text = texts.get(question.citation.law)
        if text is None:
            unverifiable.append(question.id)
        else:
            contradictions += [_about(question, reason) for reason in disagreements(question, text)]
    at_fault = {contradiction.id for contradiction in contradictions}
    passed = [question for question in bank.questions if question.id not in at_fault]
    return Report(
        questions=len(bank.questions),
        by_type=_count([question.type.value for question in bank.questions]),
        by_law=_count([question.citation.law for question in bank.questions]),
        by_topic=_count([question.topic.value for question in bank.questions]),
        verified=len(passed) - len(unverifiable),
        unverifiable=len(unverifiable),
        unverifiable_ids=tuple(unverifiable),
        contradictions=tuple(contradictions),
        findings=tuple(lint(bank)),
    )


def disagreements(question: Question, text: LawText) -> Iterator[str]:
    """List in Chinese where a question and its law disagree."""
    article = text.articles.get(question.citation.article)
    if article is None:
        number = to_chinese(question.citation.article) if question.citation.article > 0 else "？"
        yield f"文本中没有第{number}条（共 {len(text.articles)} 条）。"
        return
    yield from _evidence_faults(question, article)
    yield from _number_faults(question, article)
    yield from _blank_faults(question, article)
    yield from stale(question, article)
    for place, part in enumerate(question.body.parts, 1):
        for reason in disagreements(part.question, text):
            yield f"第 {place} 小题：{reason}"


def _evidence_faults(question: Question, article: str) -> Iterator[str]:
    evidence = fold(question.evidence)
    if evidence not in fold(article):
        yield f"依据原文“{question.evidence}”不在该条中。"
        return
    number = question.citation.paragraph
    if number is None:
        return
    cut = paragraphs(article)
    if not 1 <= number <= len(cut):
        yield f"该条没有第{to_chinese(max(number, 0))}款（共 {len(cut)} 款）。"
    elif evidence not in fold(cut[number - 1]):
        yield f"依据原文“{question.evidence}”不在第{to_chinese(number)}款中。"


def _number_faults(question: Question, article: str) -> Iterator[str]:
    standing = find_all(article)
    for text in question.claims:
        for quantity in sorted(find(text), key=lambda found: text.find(found.words)):
            if not quantity.stands_in(standing) and not _names_citation(quantity, question):
                yield f"答案中的数字“{quantity.words}”不在该条中。"


def _blank_faults(question: Question, article: str) -> Iterator[str]:
    """Prove each blank's preferred answer: its words, numerals folded, stand in the article."""
    text = fold_answer(article)
    for place, blank in enumerate(question.body.blanks, 1):
        words = fold_answer(blank.accepted[0])
        before = r"(?<![\d.])" if words[:1].isdigit() else ""
        after = r"(?![\d.])" if words[-1:].isdigit() else ""
        if not re.search(before + re.escape(words) + after, text):
            yield f"第 {place} 空的答案“{blank.accepted[0]}”不在该条中。"


def _names_citation(quantity: Quantity, question: Question) -> bool:
    citation = question.citation
    own = {"第条": citation.article, "第款": citation.paragraph}
    return quantity.unit in own and own[quantity.unit] == quantity.value


def _read_texts(bank: Bank, folder: Path) -> dict[str, LawText]:
    """Read the text of each law; a copy nearer to the top of the folder comes first."""
    if not folder.is_dir():
        raise LawFolderError(folder)
    paths: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.md"), key=lambda path: (len(path.parts), path)):
        paths.setdefault(path.name, path)
    return {law.name: read(paths[law.source]) for law in bank.laws if law.source in paths}


def _law_contradictions(bank: Bank, texts: dict[str, LawText]) -> Iterator[Contradiction]:
    for law in bank.laws:
        if law.name in texts:
            for reason in _law_faults(law, texts[law.name]):
                yield Contradiction(law.slug, law.name, None, reason)


def _law_faults(law: Law, text: LawText) -> Iterator[str]:
    if text.dates and law.version not in text.dates:
        dates = "、".join(day.isoformat() for day in sorted(text.dates))
        yield f"版本日期 {law.version:%Y-%m-%d} 与文本不符，文本为 {dates}。"
    if fold(law.name) not in fold(text.title) and fold(law.title) not in fold(text.title):
        yield f"文本标题为“{text.title}”，与“{law.title}”不符。"


def _about(question: Question, reason: str) -> Contradiction:
    return Contradiction(question.id, question.citation.law, question.citation.article, reason)


def _count(values: list[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
