"""Questions a file holds twice (文件内重复): told on both, above all where their keys differ."""

from collections.abc import Sequence
from dataclasses import replace

from question_bank.formats.drafts import LETTERS, Draft
from question_bank.formats.vocabulary import narrow
from question_bank.questions import QuestionType


_CONTRADICTS, _REPEATS = "的题目相同而答案不同，请核对后只保留一题。", "重复，请只保留一题。"
_ENDINGS = (_CONTRADICTS, _REPEATS)


def with_repeats(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Warn on every draft that repeats another of the same file."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for at, draft in enumerate(drafts):
        groups.setdefault(_asked(draft), []).append(at)
    marked = [replace(draft, warnings=_of_others(draft)) for draft in drafts]
    for group in groups.values():
        for at in group if len(group) > 1 else ():
            others = [drafts[other] for other in group if other != at]
            marked[at] = _warned(marked[at], others)
    return tuple(marked)


def _of_others(draft: Draft) -> tuple[str, ...]:
    """Return what a draft is warned of besides repeats, which may have been told of a part."""
    return tuple(one for one in draft.warnings if not one.endswith(_ENDINGS))


def _warned(draft: Draft, others: Sequence[Draft]) -> Draft:
    differing = [one for one in others if _answer(one) != _answer(draft)]
    named = "、".join(one.place for one in (differing or others)[:5])
    warning = f"与{named}{_CONTRADICTS}" if differing else f"与{named}{_REPEATS}"
    return replace(draft, warnings=(*draft.warnings, warning))


def _asked(draft: Draft) -> tuple[str, ...]:
    return narrow(draft.stem), *sorted(narrow(option) for option in draft.options)


def _answer(draft: Draft) -> tuple[str, ...]:
    if draft.type is QuestionType.ORDERING:
        return draft.options
    if draft.type is not None and draft.type.is_choice:
        words = dict(zip(LETTERS, draft.options, strict=False))
        return tuple(sorted(narrow(words.get(letter, letter)) for letter in draft.key))
    return (*draft.key, *(part.stem for part in draft.parts))
