"""Write questions as Moodle XML, words as plain text and labels as tags (Moodle XML 导出)."""

from collections.abc import Callable, Sequence
from typing import Any

from lxml import etree

from question_bank.formats import cloze
from question_bank.formats.drafts import Draft
from question_bank.formats.labels import cut_by_moodle, guide_text, labels_of, notes_of
from question_bank.formats.own_drafts import (
    common_losses,
    drafts_to_write,
    exchanged,
    starred,
)
from question_bank.questions import BLANK_MARK, LETTERS, TRUE, Question, QuestionType

Element = Any
PLAIN = "plain_text"
_WEIGHED = (
    QuestionType.MULTIPLE,
    QuestionType.INDEFINITE,
    QuestionType.DOCUMENT_ERROR,
    QuestionType.EVIDENCE,
)


def write(questions: Sequence[Question]) -> bytes:
    """Return questions as Moodle XML, or raise CannotWriteError naming those it cannot hold."""
    quiz = etree.Element("quiz")
    for draft in drafts_to_write(questions, refusal_of):
        _add(quiz, draft)
    etree.indent(quiz, space=" ")
    return bytes(etree.tostring(quiz, encoding="UTF-8", xml_declaration=True))


def losses(question: Question) -> list[str]:
    """List what a Moodle XML file, or Moodle itself, does not carry of a question."""
    draft = exchanged(question)
    told = [refused] if (refused := refusal_of(draft)) else []
    told += cut_by_moodle(labels_of(draft))
    if draft.type is QuestionType.ORDERING:
        told.append("Moodle 4.4 以前的版本没有排序题，须安装插件才能导入。")
    return [*told, *common_losses(question)]


def refusal(question: Question) -> str:
    """Say why a question cannot be written as Moodle XML; empty where it can."""
    return refusal_of(exchanged(question))


def refusal_of(draft: Draft) -> str:
    """Say why a draft cannot be written as Moodle XML; empty where it can."""
    if draft.type is QuestionType.FILL_IN and draft.stem.count(BLANK_MARK) != len(draft.key):
        return "题干中的空与答案的数目不一致，不能导出。"
    if draft.type is QuestionType.FILL_IN and cloze.BLOCK.search(draft.stem):
        return "题干中有 Moodle 的答案标记，请改写后再导出。"
    if draft.type in _WEIGHED and not draft.key:
        return "没有标准答案，不能导出。"
    return next((reason for part in draft.parts if (reason := refusal_of(part))), "")


def _add(quiz: Element, draft: Draft, part_of: str = "", place: int = 0) -> None:
    shape = draft.type or QuestionType.SHORT_ANSWER
    kind, fill = _KINDS[shape]
    if shape is QuestionType.FILL_IN and len(draft.key) > 1:
        kind, fill = "cloze", _nothing
    question = etree.SubElement(quiz, "question", type=kind)
    _words(question, "name", draft.code or f"{part_of} 第 {place} 小题")
    _words(question, "questiontext", _stem(draft, kind), PLAIN)
    _words(question, "generalfeedback", notes_of(draft), PLAIN)
    _leaf(question, "defaultgrade", str(draft.points or 1))
    _leaf(question, "penalty", "0")
    _leaf(question, "hidden", "0")
    _leaf(question, "idnumber", draft.code)
    fill(question, draft)
    tags = etree.SubElement(question, "tags")
    for label in labels_of(draft, part_of):
        _words(tags, "tag", label)
    for at, part in enumerate(draft.parts, 1):
        _add(quiz, part, draft.code, at)


def _stem(draft: Draft, kind: str) -> str:
    if kind != "cloze":
        return draft.stem
    said = draft.stem.split(BLANK_MARK)
    filled = [cloze.written(key) + after for key, after in zip(draft.key, said[1:], strict=True)]
    return said[0] + "".join(filled)


def _words(parent: Element, name: str, text: str, form: str = "") -> Element:
    element = etree.SubElement(parent, name)
    if form:
        element.set("format", form)
    _leaf(element, "text", text)
    return element


def _leaf(parent: Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text


def _answer(question: Element, text: str, fraction: str, said: str = "") -> None:
    answer = _words(question, "answer", text, PLAIN)
    answer.set("fraction", fraction)
    if said:
        _words(answer, "feedback", said, PLAIN)


def _choice(question: Element, draft: Draft) -> None:
    takes_one = draft.type not in _WEIGHED
    _leaf(question, "single", "true" if takes_one else "false")
    _leaf(question, "shuffleanswers", "true")
    _leaf(question, "answernumbering", "ABCD")
    right = "100" if takes_one else f"{100 / len(draft.key):.5f}"
    said = dict(zip(draft.key, draft.extras, strict=False))
    for letter, text in zip(LETTERS, draft.options, strict=False):
        wrong = "0" if takes_one else "-100"
        fraction = right if letter in draft.key else wrong
        _answer(question, text, fraction, said.get(letter, ""))


def _judgement(question: Element, draft: Draft) -> None:
    is_true = draft.key == (TRUE,)
    for text, is_right in (("true", is_true), ("false", not is_true)):
        _answer(question, text, "100" if is_right else "0")


def _short(question: Element, draft: Draft) -> None:
    _leaf(question, "usecase", "0")
    for words in starred(draft.key[0]):
        _answer(question, words, "100")


def _ordering(question: Element, draft: Draft) -> None:
    for name, value in (
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("selectcount", "0"),
        ("gradingtype", "ALL_OR_NOTHING"),
        ("showgrading", "SHOW"),
        ("numberingstyle", "none"),
    ):
        _leaf(question, name, value)
    for place, step in enumerate(draft.options, 1):
        _answer(question, step, str(place))


def _matching(question: Element, draft: Draft) -> None:
    _leaf(question, "shuffleanswers", "true")
    pairs = [*zip(draft.options, draft.key, strict=True), *(("", one) for one in draft.extras)]
    for left, right in pairs:
        _words(_words(question, "subquestion", left, PLAIN), "answer", right)


def _essay(question: Element, draft: Draft) -> None:
    _leaf(question, "responseformat", "plain")
    _words(question, "graderinfo", guide_text(draft), PLAIN)


def _nothing(_question: Element, _draft: Draft) -> None:
    """Add nothing: a description has no answer, embedded answers stand in the words."""


_KINDS: dict[QuestionType, tuple[str, Callable[[Element, Draft], None]]] = {
    QuestionType.SINGLE: ("multichoice", _choice),
    QuestionType.MULTIPLE: ("multichoice", _choice),
    QuestionType.INDEFINITE: ("multichoice", _choice),
    QuestionType.DOCUMENT_ERROR: ("multichoice", _choice),
    QuestionType.EVIDENCE: ("multichoice", _choice),
    QuestionType.TRUE_FALSE: ("truefalse", _judgement),
    QuestionType.FILL_IN: ("shortanswer", _short),
    QuestionType.ORDERING: ("ordering", _ordering),
    QuestionType.MATCHING: ("matching", _matching),
    QuestionType.SHORT_ANSWER: ("essay", _essay),
    QuestionType.CASE: ("description", _nothing),
}
