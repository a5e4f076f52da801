"""What may become of an article (条文变动)."""

from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """Name what became of an article (条文变动)."""

    SAME = "same"
    RENUMBERED = "renumbered"
    AMENDED = "amended"
    DELETED = "deleted"
    ADDED = "added"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return _LABELS[self]


_LABELS = {
    Change.SAME: "未变",
    Change.RENUMBERED: "仅条号变动",
    Change.AMENDED: "有修改",
    Change.DELETED: "已删除",
    Change.ADDED: "新增",
}


@dataclass(frozen=True)
class Pair:
    """Say what became of one article; a number is None where that version has no such article."""

    change: Change
    old: int | None
    new: int | None
    similarity: float
