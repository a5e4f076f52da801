"""What the answers of each type of Moodle question mean to us (Moodle 题型对应)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from question_bank.formats import cloze
from question_bank.formats.drafts import Draft
from question_bank.formats.labels import read_guide
from question_bank.formats.meanings import (
    FULL,
    InexpressibleError,
    Offer,
    as_blanks,
    as_choice,
    as_judgement,
    as_pairs,
    as_written,
    warned,
    with_remarks,
)
from question_bank.formats.moodle_fields import (
    child_text,
    is_on,
    number_in,
    source_of,
    words_in,
)
from question_bank.formats.rich_text import read_as
from question_bank.formats.wording import as_number, excerpt, tidy
from question_bank.questions import BLANK_MARK, QuestionType

Element = Any
Meaning = Callable[[Draft, Element], Draft]
MOST_ANSWERS = 200
_SLOT = re.compile(r"\[\[(\d{1,3})\]\]")


def _answers(question: Element) -> list[Element]:
    answers = list(question.iterfind("answer"))
    if len(answers) > MOST_ANSWERS:
        reason = f"答案超过 {MOST_ANSWERS} 个，请精简后再导入。"
        raise InexpressibleError("答案", child_text(question, "name"), reason)
    return answers


def _choice(draft: Draft, question: Element) -> Draft:
    offers, warnings, pictures = [], list[str](), list[str]()
    for answer in _answers(question):
        words, said = words_in(answer, ""), words_in(answer, "feedback")
        warnings += (*words.warnings, *said.warnings)
        pictures += words.pictures
        offers.append(Offer(words.text, as_number(answer.get("fraction", "0")), said.text))
    draft = replace(draft, media=(*draft.media, *pictures))
    return as_choice(warned(draft, *warnings), offers, takes_one=is_on(question, "single"))


def _all_or_nothing(draft: Draft, question: Element) -> Draft:
    """Read qtype_multichoiceset: every right option counts alike."""
    offers = [
        Offer(words_in(answer, "").text, as_number(answer.get("fraction", "0")))
        for answer in _answers(question)
    ]
    return as_choice(draft, offers, takes_one=False)


def _judgement(draft: Draft, question: Element) -> Draft:
    answers = _answers(question)
    right = [one for one in answers if as_number(one.get("fraction", "0")) >= FULL]
    if len(right) != 1 or child_text(right[0], "").casefold() not in ("true", "false"):
        raise InexpressibleError("答案", draft.stem, "判断题没有标明正确或错误，请标明后再导入。")
    judged = as_judgement(draft, is_true=child_text(right[0], "").casefold() == "true")
    return with_remarks(judged, (words_in(one, "feedback").text for one in answers), "反馈")


def _short(draft: Draft, question: Element) -> Draft:
    answers = _answers(question)
    full = [one for one in answers if as_number(one.get("fraction", "0")) >= FULL]
    partial = [child_text(one, "") for one in answers if one not in full]
    filled = as_blanks(draft, [[tidy(source_of(one)) for one in full]])
    return warned(
        with_remarks(filled, _feedback(answers), "答案反馈"),
        f"部分给分的答案“{excerpt('、'.join(partial))}”未读入。" if partial else "",
        "区分大小写的要求未保留。" if is_on(question, "usecase") else "",
    )


def _feedback(answers: list[Element]) -> Iterator[str]:
    for answer in answers:
        if said := words_in(answer, "feedback").text:
            yield f"{child_text(answer, '')}：{said}"


def _numerical(draft: Draft, question: Element) -> Draft:
    answers = _answers(question)
    full = [one for one in answers if as_number(one.get("fraction", "0")) >= FULL]
    near = [
        f"{child_text(one, '')}±{number_in(one, 'tolerance'):g}"
        for one in full
        if number_in(one, "tolerance")
    ]
    filled = as_blanks(draft, [[child_text(one, "") for one in full]])
    return warned(
        with_remarks(filled, _feedback(answers), "答案反馈"),
        f"数值容差“{excerpt('、'.join(near))}”未保留，请补充可接受的答案。" if near else "",
        "部分给分的数值未读入。" if len(full) < len(answers) else "",
        "单位换算未保留。" if question.find("units/unit") is not None else "",
    )


def _matching(draft: Draft, question: Element) -> Draft:
    pairs, warnings = [], list[str]()
    for one in question.iterfind("subquestion"):
        left = words_in(one, "")
        warnings += left.warnings
        pairs.append((left.text, tidy(source_of(one.find("answer")))))
    return as_pairs(warned(draft, *warnings), pairs)


def _essay(draft: Draft, question: Element) -> Draft:
    told = words_in(question, "graderinfo")
    guide = read_guide(told.text)
    draft = draft if guide else with_remarks(draft, [told.text], "评分说明")
    return warned(
        as_written(replace(draft, guide=guide or draft.guide)),
        "预填的答题模板未读入。" if words_in(question, "responsetemplate").text else "",
        "附件作答的要求未保留。" if number_in(question, "attachments") else "",
    )


def _ordering(draft: Draft, question: Element) -> Draft:
    answers = _answers(question)
    places = [as_number(one.get("fraction", "0")) for one in answers]
    if len(set(places)) == len(places):
        answers = [one for _place, one in sorted(zip(places, answers, strict=True), key=_first)]
    steps = [words_in(one, "") for one in answers]
    ordered = replace(draft, type=QuestionType.ORDERING, options=tuple(one.text for one in steps))
    return warned(ordered, *(warning for one in steps for warning in one.warnings))


def _first(pair: tuple[float, Element]) -> float:
    return pair[0]


def _description(draft: Draft, _question: Element) -> Draft:
    if draft.type is QuestionType.CASE:
        return draft
    raise InexpressibleError("题型", draft.stem, "说明文字，没有答案，不是试题。")


def _cloze(draft: Draft, question: Element) -> Draft:
    holder = question.find("questiontext")
    source, blocks = cloze.cut(source_of(holder))
    form = "plain" if holder is not None and holder.get("format") == "plain_text" else "html"
    words = read_as(form, source)
    draft = replace(draft, stem=words.text, media=tuple(words.pictures), warnings=words.warnings)
    if any(block.takes_several for block in blocks):
        raise InexpressibleError("题型", draft.stem, "完形填空中有多选，请改为案例题组后再导入。")
    if len(blocks) == 1 and blocks[0].is_chosen:
        return as_choice(draft, blocks[0].offers, takes_one=True)
    full = [[one for one in block.offers if one.share >= FULL] for block in blocks]
    filled = as_blanks(draft, [[one.text for one in offers] for offers in full])
    said = (
        f"{one.text}：{one.feedback}" for block in blocks for one in block.offers if one.feedback
    )
    offered = sum(len(block.offers) for block in blocks if not block.is_chosen)
    kept = sum(len(one) for one, block in zip(full, blocks, strict=True) if not block.is_chosen)
    return warned(
        with_remarks(filled, said, "答案反馈"),
        "下拉选项已改为填空，其余选项未读入。" if any(one.is_chosen for one in blocks) else "",
        "数值容差未保留，请补充可接受的答案。" if any(one.has_tolerance for one in blocks) else "",
        "部分给分的答案未读入。" if kept < offered else "",
    )


def _slots(draft: Draft, question: Element) -> Draft:
    """Read gaps to be filled by choosing or dragging: each asks for its right words."""
    boxes = [*question.iterfind("dragbox"), *question.iterfind("selectoption")]
    texts = [child_text(box, "") for box in boxes[:MOST_ANSWERS]]
    wanted = [int(place) for place in _SLOT.findall(draft.stem)]
    if not wanted or not all(1 <= place <= len(texts) for place in wanted):
        raise InexpressibleError("答案", draft.stem, "空位与备选词对不上，请核对后再导入。")
    stem = _SLOT.sub(BLANK_MARK, draft.stem)
    filled = as_blanks(replace(draft, stem=stem), [[texts[place - 1]] for place in wanted])
    return warned(filled, "拖放或下拉的备选词已改为填空，其余备选词未读入。")


MEANINGS: dict[str, Meaning] = {
    "multichoice": _choice,
    "multichoiceset": _all_or_nothing,
    "truefalse": _judgement,
    "shortanswer": _short,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ddmatch": _matching,
    "essay": _essay,
    "ordering": _ordering,
    "description": _description,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _slots,
    "ddwtos": _slots,
}
