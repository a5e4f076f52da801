"""Read Moodle XML: item by item, nothing left out without a word (Moodle XML 导入)."""

from typing import Any

from question_bank.formats.drafts import Draft, Fault, Reading
from question_bank.formats.labels import (
    PART,
    POINTS,
    read_labels,
    with_labels,
    with_notes,
)
from question_bank.formats.meanings import (
    InexpressibleError,
    categorised,
    in_sets,
    warned,
    with_remarks,
)
from question_bank.formats.moodle_answers import MEANINGS
from question_bank.formats.moodle_fields import bare, child_text, words_in
from question_bank.formats.moodle_writing import losses, refusal, write
from question_bank.formats.wording import excerpt
from question_bank.formats.xml_trees import XmlError, parse_xml

__all__ = ["losses", "read", "refusal", "write"]
MOST_ITEMS = 20_000
_STANDARD = {
    "your answer is correct.", "your answer is partially correct.", "your answer is incorrect.",
    "your answer is partly correct.", "回答正确", "部分正确", "回答错误", "您的回答正确",
    "你的答案是正确的。", "你的答案是部分正确的。", "你的答案是错误的。",
}  # fmt: skip
_UNITED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
Element = Any


def read(content: bytes) -> Reading:
    """Return the questions of a Moodle XML file."""
    try:
        quiz = parse_xml(content)
    except XmlError as refused:
        return Reading("moodle_xml", (), (Fault(None, "文件", "", str(refused)),))
    if quiz.tag != "quiz":
        wrong = f"根元素是“{excerpt(str(quiz.tag))}”，不是 Moodle 导出的 quiz，请核对格式。"
        return Reading("moodle_xml", (), (Fault(1, "文件", "", wrong),))
    return _reading(quiz)


def _reading(quiz: Element) -> Reading:
    told, faults, skipped = [], list[Fault](), list[Fault]()
    category, count = "", 0
    for question in quiz.iterchildren():
        kind = str(question.get("type", "")) if question.tag == "question" else ""
        if kind == "category":
            category = child_text(question, "category")
            skipped.append(
                Fault(question.sourceline, "分类", excerpt(category), "分类，不是试题。")
            )
            continue
        count += 1
        if count > MOST_ITEMS:
            over = f"超过 {MOST_ITEMS} 题，其余未读，请拆分文件。"
            faults.append(Fault(question.sourceline, "文件", "", over))
            break
        try:
            told.append(_told(question, kind, count, category))
        except InexpressibleError as reason:
            kept = skipped if kind == "description" else faults
            kept.append(reason.at(question.sourceline, f"第 {count} 题"))
    return Reading("moodle_xml", tuple(in_sets(told)), tuple(faults), tuple(skipped))


def _told(question: Element, kind: str, count: int, category: str) -> tuple[Draft, str]:
    """Return the draft of an item and the code of the case set it is part of."""
    meaning = MEANINGS.get(kind)
    if meaning is None:
        name = child_text(question, "name")
        reason = f"题型“{excerpt(kind or str(question.tag))}”没有对应的题型，请改编后再导入。"
        raise InexpressibleError("题型", name, reason)
    stem = words_in(question, "questiontext")
    note = words_in(question, "generalfeedback")
    draft = Draft(
        place=f"第 {count} 题",
        type=None,
        stem=stem.text,
        options=(),
        key=(),
        code=child_text(question, "idnumber"),
        media=tuple(stem.pictures),
        warnings=(*stem.warnings, *note.warnings),
    )
    labels = [child_text(tag, "") for tag in question.iterfind("tags/tag")]
    ours, _others = read_labels(labels)
    draft = categorised(with_labels(with_notes(draft, note.text), labels), category)
    draft = warned(draft, *bare(question, draft, is_part=POINTS in ours))
    return _remarked(meaning(draft, question), question), ours.get(PART, [""])[-1]


def _remarked(draft: Draft, question: Element) -> Draft:
    united = (words_in(question, name).text for name in _UNITED)
    kept = [text for text in united if text.strip().casefold() not in _STANDARD]
    hints = [words_in(hint, "").text for hint in question.iterfind("hint")]
    return with_remarks(with_remarks(draft, kept, "综合反馈"), hints, "提示")
