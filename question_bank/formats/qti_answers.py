"""What the interactions of QTI mean to us (QTI 互动对应)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from question_bank.formats.drafts import Draft
from question_bank.formats.meanings import (
    InexpressibleError,
    Offer,
    as_blanks,
    as_choice,
    as_judgement,
    as_pairs,
    as_written,
    is_judgement,
    truth_of,
    warned,
    with_remarks,
)
from question_bank.formats.qti_elements import drop
from question_bank.formats.rich_text import Words, words_of
from question_bank.formats.wording import as_number, excerpt, tidy
from question_bank.questions import QuestionType

Element = Any
MOST_CHOICES = 200
SIDES = 2
"""A pair has two sides, and a matching interaction two columns."""
_FEEDBACK = ("feedbackInline", "feedbackBlock")


@dataclass(frozen=True)
class Response:
    """Hold what an item declares of one response."""

    cardinality: str = "single"
    base: str = "identifier"
    correct: tuple[str, ...] = ()
    mapped: Mapping[str, float] = field(default_factory=dict)

    @property
    def rights(self) -> list[str]:
        """Return the right values: those told as right, else those that earn points."""
        if self.correct:
            return list(self.correct)
        earning = {key: points for key, points in self.mapped.items() if points > 0}
        if self.cardinality == "single" and earning:
            return [max(earning, key=lambda key: earning[key])]
        return list(earning)


Responses = Mapping[str, Response]
Meaning = Callable[[Draft, Element, Responses], Draft]


def read_responses(root: Element) -> dict[str, Response]:
    """Return the responses an item declares by their identifiers."""
    return {
        str(one.get("identifier", "")): Response(
            cardinality=str(one.get("cardinality", "single")),
            base=str(one.get("baseType", "identifier")),
            correct=tuple(
                tidy(value.text or "") for value in one.iterfind("correctResponse/value")
            ),
            mapped={
                str(entry.get("mapKey", "")): as_number(entry.get("mappedValue", "0"))
                for entry in one.iterfind("mapping/mapEntry")
            },
        )
        for one in root.iterfind("responseDeclaration")
    }


def response_of(interaction: Element, responses: Responses) -> Response:
    """Return the response an interaction answers into."""
    return responses.get(str(interaction.get("responseIdentifier", "")), Response())


def _told(draft: Draft, words: Iterable[Words]) -> Draft:
    """Return a draft with what its options lost."""
    for one in words:
        draft = warned(replace(draft, media=(*draft.media, *one.pictures)), *one.warnings)
    return draft


def _choices(draft: Draft, holder: Element, name: str) -> list[Element]:
    choices = list(holder.iter(name))
    if len(choices) > MOST_CHOICES:
        reason = f"选项超过 {MOST_CHOICES} 个，请精简后再导入。"
        raise InexpressibleError("选项", draft.stem, reason)
    return choices


def _said(choice: Element) -> str:
    """Take the feedback out of a choice and return its words."""
    said = []
    for one in [one for one in choice.iter() if one.tag in _FEEDBACK]:
        said.append(words_of(one).text)
        drop(one)
    return "\n".join(text for text in said if text)


def _choice(draft: Draft, interaction: Element, responses: Responses) -> Draft:
    response = response_of(interaction, responses)
    choices = _choices(draft, interaction, "simpleChoice")
    said = [_said(choice) for choice in choices]
    words = [words_of(choice) for choice in choices]
    names = [str(choice.get("identifier", "")) for choice in choices]
    takes_one = interaction.get("maxChoices", "1") == "1" and response.cardinality == "single"
    return _chosen(_told(draft, words), response, names, words, said, takes_one=takes_one)


def _chosen(
    draft: Draft,
    response: Response,
    names: list[str],
    words: list[Words],
    said: list[str],
    *,
    takes_one: bool,
) -> Draft:
    rights = set(response.rights)
    texts = [one.text for one in words]
    if takes_one and is_judgement(texts) and draft.type in (None, QuestionType.TRUE_FALSE):
        return _judged(draft, texts, [name in rights for name in names], said)
    share = 100.0 if takes_one else 100 / max(len(rights), 1)
    offers = [
        Offer(text, share if name in rights else 0.0, feedback)
        for name, text, feedback in zip(names, texts, said, strict=True)
    ]
    graded = "分项给分（mapping）未保留，按标准答案判分。" if response.mapped else ""
    return warned(as_choice(draft, offers, takes_one=takes_one), graded)


def _judged(draft: Draft, texts: list[str], chosen: list[bool], said: list[str]) -> Draft:
    right = [text for text, is_chosen in zip(texts, chosen, strict=True) if is_chosen]
    if len(right) != 1:
        raise InexpressibleError("答案", draft.stem, "没有标出正确选项，请标明答案后再导入。")
    judged = as_judgement(draft, is_true=truth_of(right[0]) is True)
    remarks = [f"{text}：{one}" for text, one in zip(texts, said, strict=True) if one]
    return with_remarks(judged, remarks, "选项反馈")


def _ordering(draft: Draft, interaction: Element, responses: Responses) -> Draft:
    choices = _choices(draft, interaction, "simpleChoice")
    said = [_said(choice) for choice in choices]
    words = {str(one.get("identifier", "")): words_of(one) for one in choices}
    order = response_of(interaction, responses).correct
    if sorted(order) != sorted(words):
        raise InexpressibleError("答案", draft.stem, "没有写明全部步骤的顺序，请补全后再导入。")
    steps = tuple(words[name].text for name in order)
    ordered = replace(draft, type=QuestionType.ORDERING, options=steps)
    return with_remarks(_told(ordered, words.values()), said, "选项反馈")


def _matching(draft: Draft, interaction: Element, responses: Responses) -> Draft:
    columns = [
        {
            str(one.get("identifier", "")): words_of(one)
            for one in _choices(draft, side, _ASSOCIABLE)
        }
        for side in interaction.iterfind("simpleMatchSet")
    ]
    if len(columns) != SIDES:
        raise InexpressibleError("选项", draft.stem, "匹配题须有左右两栏，请核对后再导入。")
    lefts, rights = columns
    pairs = _pairs(draft, response_of(interaction, responses))
    told = [
        (lefts[one].text, rights[other].text) for one, other in pairs if _fits(one, other, columns)
    ]
    if len(told) != len(pairs) or len(lefts) != len(pairs):
        raise InexpressibleError("答案", draft.stem, "左栏须每项恰好配对一项，请核对后再导入。")
    used = {other for _one, other in pairs}
    told += [("", words.text) for name, words in rights.items() if name not in used]
    return as_pairs(_told(draft, [*lefts.values(), *rights.values()]), told)


_ASSOCIABLE = "simpleAssociableChoice"


def _fits(one: str, other: str, columns: list[dict[str, Words]]) -> bool:
    return one in columns[0] and other in columns[1]


def _pairs(draft: Draft, response: Response) -> list[tuple[str, str]]:
    pairs = [tuple(value.split()) for value in response.rights]
    told = [(pair[0], pair[1]) for pair in pairs if len(pair) == SIDES]
    if not told or len(told) != len(pairs):
        raise InexpressibleError("答案", draft.stem, "没有写明配对，请补充答案后再导入。")
    return told


def _associating(draft: Draft, interaction: Element, responses: Responses) -> Draft:
    choices = _choices(draft, interaction, _ASSOCIABLE)
    words = {str(one.get("identifier", "")): words_of(one) for one in choices}
    pairs = _pairs(draft, response_of(interaction, responses))
    if not all(one in words and other in words for one, other in pairs):
        raise InexpressibleError("答案", draft.stem, "答案指向不存在的选项，请核对后再导入。")
    used = {name for pair in pairs for name in pair}
    told = [(words[one].text, words[other].text) for one, other in pairs]
    told += [("", one.text) for name, one in words.items() if name not in used]
    paired = as_pairs(_told(draft, words.values()), told)
    return warned(paired, "连线题没有左右栏之分，已按答案分为左右两栏，请核对。")


def _gaps(draft: Draft, interaction: Element, responses: Responses) -> Draft:
    texts = {
        str(one.get("identifier", "")): words_of(one)
        for one in _choices(draft, interaction, "gapText")
    }
    gaps = [str(one.get("identifier", "")) for one in interaction.iter("gap")]
    filled = {other: one for one, other in _pairs(draft, response_of(interaction, responses))}
    if not all(filled.get(gap) in texts for gap in gaps):
        raise InexpressibleError("答案", draft.stem, "有空没有对应的词，请补充答案后再导入。")
    blanks = [[texts[filled[gap]].text] for gap in gaps]
    done = as_blanks(_told(draft, texts.values()), blanks, starred=False)
    return warned(done, "选词填空已改为填空，其余备选词未读入。")


def _hottext(draft: Draft, interaction: Element, responses: Responses) -> Draft:
    response = response_of(interaction, responses)
    choices = _choices(draft, interaction, "hottext")
    words = [words_of(choice) for choice in choices]
    names = [str(choice.get("identifier", "")) for choice in choices]
    takes_one = interaction.get("maxChoices", "1") == "1" and response.cardinality == "single"
    said = [""] * len(choices)
    chosen = _chosen(_told(draft, words), response, names, words, said, takes_one=takes_one)
    return warned(chosen, "点选文字题已改为选择题，可选的文字列为选项。")


def _written(draft: Draft, interaction: Element, responses: Responses) -> Draft:
    model = response_of(interaction, responses).correct
    return as_written(with_remarks(draft, (f"参考答案：{one}" for one in model), "参考答案"))


BLOCKS: dict[str, Meaning] = {
    "choiceInteraction": _choice,
    "orderInteraction": _ordering,
    "matchInteraction": _matching,
    "associateInteraction": _associating,
    "gapMatchInteraction": _gaps,
    "hottextInteraction": _hottext,
    "extendedTextInteraction": _written,
}
INLINE = ("textEntryInteraction", "inlineChoiceInteraction")


def inline_answers(draft: Draft, inside: list[Element], responses: Responses) -> Draft:
    """Make a draft of the blanks that stand inside its words."""
    if len(inside) == 1 and inside[0].tag == "inlineChoiceInteraction":
        return _drop_down(draft, inside[0], responses)
    blanks, warnings = [], list[str]()
    for one in inside:
        response = response_of(one, responses)
        if one.tag == "inlineChoiceInteraction":
            texts = {
                str(c.get("identifier", "")): words_of(c).text for c in one.iter("inlineChoice")
            }
            blanks.append([texts.get(name, "") for name in response.rights])
            warnings.append("下拉选项已改为填空，其余选项未读入。")
            continue
        accepted, partial = _accepted(response)
        blanks.append(accepted)
        if partial:
            warnings.append(f"部分给分的答案“{excerpt('、'.join(partial))}”未读入。")
        if one.get("patternMask"):
            warnings.append("答案的格式限制（patternMask）未保留。")
    return warned(as_blanks(draft, blanks, starred=False), *warnings)


def _accepted(response: Response) -> tuple[list[str], list[str]]:
    best = max((response.mapped.get(one, 0.0) for one in response.correct), default=0.0)
    best = best or max(response.mapped.values(), default=0.0)
    full = [one for one, points in response.mapped.items() if points > 0 and points >= best]
    partial = [one for one, points in response.mapped.items() if 0 < points < best]
    accepted = [*response.correct, *(one for one in full if one not in response.correct)]
    return accepted, [one for one in partial if one not in accepted]


def _drop_down(draft: Draft, one: Element, responses: Responses) -> Draft:
    choices = _choices(draft, one, "inlineChoice")
    words = [words_of(choice) for choice in choices]
    names = [str(choice.get("identifier", "")) for choice in choices]
    said = [""] * len(choices)
    response = response_of(one, responses)
    return _chosen(_told(draft, words), response, names, words, said, takes_one=True)
