"""Write questions as GIFT with their labels as tags (GIFT 导出)."""

import re
from collections.abc import Callable, Iterator, Sequence

from question_bank.formats.drafts import Draft
from question_bank.formats.labels import cut_by_moodle, labels_of, notes_of
from question_bank.formats.own_drafts import (
    accepted_in,
    common_losses,
    drafts_to_write,
    exchanged,
    starred,
)
from question_bank.formats.wording import distinct
from question_bank.questions import LETTERS, TRUE, Question, QuestionType

_SPECIAL = re.compile(r"[\\~=#{}:]")
_BLANKS = re.compile(r"[ \t\r\n]+")
_WEIGHED = (
    QuestionType.MULTIPLE,
    QuestionType.INDEFINITE,
    QuestionType.DOCUMENT_ERROR,
    QuestionType.EVIDENCE,
)
_WITHOUT_NOTE = (QuestionType.CASE, QuestionType.ORDERING)
"""Types whose block in GIFT holds no general feedback; their note becomes labels."""


def write(questions: Sequence[Question]) -> bytes:
    """Return questions as a GIFT file, or raise CannotWriteError naming those it cannot hold."""
    drafts = drafts_to_write(questions, refusal_of)
    return "\n".join(line for draft in drafts for line in _lines(draft)).encode()


def losses(question: Question) -> list[str]:
    """List what a GIFT file does not carry of a question."""
    refused, draft = refusal(question), exchanged(question)
    cut = [loss for one in (draft, *draft.parts) for loss in cut_by_moodle(_labels(one))]
    return list(distinct([refused, *cut, *common_losses(question)]))


def refusal(question: Question) -> str:
    """Say why a question cannot be written as GIFT; empty where it can."""
    return refusal_of(exchanged(question))


def refusal_of(draft: Draft) -> str:
    """Say why a draft cannot be written as GIFT; empty where it can."""
    if draft.type is QuestionType.FILL_IN and len(draft.key) != 1:
        return f"GIFT 的填空题只能有一个空，本题有 {len(draft.key)} 个空。"
    if draft.type is QuestionType.FILL_IN and all("->" in one for one in accepted_in(draft.key[0])):
        return "GIFT 把含“->”的答案看作配对，请改写答案。"
    if draft.type is QuestionType.MATCHING and any("->" in left for left in draft.options):
        return "GIFT 用“->”分隔左右两栏，左栏不能含“->”。"
    if draft.type is QuestionType.ORDERING and any(one.startswith("//") for one in draft.options):
        return "GIFT 把以“//”开头的行看作注释，请改写步骤。"
    if draft.type in _WEIGHED and not draft.key:
        return "没有标准答案，不能导出。"
    return next((reason for part in draft.parts if (reason := refusal_of(part))), "")


def _lines(draft: Draft, part_of: str = "") -> Iterator[str]:
    code = f"[id:{_bracketed(draft.code)}] " if draft.code else ""
    tags = " ".join(f"[tag:{_bracketed(label)}]" for label in _labels(draft, part_of))
    yield f"// {code}{tags}"
    title = f"::{_escaped(draft.code)}::" if draft.code else ""
    stem = f"{title}[plain]{_escaped(draft.stem)}"
    if draft.type is QuestionType.CASE:
        yield from _set_lines(draft, stem)
        return
    yield stem + "{" + _ANSWERS[draft.type or QuestionType.SHORT_ANSWER](draft)
    note = "" if draft.type in _WITHOUT_NOTE else notes_of(draft, guided=True)
    if note:
        yield "####[plain]" + _escaped(note)
    yield "}"
    yield ""


def _labels(draft: Draft, part_of: str = "") -> list[str]:
    return labels_of(draft, part_of, noted=draft.type not in _WITHOUT_NOTE)


def _set_lines(draft: Draft, stem: str) -> Iterator[str]:
    yield stem
    yield ""
    for part in draft.parts:
        yield from _lines(part, draft.code)


def _offered(draft: Draft) -> str:
    share = f"{100 / len(draft.key):.5f}".rstrip("0").rstrip(".")
    said = dict(zip(draft.key, draft.extras, strict=False))
    rows = []
    for letter, text in zip(LETTERS, draft.options, strict=False):
        weight = share if letter in draft.key else "-100"
        correction = "#" + _worded(said[letter]) if letter in said else ""
        rows.append(f"\n~%{weight}%{_worded(text)}{correction}")
    return "".join(rows)


def _one(draft: Draft) -> str:
    return "".join(
        "\n" + ("=" if letter in draft.key else "~") + _weighed(text, letter in draft.key)
        for letter, text in zip(LETTERS, draft.options, strict=False)
    )


def _judged(draft: Draft) -> str:
    return "TRUE" if draft.key == (TRUE,) else "FALSE"


def _filled(draft: Draft) -> str:
    return "".join(f"\n={_weighed(one, True)}" for one in starred(draft.key[0]))


def _ordered(draft: Draft) -> str:
    head = f">{len(draft.options)} ALL VERTICAL ALL_OR_NOTHING"
    return "\n".join([head, *(_worded(step) for step in draft.options)])


def _matched(draft: Draft) -> str:
    pairs = zip(draft.options, draft.key, strict=False)
    rows = [f"\n={_worded(left)} -> {_escaped(right)}" for left, right in pairs]
    return "".join([*rows, *(f"\n= -> {_escaped(right)}" for right in draft.extras)])


def _essay(_draft: Draft) -> str:
    return ""


def _weighed(text: str, is_right: bool) -> str:
    """Write an answer; one that begins with % would be read as a weight."""
    weight = ("%100%" if is_right else "%0%") if text.startswith("%") else ""
    return weight + _worded(text)


def _worded(text: str) -> str:
    """Write words; those that begin with a bracket would be read as a format."""
    return ("[plain]" if text.startswith("[") else "") + _escaped(text)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text).replace("\n", "\\n")


def _bracketed(text: str) -> str:
    return _BLANKS.sub(" ", text.strip()).replace("]", "\\]")


_ANSWERS: dict[QuestionType, Callable[[Draft], str]] = {
    QuestionType.SINGLE: _one,
    QuestionType.TRUE_FALSE: _judged,
    QuestionType.FILL_IN: _filled,
    QuestionType.ORDERING: _ordered,
    QuestionType.MATCHING: _matched,
    QuestionType.SHORT_ANSWER: _essay,
    QuestionType.MULTIPLE: _offered,
    QuestionType.INDEFINITE: _offered,
    QuestionType.DOCUMENT_ERROR: _offered,
    QuestionType.EVIDENCE: _offered,
}
