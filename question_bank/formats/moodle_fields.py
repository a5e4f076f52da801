"""The fields every item of Moodle XML has (Moodle 题目字段)."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from question_bank.formats.drafts import Draft
from question_bank.formats.rich_text import Words, read_as
from question_bank.formats.wording import as_number, excerpt, tidy

Element = Any
_TRIED_ONCE = ("truefalse", "essay", "description")
_FORMATS = {
    "html": "html",
    "moodle_auto_format": "moodle",
    "plain_text": "plain",
    "markdown": "markdown",
}


def child_text(element: Element, name: str) -> str:
    """Return the words of a child as written; without a name, of the element itself."""
    return tidy(source_of(element.find(name) if name else element))


def source_of(element: Element | None) -> str:
    """Return what an element holds in its text child, or itself; markup left bare included."""
    if element is None:
        return ""
    text = element.find("text")
    holder = element if text is None else text
    inner = [etree.tostring(child, encoding="unicode") for child in holder if child.tag != "file"]
    return str(holder.text or "") + ("".join(inner) if text is not None else "")


def words_in(element: Element, name: str, otherwise: str = "html") -> Words:
    """Return the words of a child without markup; without a name, of the element itself."""
    child = element.find(name) if name else element
    if child is None:
        return Words()
    form = _FORMATS.get(child.get("format", ""), otherwise)
    return read_as(form, source_of(child))


def number_in(element: Element, name: str, otherwise: float = 0.0) -> float:
    """Return the number a child holds."""
    return as_number(child_text(element, name), otherwise)


def is_on(element: Element, name: str) -> bool:
    """Tell whether a switch is on."""
    return child_text(element, name).casefold() in ("1", "true")


def bare(question: Element, draft: Draft, *, is_part: bool) -> Iterator[str]:
    """Say what of the common fields has no place with us."""
    name = child_text(question, "name")
    if not is_part and name not in ("", draft.code, draft.stem):
        yield f"题目名称“{excerpt(name)}”未读入。"
    if not is_part:
        yield from _grading(question)
    named = {str(file.get("name") or "未命名") for file in question.iter("file")}
    if unread := sorted(named - set(draft.media)):
        yield f"附带的文件“{excerpt('、'.join(unread))}”未读入，请另行上传。"


def _grading(question: Element) -> Iterator[str]:
    """Say what of its grading is lost; types that are tried once have a penalty that is idle."""
    kind = question.get("type")
    grade = number_in(question, "defaultgrade", 1.0)
    if kind != "description" and grade != 1:
        yield f"分值 {grade:g} 未读入，组卷时另行设定。"
    penalty = number_in(question, "penalty")
    if penalty and kind not in _TRIED_ONCE:
        yield f"重试罚分 {penalty:.2g} 未保留。"
