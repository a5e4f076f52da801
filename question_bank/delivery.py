"""What a delivered question offers, and in which order one candidate sees it (题目呈现)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from question_bank.questions import QuestionType

_SHUFFLED = frozenset(
    [
        QuestionType.SINGLE,
        QuestionType.MULTIPLE,
        QuestionType.INDEFINITE,
        QuestionType.EVIDENCE,
        QuestionType.ORDERING,
    ]
)
_SPEAKS_OF_PLACES = re.compile(r"以[上下]|[上下]述|前[一二三两]项|[A-H]\s*[和、与及]\s*[A-H]")
_FIXED_ORDER_OPTIONS = 2


@dataclass(frozen=True)
class Group:
    """Hold handles that stand together (选项组), and whether their order may change."""

    handles: tuple[str, ...]
    may_shuffle: bool


def groups_of(item: Mapping[str, Any]) -> list[Group]:
    """List the groups of a delivered question, those of its parts after its own.

    Options that speak of each other's places keep their order; so do two options.
    """
    return list(_groups(item))


def handles_of(item: Mapping[str, Any]) -> list[str]:
    """List everything a delivered question offers."""
    return [handle for group in _groups(item) for handle in group.handles]


def in_order(item: Mapping[str, Any], order: Iterable[str]) -> dict[str, Any]:
    """Return a delivered question with options and right-hand sides in the given order."""
    places = {handle: place for place, handle in enumerate(order)}
    return _ordered(item, places)


def paper_key(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return what marking needs of a part of a case set, from its plain values."""
    return {
        "type": part["type"],
        "key": part["key"],
        "handles": handles_of(
            {
                "type": part["type"],
                "options": part["options"],
                "targets": part["body"].get("targets", ()),
                "blanks": [blank["id"] for blank in part["body"].get("blanks", ())],
                "entry": part["body"].get("entry", ""),
            }
        ),
        "points": part["points"],
    }


def _groups(item: Mapping[str, Any]) -> Iterator[Group]:
    options, targets = item["options"], item.get("targets", ())
    if options:
        may_shuffle = (
            QuestionType(item["type"]) in _SHUFFLED
            and len(options) > _FIXED_ORDER_OPTIONS
            and not any(_SPEAKS_OF_PLACES.search(option["text"]) for option in options)
        )
        yield Group(tuple(option["id"] for option in options), may_shuffle)
    if targets:
        yield Group(tuple(target["id"] for target in targets), may_shuffle=True)
    if fixed := (*item.get("blanks", ()), *filter(None, [item.get("entry")])):
        yield Group(fixed, may_shuffle=False)
    for part in item.get("parts", ()):
        yield from _groups(part)


def _ordered(item: Mapping[str, Any], places: Mapping[str, int]) -> dict[str, Any]:
    ordered = dict(item)
    for name in ("options", "targets"):
        if name in item:
            ordered[name] = sorted(item[name], key=lambda one: places[one["id"]])
    if "parts" in item:
        ordered["parts"] = [_ordered(part, places) for part in item["parts"]]
    return ordered
