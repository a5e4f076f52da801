"""From what stands in the places of a question to a draft of its type (题型成形)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from question_bank.formats import answers
from question_bank.formats.drafts import SHOWN, Draft, Fault, told_faults
from question_bank.formats.guides import read_guide
from question_bank.formats.lists import ACCEPTED, BLANKS, join, split
from question_bank.formats.option_cells import options_in, without_labels
from question_bank.formats.vocabulary import (
    CHOICE,
    Hint,
    difficulty_named,
    is_judgement_pair,
    judgement_named,
    type_named,
)
from question_bank.questions import BLANK_MARK, FALSE, LETTERS, TRUE, QuestionType

_BLANK = re.compile(r"_{2,}|＿{1,}|[(（【\[][ \u3000\xa0]*[)）】\]]|[(（][ \u3000\xa0_＿]+[)）]")
_UNDERLINE = re.compile(r"_{2,}|＿{2,}")
_END = re.compile(r"[。．.？?！!]?$")


@dataclass(slots=True)
class Raw:
    """Hold a question as its places in the file say it, before anything is understood."""

    place: str
    row: int | None = None
    type_words: str = ""
    hint: Hint = None
    """The type its sheet or section sets."""
    stem: str = ""
    options: list[str] = field(default_factory=list)
    key: str = ""
    analysis: str = ""
    guide: str = ""
    extras: str = ""
    corrections: str = ""
    points: str = ""
    law: str = ""
    article: str = ""
    evidence: str = ""
    topic: str = ""
    fields: str = ""
    difficulty: str = ""
    code: str = ""
    media: str = ""
    warnings: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    parts: list["Raw"] = field(default_factory=list)

    def refuse(self, column: str, value: str, reason: str) -> None:
        """Say what cannot be read."""
        self.faults.append(Fault(self.row, column, value[:SHOWN], reason))


def shape(raw: Raw) -> tuple[Draft, list[Fault]]:
    """Return the draft a raw question makes, and all that is wrong with it."""
    draft = _draft(raw)
    known = {fault.column for fault in raw.faults}
    told = [
        Fault(raw.row, column, _as_written(raw, column, value), reason)
        for column, value, reason in told_faults(draft)
        if column not in known
    ]
    return draft, [*raw.faults, *told]


def _as_written(raw: Raw, column: str, value: str) -> str:
    return raw.key[:SHOWN] if column == "答案" and not raw.parts else value


def shape_all(raws: Iterable[Raw]) -> tuple[list[Draft], list[Fault]]:
    """Shape every question; one with a fault is told as faults and is no draft."""
    drafts: list[Draft] = []
    faults: list[Fault] = []
    for raw in raws:
        draft, wrong = shape(raw)
        if wrong:
            faults.extend(replace(one, reason=_placed(raw, one.reason)) for one in wrong)
        else:
            drafts.append(draft)
    return drafts, faults


def _placed(raw: Raw, reason: str) -> str:
    return f"{raw.place}：{reason}"


def _draft(raw: Raw) -> Draft:
    raw.options = without_labels(raw.options)
    kind = _kind(raw)
    parts = tuple(_part(raw, place, one) for place, one in enumerate(raw.parts, 1))
    bare = Draft(
        place=raw.place,
        type=kind,
        stem=raw.stem,
        options=tuple(raw.options),
        key=(),
        analysis=raw.analysis,
        parts=parts,
        law=raw.law,
        article=raw.article,
        topic=raw.topic,
        fields=tuple(one for one in re.split(r"[,，、;；|/\s]+", raw.fields) if one),
        difficulty=_difficulty(raw),
        code=raw.code,
        media=tuple(one for one in split(raw.media, BLANKS) if one.strip()),
        evidence=raw.evidence,
        points=_points(raw),
    )
    draft = _SHAPES.get(kind, _choice)(raw, bare) if kind else bare
    return replace(draft, warnings=tuple(dict.fromkeys(raw.warnings)))


def _part(whole: Raw, place: int, part: Raw) -> Draft:
    draft = _draft(part)
    whole.faults.extend(
        replace(fault, reason=f"第 {place} 小题：{fault.reason}") for fault in part.faults
    )
    return draft


def _difficulty(raw: Raw) -> str:
    named = difficulty_named(raw.difficulty)
    if raw.difficulty and not named:
        raw.warnings.append(f"难度“{raw.difficulty[:SHOWN]}”无法识别，请审核时选择。")
    return named


def _points(raw: Raw) -> int:
    words = raw.points.strip().removesuffix("分").strip()
    try:
        value = float(words) if words else 0.0
    except ValueError:
        value = -1.0
    if 0 <= value < _MOST_POINTS and value.is_integer():
        return int(value)
    raw.warnings.append(f"分值“{raw.points[:SHOWN]}”不是正整数，未导入。")
    return 0


_MOST_POINTS = 1000


def _kind(raw: Raw) -> QuestionType | None:
    named = type_named(raw.type_words) or (None if raw.type_words else raw.hint)
    if raw.type_words and named is None:
        value = raw.type_words[:SHOWN]
        raw.refuse("题型", value, f"题型“{value}”无法识别，请改为单选题、多选题、判断题等。")
        return None
    if isinstance(named, QuestionType):
        return named
    guessed = _guess(raw)
    if guessed is not None and named != CHOICE:
        raw.warnings.append(f"没有写明题型，已按内容判断为{guessed.label}。")
    return guessed


def _guess(raw: Raw) -> QuestionType | None:
    options = [option for option in raw.options if option]
    if raw.parts:
        return QuestionType.CASE
    if is_judgement_pair(options) or (not options and judgement_named(answers.bare(raw.key))):
        return QuestionType.TRUE_FALSE
    if options:
        letters = answers.chosen(raw.key, raw.options).letters
        return _by_count(len(letters))
    if raw.guide:
        return QuestionType.SHORT_ANSWER
    return _open_kind(raw)


def _by_count(count: int) -> QuestionType | None:
    if not count:
        return None
    return QuestionType.SINGLE if count == 1 else QuestionType.MULTIPLE


def _open_kind(raw: Raw) -> QuestionType | None:
    if not raw.key or answers.letters_of(raw.key):
        return None
    is_short = all(len(part) <= _SHORT_BLANK for part in split(raw.key, BLANKS))
    return (
        QuestionType.FILL_IN if _BLANK.search(raw.stem) and is_short else QuestionType.SHORT_ANSWER
    )


_SHORT_BLANK = 60


def _choice(raw: Raw, draft: Draft) -> Draft:
    if len(raw.options) == 1:
        raw.options = options_in(raw.options[0])
    chosen = answers.chosen(raw.key, raw.options)
    if raw.key.strip() and not chosen.letters:
        _refuse_key(raw, "请填写选项字母，如 A 或 ABC。")
    if chosen.warning:
        raw.warnings.append(chosen.warning)
    return replace(draft, options=tuple(raw.options), key=chosen.letters)


def _refuse_key(raw: Raw, remedy: str) -> None:
    value = " ".join(raw.key.split())[:SHOWN]
    raw.refuse("答案", value, f"答案“{value}”无法识别，{remedy}")


def _judgement(raw: Raw, draft: Draft) -> Draft:
    said, warning = answers.judged(raw.key, raw.options)
    if raw.key.strip() and said is None:
        _refuse_key(raw, f"请填写“{TRUE}”或“{FALSE}”。")
    if any(raw.options) and not is_judgement_pair([one for one in raw.options if one]):
        raw.refuse("选项", raw.options[0], "判断题的选项不是“正确”“错误”，请核对题型。")
    if warning:
        raw.warnings.append(warning)
    return replace(draft, options=(TRUE, FALSE), key=(said,) if said else ())


def _fill_in(raw: Raw, draft: Draft) -> Draft:
    blanks = [split(blank, ACCEPTED) for blank in split(raw.key, BLANKS)] if raw.key else []
    stem = _with_blanks(draft.stem, len(blanks))
    marked = stem.count(BLANK_MARK)
    if len(blanks) == 1 and len(blanks[0]) == marked > 1:
        raw.warnings.append("多个空的答案用“;”隔开，已依次对应各空。")
        blanks = [[words] for words in blanks[0]]
    if not marked and len(blanks) == 1:
        raw.warnings.append(f"题干没有标出空，已在末尾补上“{BLANK_MARK}”。")
        stem = _END.sub(lambda end: BLANK_MARK + end.group(), stem, count=1)
    key = tuple(join([words.strip() for words in blank if words.strip()], ";") for blank in blanks)
    return replace(draft, stem=stem, key=key)


def _with_blanks(stem: str, blanks: int) -> str:
    """Mark blanks as the bank does: underlines first, empty brackets where they fit better."""
    if stem.count(BLANK_MARK) == blanks:
        return stem
    underlined = _UNDERLINE.sub(BLANK_MARK, stem)
    if underlined.count(BLANK_MARK) == blanks:
        return underlined
    marked = _BLANK.sub(BLANK_MARK, stem)
    return marked if marked.count(BLANK_MARK) == blanks or BLANK_MARK not in stem else underlined


def _ordering(raw: Raw, draft: Draft) -> Draft:
    letters = tuple(answers.letters_of(raw.key))
    if raw.key.strip() and sorted(letters) != list(LETTERS[: len(raw.options)]):
        _refuse_key(raw, "请把每个选项的字母按正确顺序各写一次，如 CABD。")
        return draft
    if not letters:
        raw.warnings.append("没有写答案，已按选项的先后作为正确顺序。")
        return draft
    return replace(draft, options=tuple(raw.options[LETTERS.index(one)] for one in letters))


def _matching(raw: Raw, draft: Draft) -> Draft:
    key = tuple(one.strip() for one in split(raw.key, BLANKS)) if raw.key.strip() else ()
    extras = tuple(one.strip() for one in split(raw.extras, BLANKS)) if raw.extras.strip() else ()
    return replace(draft, key=key, extras=extras)


def _short(raw: Raw, draft: Draft) -> Draft:
    guide, warnings = read_guide(raw.guide or raw.key, draft.points)
    raw.warnings.extend(warnings)
    return replace(draft, options=(), guide=guide)


def _document(raw: Raw, draft: Draft) -> Draft:
    written = [one.strip() for one in split(raw.corrections, BLANKS)]
    letters = tuple(answers.letters_of(raw.key))
    order = sorted(range(len(letters)), key=lambda at: letters[at])
    if len(written) != len(letters):
        return replace(draft, key=letters, extras=tuple(one for one in written if one))
    return replace(
        draft,
        key=tuple(letters[at] for at in order),
        extras=tuple(written[at] for at in order),
    )


def _case(raw: Raw, draft: Draft) -> Draft:
    if raw.key.strip():
        raw.warnings.append("案例题组自身的答案未导入，答案写在各小题。")
    return replace(draft, options=(), key=())


_SHAPES: dict[QuestionType | None, Callable[[Raw, Draft], Draft]] = {
    QuestionType.TRUE_FALSE: _judgement,
    QuestionType.FILL_IN: _fill_in,
    QuestionType.ORDERING: _ordering,
    QuestionType.MATCHING: _matching,
    QuestionType.SHORT_ANSWER: _short,
    QuestionType.DOCUMENT_ERROR: _document,
    QuestionType.CASE: _case,
}
