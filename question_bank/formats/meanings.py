"""Give the answers of foreign formats a meaning of ours, saying what was guessed (题义判定)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from question_bank.formats.drafts import Draft, Fault
from question_bank.formats.own_drafts import joined
from question_bank.formats.wording import distinct, excerpt
from question_bank.questions import BLANK_MARK, FALSE, LETTERS, TRUE, QuestionType
from question_bank.syllabus import Topic

FULL = 99.9
"""Shares of three or six do not add up to a hundred."""
_RUN = re.compile(r"_{3,}")
_BRACKETS = re.compile(r"（\s{0,20}）|\(\s{1,20}\)")
_WILD = re.compile(r"(?<!\\)\*")
_TRUTHS = {"正确", "对", "是", "√", "true", "t", "yes", "right"}
_FALSEHOODS = {"错误", "错", "否", "不正确", "×", "false", "f", "no", "wrong"}
_TOPICS = frozenset(topic.label for topic in Topic)
_LETTERED = (
    QuestionType.SINGLE,
    QuestionType.MULTIPLE,
    QuestionType.INDEFINITE,
    QuestionType.DOCUMENT_ERROR,
    QuestionType.EVIDENCE,
)


class InexpressibleError(ValueError):
    """Say why an item cannot become a question of ours; the reader names the item."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, excerpt(value), reason

    def at(self, row: int | None, item: str = "") -> Fault:
        """Return the fault at one place of the file."""
        named = f"{item}：" if item else ""
        return Fault(row, self.column, self.value, f"{named}{self.reason}")


@dataclass(frozen=True)
class Offer:
    """Hold an option with the share of the points it earns, in per cent, and its feedback."""

    text: str
    share: float
    feedback: str = ""


def warned(draft: Draft, *warnings: str) -> Draft:
    """Return a draft with more said about what was lost or guessed."""
    if not any(warnings):
        return draft
    return replace(draft, warnings=distinct((*draft.warnings, *warnings)))


def as_choice(draft: Draft, offers: Sequence[Offer], *, takes_one: bool) -> Draft:
    """Give a draft options and the letters that are right."""
    rights = [place for place, one in enumerate(offers) if one.share >= FULL]
    if not takes_one or not rights:
        rights = [place for place, one in enumerate(offers) if one.share > 0]
    if not rights:
        raise InexpressibleError("答案", draft.stem, "没有标出正确选项，请标明答案后再导入。")
    if len(offers) > len(LETTERS):
        raise InexpressibleError(
            "选项", draft.stem, f"选项超过 {len(LETTERS)} 个，请精简后再导入。"
        )
    shape, guess = _choice_type(draft, len(rights), takes_one=takes_one)
    chosen = replace(
        draft,
        type=shape,
        options=tuple(one.text for one in offers),
        key=tuple(LETTERS[place] for place in rights),
    )
    chosen = warned(chosen, guess, *_share_warnings(offers, rights, takes_one=takes_one))
    return _with_feedback(chosen, offers, rights)


def _choice_type(draft: Draft, right: int, *, takes_one: bool) -> tuple[QuestionType, str]:
    if draft.type in _LETTERED:
        return draft.type, ""
    if takes_one and right == 1:
        return QuestionType.SINGLE, ""
    if takes_one:
        return QuestionType.MULTIPLE, "有几个满分选项，按多选题读入；若原意是任选其一，请修改。"
    if right == 1:
        return QuestionType.INDEFINITE, "可多选而只有一个正确选项，按不定项选择题读入，请核对题型。"
    return QuestionType.MULTIPLE, ""


def _share_warnings(
    offers: Sequence[Offer], rights: Sequence[int], *, takes_one: bool
) -> Iterable[str]:
    shares = {round(offers[place].share, 2) for place in rights}
    chosen = set(rights)
    others = [one for place, one in enumerate(offers) if place not in chosen]
    if any(one.share > 0 for one in others):
        named = "、".join(
            f"{excerpt(one.text)}（{one.share:g}%）" for one in others if one.share > 0
        )
        yield f"部分给分的选项 {excerpt(named)} 按错误选项读入。"
    if len(shares) > 1:
        yield "各正确选项的给分不同，未保留。"
    elif takes_one and shares and max(shares) < FULL:
        yield "没有满分选项，已把得分的选项作为答案，请核对。"
    if any(one.share < 0 and (takes_one or one.share > -FULL) for one in others):
        yield "选错的罚分未保留。"


def _with_feedback(draft: Draft, offers: Sequence[Offer], rights: Sequence[int]) -> Draft:
    said = [one.feedback for one in offers]
    if draft.type is QuestionType.DOCUMENT_ERROR:
        draft = replace(draft, extras=tuple(said[place] for place in rights))
        said = ["" if place in rights else one for place, one in enumerate(said)]
    lettered = zip(LETTERS, said, strict=False)
    return with_remarks(draft, [f"{letter}：{one}" for letter, one in lettered if one])


def with_remarks(draft: Draft, remarks: Iterable[str], name: str = "选项反馈") -> Draft:
    """Put what has no place of its own under the explanation, and say so."""
    kept = distinct(remarks)
    if not kept:
        return draft
    analysis = "\n".join(one for one in (draft.analysis, *kept) if one)
    return warned(replace(draft, analysis=analysis), f"{name}已并入解析，请核对。")


def as_judgement(draft: Draft, *, is_true: bool) -> Draft:
    """Make a draft a true/false question."""
    key = TRUE if is_true else FALSE
    return replace(draft, type=QuestionType.TRUE_FALSE, options=(TRUE, FALSE), key=(key,))


def truth_of(text: str) -> bool | None:
    """Tell whether words mean right or wrong; None where they mean neither."""
    word = text.strip().rstrip("。.").casefold()
    return True if word in _TRUTHS else False if word in _FALSEHOODS else None


def is_judgement(texts: Sequence[str]) -> bool:
    """Tell whether options are the two of a true/false question, in either order."""
    return sorted(map(str, map(truth_of, texts))) == ["False", "True"]


def as_blanks(draft: Draft, blanks: Sequence[Sequence[str]], *, starred: bool = True) -> Draft:
    """Make a draft a fill-in question with the answers each blank accepts.

    Where ``starred``, as in Moodle, * stands for any words unless a backslash precedes it.
    """
    if not blanks or not all(any(words.strip() for words in blank) for blank in blanks):
        raise InexpressibleError("答案", draft.stem, "有空没有答案，请填写答案后再导入。")
    key, warnings = [], []
    for blank in blanks:
        said = [words.strip() for words in blank if words.strip()]
        if starred and any(_WILD.search(words) for words in said):
            warnings.append("答案中的 * 按原字读入，不再作通配符。")
        said = [words.replace(r"\*", "*") for words in said] if starred else said
        key.append(joined(distinct(said)))
    stem, guess = _marked(draft.stem, len(key))
    filled = replace(draft, type=QuestionType.FILL_IN, stem=stem, key=tuple(key))
    return warned(filled, guess, *warnings)


def _marked(stem: str, wanted: int) -> tuple[str, str]:
    """Return a stem that has as many blanks as answers, and what was done for it."""
    if stem.count(BLANK_MARK) == wanted:
        return stem, ""
    if len(_RUN.findall(stem)) == wanted:
        return _RUN.sub(BLANK_MARK, stem), ""
    if len(_BRACKETS.findall(stem)) == wanted:
        return _BRACKETS.sub(BLANK_MARK, stem), f"题干中的括号已改为空“{BLANK_MARK}”。"
    if wanted == 1 and not _RUN.search(stem):
        return stem + BLANK_MARK, f"题干没有标出空，已在末尾补上“{BLANK_MARK}”。"
    return stem, f"题干中的空与答案的数目不一致，请用“{BLANK_MARK}”标出每一个空。"


def as_pairs(draft: Draft, pairs: Iterable[tuple[str, str]]) -> Draft:
    """Make a draft a matching question; a right-hand side without a left one distracts."""
    whole = list(pairs)
    matched = [(left, right) for left, right in whole if left]
    rights = [right for _left, right in matched]
    if len(set(rights)) != len(rights):
        twice = next(right for right in rights if rights.count(right) > 1)
        raise InexpressibleError(
            "答案",
            twice,
            f"“{excerpt(twice)}”与左栏的几项配对，本题库的匹配题须一一对应，请改为单选题组。",
        )
    if len({left for left, _right in matched}) != len(matched):
        raise InexpressibleError("左栏", draft.stem, "左栏有重复的内容，请修改后再导入。")
    extras = distinct(right for left, right in whole if not left and right not in rights)
    return replace(
        draft,
        type=QuestionType.MATCHING,
        options=tuple(left for left, _right in matched),
        key=tuple(rights),
        extras=extras,
    )


def as_written(draft: Draft) -> Draft:
    """Make a draft a short answer; without a guide a person must write one."""
    if draft.guide:
        return replace(draft, type=QuestionType.SHORT_ANSWER)
    missing = "文件没有写明采分点，请补充评分要点和分数。"
    return warned(replace(draft, type=QuestionType.SHORT_ANSWER), missing)


def categorised(draft: Draft, category: str) -> Draft:
    """Return a draft with the topic its category names, or with word that it names none."""
    name = category.rstrip("/").rpartition("/")[2].strip()
    if draft.topic or not name:
        return draft
    if name in _TOPICS:
        return replace(draft, topic=name)
    return warned(draft, f"分类“{excerpt(name)}”没有对应的栏目，未读入。")


def in_sets(told: Iterable[tuple[Draft, str]]) -> list[Draft]:
    """Gather drafts told as parts of a case set under the set that opens before them."""
    whole: list[Draft] = []
    opened: dict[str, int] = {}
    for draft, part_of in told:
        if part_of in opened:
            place = opened[part_of]
            parts = whole[place].parts
            part = replace(draft, place=f"{whole[place].place}第 {len(parts) + 1} 小题", code="")
            whole[place] = replace(whole[place], parts=(*parts, part))
            continue
        if draft.type is QuestionType.CASE and draft.code:
            opened[draft.code] = len(whole)
        lone = "原属案例题组，但文件中没有该题组，按单独的题读入。" if part_of else ""
        whole.append(warned(draft, lone))
    return whole
