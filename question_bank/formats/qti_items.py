"""Read one QTI item into a draft (QTI 题目导入)."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from question_bank.formats.drafts import Draft
from question_bank.formats.labels import read_guide, with_labels, with_notes
from question_bank.formats.meanings import InexpressibleError, warned, with_remarks
from question_bank.formats.qti_answers import (
    BLOCKS,
    INLINE,
    Responses,
    inline_answers,
    read_responses,
)
from question_bank.formats.qti_elements import drop
from question_bank.formats.qti_names import TOOL, with_bare_names
from question_bank.formats.qti_writing import GUIDE, LABELS, PART
from question_bank.formats.rich_text import Special, Words, words_of
from question_bank.formats.wording import as_number, distinct, excerpt
from question_bank.questions import BLANK_MARK, QuestionType

Element = Any
MOST_PARTS = 50
_BLANK: dict[str, Special] = {
    name: lambda _element: BLANK_MARK for name in (*INLINE, "gap", "endAttemptInteraction")
}
_EXPLANATION = re.compile(r"explanation(?:_(\d{1,2}))?")
_DROPPED = {"gapMatchInteraction": ("gapText", "gapImg"), "hottextInteraction": ()}
"""What is no stem in interactions that hold their stem; the others hold none beside a prompt."""
_UNSUPPORTED = "互动“{}”没有对应的题型，请改编后再导入。"
_OF_CHOICES = ("simpleChoice", "simpleAssociableChoice", "inlineChoice", "hottext", "gapText")


@dataclass(frozen=True)
class _Rubric:
    """Hold a block for those who make or mark an item: whom it addresses, what it says."""

    view: str
    classes: frozenset[str]
    text: str


def item_draft(root: Element, place: str, keywords: Iterable[str] = ()) -> Draft:
    """Return the draft of an assessmentItem, or say why there is none."""
    with_bare_names(root)
    name = str(root.get("identifier") or place)
    body = root.find("itemBody")
    _ensure_plain(root, body, name)
    responses, rubrics = read_responses(root), _rubrics(body)
    remarks = _feedback_in(body)
    draft = Draft(place=place, type=None, stem="", options=(), key=(), code=name)
    draft = with_labels(draft, _labels(rubrics, ""))
    draft = _with_guide(draft, rubrics, "")
    ours = any(f"{PART}-1" in one.classes for one in rubrics)
    parts = [one for one in body.iter("div") if ours and one.get("class") == PART]
    if parts:
        draft = _own_set(draft, body, parts, responses, rubrics)
    else:
        draft = _answered(draft, body, responses)
    draft = with_remarks(_with_modal(draft, root), remarks, "题内反馈")
    return warned(draft, *_losses(root, draft, keywords))


def _ensure_plain(root: Element, body: Element | None, name: str) -> None:
    if body is None:
        raise InexpressibleError("题目", name, "没有题目内容（itemBody），请核对后再导入。")
    if root.get("adaptive") == "true":
        raise InexpressibleError("题型", name, "自适应题分步显示，没有对应的题型，请改编后再导入。")
    if root.find("templateDeclaration") is not None:
        raise InexpressibleError(
            "题型", name, "模板题的数值随机产生，没有对应的题型，请改编后再导入。"
        )


def _rubrics(body: Element) -> list[_Rubric]:
    told = []
    for one in list(body.iter("rubricBlock")):
        classes = frozenset(str(one.get("class", "")).split())
        told.append(_Rubric(str(one.get("view", "")), classes, words_of(one).text))
        drop(one)
    return told


def _labels(rubrics: list[_Rubric], part: str) -> list[str]:
    wanted = {LABELS, part} - {""}
    return [line for one in rubrics if one.classes == wanted for line in one.text.split("\n")]


def _with_guide(draft: Draft, rubrics: list[_Rubric], part: str) -> Draft:
    """Take the guide of the question; what else is told to markers goes under the explanation."""
    wanted = {GUIDE, part} - {""}
    for one in rubrics:
        if one.classes == wanted:
            draft = replace(draft, guide=read_guide(one.text))
    others = [one.text for one in rubrics if not one.classes & {LABELS, GUIDE}]
    return draft if part else with_remarks(draft, others, "评分说明")


def _feedback_in(body: Element) -> list[str]:
    """Take out feedback that stands among the words of the body, not in its choices."""
    told = []
    for one in list(body.iter("feedbackBlock", "feedbackInline")):
        if any(above.tag in _OF_CHOICES for above in one.iterancestors()):
            continue
        if any(str(inner.tag).endswith("Interaction") for inner in one.iter()):
            raise InexpressibleError("题型", words_of(one).text, "作答栏分步显示，请改编后再导入。")
        told.append(words_of(one).text)
        drop(one)
    return [text for text in told if text]


def _own_set(
    draft: Draft,
    body: Element,
    parts: list[Element],
    responses: Responses,
    rubrics: list[_Rubric],
) -> Draft:
    told = []
    for place, held in enumerate(parts[:MOST_PARTS], 1):
        part = Draft(f"{draft.place}第 {place} 小题", None, "", (), ())
        named = f"{PART}-{place}"
        part = _with_guide(with_labels(part, _labels(rubrics, named)), rubrics, named)
        told.append(_answered(part, held, responses))
        drop(held)
    words = words_of(body)
    whole = replace(draft, type=QuestionType.CASE, stem=words.text, parts=tuple(told))
    return warned(replace(whole, media=distinct((*draft.media, *words.pictures))), *words.warnings)


def _answered(draft: Draft, body: Element, responses: Responses) -> Draft:
    interactions = [one for one in body.iter() if str(one.tag).endswith("Interaction")]
    strange = [str(one.tag) for one in interactions if one.tag not in (*BLOCKS, *INLINE)]
    if strange:
        reason = _UNSUPPORTED.format("、".join(distinct(strange)))
        raise InexpressibleError("题型", draft.code or draft.place, reason)
    if not interactions:
        reason = "没有作答栏，不是试题，或作答方式不能识别。"
        raise InexpressibleError("题型", words_of(body).text, reason)
    blocks = [one for one in interactions if one.tag in BLOCKS]
    inside = [one for one in interactions if one.tag in INLINE]
    if blocks and (len(blocks) > 1 or inside):
        return _foreign_set(draft, body, blocks, inside, responses)
    offered = deepcopy(blocks[0]) if blocks else None
    if blocks:
        _keep_stem(blocks[0])
    words = words_of(body, _BLANK)
    draft = replace(draft, stem=words.text, media=distinct((*draft.media, *words.pictures)))
    draft = warned(draft, *words.warnings)
    if inside:
        return inline_answers(draft, inside, responses)
    return BLOCKS[blocks[0].tag](draft, offered, responses)


def _keep_stem(interaction: Element) -> None:
    """Leave of an interaction only what is part of the stem."""
    dropped = _DROPPED.get(str(interaction.tag))
    for child in list(interaction):
        if child.tag != "prompt" and (dropped is None or child.tag in dropped):
            drop(child)


def _foreign_set(
    draft: Draft,
    body: Element,
    blocks: list[Element],
    inside: list[Element],
    responses: Responses,
) -> Draft:
    """Make a case set of an item that asks several things."""
    if inside or len(blocks) > MOST_PARTS:
        reason = "一题中混有几种作答栏，请拆成几道题后再导入。"
        raise InexpressibleError("题型", draft.code or draft.place, reason)
    parts = [
        _foreign_part(f"{draft.place}第 {place} 小题", place, block, responses)
        for place, block in enumerate(blocks, 1)
    ]
    words = words_of(body)
    whole = replace(
        draft,
        type=QuestionType.CASE,
        stem=words.text or draft.stem or "请回答下列各题。",
        parts=tuple(parts),
        media=distinct((*draft.media, *words.pictures)),
    )
    return warned(whole, *words.warnings, "一题多问，按案例题组读入，请核对材料和各小题的分值。")


def _foreign_part(named: str, place: int, block: Element, responses: Responses) -> Draft:
    """Take one interaction out of the body as a part with its prompt as stem."""
    prompt = block.find("prompt")
    said = Words() if prompt is None else words_of(prompt)
    stem = said.text or f"第 {place} 问（见材料）。"
    part = Draft(named, None, stem, (), (), warnings=said.warnings)
    answered = BLOCKS[str(block.tag)](part, deepcopy(block), responses)
    drop(block)
    return answered


def _with_modal(draft: Draft, root: Element) -> Draft:
    """Take the explanations we wrote; other feedback goes under the explanation."""
    others = []
    for one in root.iterfind("modalFeedback"):
        note, name = words_of(one).text, str(one.get("identifier", ""))
        place = _EXPLANATION.fullmatch(name)
        if place is None or root.get("toolName") != TOOL:
            title = str(one.get("title", ""))
            others.append(f"{title}：{note}" if title and note else note)
        elif place[1] is None:
            draft = with_notes(draft, note)
        elif 1 <= int(place[1]) <= len(draft.parts):
            at = int(place[1]) - 1
            noted = with_notes(draft.parts[at], note)
            draft = replace(draft, parts=(*draft.parts[:at], noted, *draft.parts[at + 1 :]))
    return with_remarks(draft, others, "反馈")


def _losses(root: Element, draft: Draft, keywords: Iterable[str]) -> Iterator[str]:
    """Say what of the item as a whole has no place with us."""
    if root.get("toolName") == TOOL:
        return
    title = str(root.get("title", "")).strip()
    if title not in ("", draft.code, draft.stem):
        yield f"题目名称“{excerpt(title)}”未读入。"
    if words := "、".join(keywords):
        yield f"关键词“{excerpt(words)}”没有对应的栏目，未读入。"
    worth = root.find("outcomeDeclaration[@identifier='SCORE']")
    points = as_number(worth.get("normalMaximum", "1"), 1.0) if worth is not None else 1.0
    if points != 1:
        yield f"分值 {points:g} 未读入，组卷时另行设定。"
    yield from _unprocessed(root)


def _unprocessed(root: Element) -> Iterator[str]:
    processing = root.find("responseProcessing")
    if processing is not None and len(processing):
        yield "判分脚本未读入，按标准答案判分。"
        if any(one.get("tolerance") for one in processing.iter("equal")):
            yield "数值容差未保留，请补充可接受的答案。"
    if root.find("stylesheet") is not None:
        yield "样式表未读入。"
    if root.find("assessmentStimulusRef") is not None:
        yield "共用材料未读入，请补入题干。"
