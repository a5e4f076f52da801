"""What a candidate is told of how a question is marked (题型说明)."""

from collections.abc import Iterable, Mapping
from typing import Any

from question_bank.marking import PartialCredit
from question_bank.questions import QuestionType

_FIXED = {
    QuestionType.FILL_IN: "每空分别计分。",
    QuestionType.MATCHING: "为左侧每一项选择右侧对应的一项，每对分别计分。",
    QuestionType.SHORT_ANSWER: "由阅卷员按评分要点评分。",
    QuestionType.DOCUMENT_ERROR: "选出有错误的段落；找对一处得一份分，误选一处扣一份分，扣完为止。",
    QuestionType.CASE: "各小题分别计分。",
}


def hint(type: QuestionType, partial: PartialCredit) -> str:
    """Return the rule of a type under a paper's partial credit; empty where it needs no words."""
    if type is QuestionType.MULTIPLE:
        return f"错选不得分，{partial.label}。"
    if type in (QuestionType.INDEFINITE, QuestionType.EVIDENCE):
        return f"有一项或者多项正确，错选不得分，{partial.label}。"
    if type is QuestionType.ORDERING:
        rule = (
            "全部正确才得分" if partial is PartialCredit.ALL_OR_NOTHING else "按位置正确的比例计分"
        )
        return f"为每一项选定次序，{rule}。"
    return _FIXED.get(type, "")


def needs_of(item: Mapping[str, Any]) -> list[list[str]]:
    """List what must be answered for a question to be complete: handles, one of each list."""
    if parts := item.get("parts"):
        return [need for part in parts for need in needs_of(part)]
    kind = QuestionType(item["type"])
    if kind in (QuestionType.ORDERING, QuestionType.MATCHING):
        return [[option["id"]] for option in item["options"]]
    if kind.is_choice:
        return [[option["id"] for option in item["options"]]]
    return [[handle] for handle in (*item.get("blanks", ()), item.get("entry")) if handle]


def labels_of(types: Iterable[str]) -> dict[str, str]:
    """Return the Chinese names of the types that occur, in the order of the answer card."""
    found = set(types)
    return {kind.value: kind.label for kind in QuestionType if kind.value in found}
