"""Read GIFT, the text format of Moodle (GIFT 导入)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from question_bank.formats.drafts import Draft, Fault, Reading
from question_bank.formats.gift_syntax import NUMBER, Item, Phrase, items_of
from question_bank.formats.gift_writing import losses, refusal, write
from question_bank.formats.labels import PART, read_labels, with_labels, with_notes
from question_bank.formats.meanings import (
    FULL,
    InexpressibleError,
    Offer,
    as_blanks,
    as_choice,
    as_judgement,
    as_pairs,
    as_written,
    categorised,
    in_sets,
    warned,
    with_remarks,
)
from question_bank.formats.plain_files import UnreadableError, read_text
from question_bank.formats.rich_text import Words, read_as
from question_bank.formats.wording import excerpt, tidy
from question_bank.questions import QuestionType

__all__ = ["losses", "read", "refusal", "write"]
MOST_ITEMS = 20_000
WIDEST_RANGE = 20
"""A range of whole numbers up to this wide is told as its numbers."""
_SPAN = re.compile(rf"\s*({NUMBER})\s*\.\.\s*({NUMBER})\s*")
_NEAR = re.compile(rf"\s*({NUMBER})\s*(?::\s*({NUMBER}))?\s*")


def read(content: bytes) -> Reading:
    """Return the questions of a GIFT file."""
    try:
        text, remarks = read_text(content)
    except UnreadableError as refused:
        return Reading("gift", (), (Fault(None, "文件", "", str(refused)),))
    told, faults, skipped = [], list[Fault](), list(remarks)
    category = ""
    for count, item in enumerate(items_of(text), 1):
        if count > MOST_ITEMS:
            faults.append(
                Fault(item.line, "文件", "", f"超过 {MOST_ITEMS} 题，其余未读，请拆分文件。")
            )
            break
        if item.kind == "Category":
            category = item.stem.text
            skipped.append(Fault(item.line, "分类", excerpt(category), "分类行，不是试题。"))
            continue
        try:
            told.append(_told(item, category))
        except InexpressibleError as reason:
            kept = skipped if item.kind == "Description" and not item.fault else faults
            kept.append(reason.at(item.line))
    return Reading("gift", tuple(in_sets(told)), tuple(faults), tuple(skipped))


def _told(item: Item, category: str) -> tuple[Draft, str]:
    """Return the draft of an item and the code of the case set it is part of."""
    words = plain(item.stem)
    if item.fault:
        raise InexpressibleError("题目", words.text or item.title, item.fault)
    general = plain(item.general)
    draft = Draft(
        place=f"第 {item.line} 行",
        type=None,
        stem=words.text,
        options=(),
        key=(),
        code=item.code,
        media=tuple(words.pictures),
        warnings=(*words.warnings, *general.warnings),
    )
    ours, _others = read_labels(item.tags)
    draft = with_labels(with_notes(draft, general.text), item.tags)
    draft = categorised(_titled(draft, item), category)
    return _MEANINGS[item.kind](draft, item), ours.get(PART, [""])[-1]


def _titled(draft: Draft, item: Item) -> Draft:
    named = item.title if item.title not in ("", item.code, draft.stem) else ""
    return warned(draft, f"题目名称“{excerpt(named)}”未读入。" if named else "")


def plain(phrase: Phrase | None) -> Words:
    """Return the words of a phrase without its markup."""
    return read_as(phrase.format, phrase.text) if phrase else Words()


def _choice(draft: Draft, item: Item) -> Draft:
    takes_one = any(one.is_right for one in item.choices)
    offers, warnings = [], list[str]()
    for one in item.choices:
        words, said = plain(one.text), plain(one.feedback)
        warnings += (*words.warnings, *said.warnings)
        otherwise = 100.0 if one.is_right else 0.0
        share = otherwise if one.weight is None else one.weight
        offers.append(Offer(words.text, share, said.text))
    return as_choice(warned(draft, *warnings), offers, takes_one=takes_one)


def _judgement(draft: Draft, item: Item) -> Draft:
    said = (plain(item.said_first).text, plain(item.said_second).text)
    return with_remarks(as_judgement(draft, is_true=item.is_true), said, "反馈")


def _short(draft: Draft, item: Item) -> Draft:
    full = [one for one in item.choices if one.weight is None or one.weight >= FULL]
    partial = [plain(one.text).text for one in item.choices if one not in full]
    lost = f"部分给分的答案“{excerpt('、'.join(partial))}”未读入。" if partial else ""
    filled = as_blanks(draft, [[plain(one.text).text for one in full]])
    return with_remarks(warned(filled, lost), _remarks(item), "答案反馈")


def _numerical(draft: Draft, item: Item) -> Draft:
    full = [one for one in item.choices if one.weight is None or one.weight >= FULL]
    answers, warnings = list[str](), list[str]()
    for one in full:
        numbers, lost = numbers_in(one.text.text, draft.stem)
        answers += numbers
        warnings.append(lost)
    if len(full) < len(item.choices):
        warnings.append("部分给分的数值未读入。")
    filled = warned(as_blanks(draft, [answers]), *warnings)
    return with_remarks(filled, _remarks(item), "答案反馈")


def _remarks(item: Item) -> Iterator[str]:
    for one in item.choices:
        if said := plain(one.feedback).text:
            yield f"{plain(one.text).text}：{said}"


def numbers_in(text: str, stem: str) -> tuple[list[str], str]:
    """Return the numbers an answer such as 3.14:0.01 or 1..5 accepts, and what was lost."""
    if found := _SPAN.fullmatch(text):
        return _whole_numbers(found[1], found[2], stem)
    if not (found := _NEAR.fullmatch(text)):
        raise InexpressibleError("答案", text, "数值答案无法识别，请写作数字后再导入。")
    if found[2] and float(found[2]) != 0:
        return [found[1]], f"数值容差 ±{found[2]} 未保留，只接受 {found[1]}，请补充可接受的答案。"
    return [found[1]], ""


def _whole_numbers(low: str, high: str, stem: str) -> tuple[list[str], str]:
    is_whole = float(low).is_integer() and float(high).is_integer()
    if not is_whole or not 0 <= float(high) - float(low) <= WIDEST_RANGE:
        reason = f"答案是数值区间 {low} 至 {high}，填空题不能表示区间，请改为确定的答案。"
        raise InexpressibleError("答案", stem, reason)
    numbers = range(int(float(low)), int(float(high)) + 1)
    return [
        str(number) for number in numbers
    ], f"数值区间 {low} 至 {high} 已改为其中的整数，请核对。"


def _matching(draft: Draft, item: Item) -> Draft:
    lefts = [plain(left) for left, _right in item.pairs]
    warnings = [warning for one in lefts for warning in one.warnings]
    rights = [tidy(right) for _left, right in item.pairs]
    pairs = zip((one.text for one in lefts), rights, strict=True)
    return as_pairs(warned(draft, *warnings), pairs)


def _essay(draft: Draft, _item: Item) -> Draft:
    return as_written(draft)


def _ordering(draft: Draft, item: Item) -> Draft:
    steps = tuple(plain(step).text for step in item.steps)
    return replace(draft, type=QuestionType.ORDERING, options=steps)


def _description(draft: Draft, _item: Item) -> Draft:
    if draft.type is QuestionType.CASE:
        return draft
    raise InexpressibleError("题型", draft.stem, "说明文字，没有答案，不是试题。")


_MEANINGS: dict[str, Callable[[Draft, Item], Draft]] = {
    "MC": _choice,
    "TF": _judgement,
    "Short": _short,
    "Numerical": _numerical,
    "Matching": _matching,
    "Essay": _essay,
    "Ordering": _ordering,
    "Description": _description,
}
