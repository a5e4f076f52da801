"""Readings out of plain values (导入结果还原): what ``as_plain`` wrote, for another process."""

from collections.abc import Mapping
from typing import Any

from question_bank.formats.drafts import Draft, Fault, Reading
from question_bank.questions import QuestionType

_LISTS = ("options", "key", "extras", "fields", "media", "warnings")


def read_plain(plain: Mapping[str, Any]) -> Reading:
    """Read what ``as_plain`` wrote."""
    return Reading(
        plain["format"],
        tuple(read_draft(one) for one in plain["items"]),
        tuple(Fault(**one) for one in plain["errors"]),
        tuple(Fault(**one) for one in plain["skipped"]),
    )


def read_draft(plain: Mapping[str, Any]) -> Draft:
    """Read one draft."""
    lists = {name: tuple(plain[name]) for name in _LISTS}
    guide = tuple((int(points), text) for points, text in plain["guide"])
    parts = tuple(read_draft(part) for part in plain["parts"])
    kind = QuestionType(plain["type"]) if plain["type"] else None
    return Draft(**{**plain, **lists, "guide": guide, "parts": parts, "type": kind})
