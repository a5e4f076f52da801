"""Questions a file holds twice (文件内重复): told on both, above all where their keys differ."""

from collections.abc import Sequence
from dataclasses import replace

from question_bank.formats.drafts import Draft
from question_bank.formats.vocabulary import narrow
from question_bank.questions import LETTERS, QuestionType

_CONTRADICTS, _REPEATS = "的题目相同而答案不同，请核对后只保留一题。", "重复，请只保留一题。"
NAMED = 5
"""How many other places a warning names."""
_ENDINGS = (_CONTRADICTS, _REPEATS)


def with_repeats(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Warn on every draft that repeats another of the same file."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for at, draft in enumerate(drafts):
        groups.setdefault(_asked(draft), []).append(at)
    marked = [replace(draft, warnings=_of_others(draft)) for draft in drafts]
    for group in groups.values():
        if len(group) > 1:
            _mark(group, marked)
    return tuple(marked)


def _mark(group: Sequence[int], marked: list[Draft]) -> None:
    """Warn on the drafts of one group, naming the first few others."""
    by_answer: dict[tuple[str, ...], list[int]] = {}
    for at in group:
        by_answer.setdefault(_answer(marked[at]), []).append(at)
    firsts = {answer: places[: NAMED + 1] for answer, places in by_answer.items()}
    for answer, places in by_answer.items():
        against = [at for other, some in firsts.items() if other != answer for at in some]
        for at in places:
            others = against or [one for one in firsts[answer] if one != at]
            named = "、".join(marked[other].place for other in sorted(others)[:NAMED])
            warning = f"与{named}{_CONTRADICTS if against else _REPEATS}"
            marked[at] = replace(marked[at], warnings=(*marked[at].warnings, warning))


def _of_others(draft: Draft) -> tuple[str, ...]:
    """Return what a draft is warned of besides repeats, which may have been told of a part."""
    return tuple(one for one in draft.warnings if not one.endswith(_ENDINGS))


def _asked(draft: Draft) -> tuple[str, ...]:
    return narrow(draft.stem), *sorted(narrow(option) for option in draft.options)


def _answer(draft: Draft) -> tuple[str, ...]:
    if draft.type is QuestionType.ORDERING:
        return draft.options
    if draft.type is not None and draft.type.is_choice:
        words = dict(zip(LETTERS, draft.options, strict=False))
        return tuple(sorted(narrow(words.get(letter, letter)) for letter in draft.key))
    return (*draft.key, *(part.stem for part in draft.parts))
