"""Words of the field, with the Chinese a screen shows (用语)."""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A stored value and its Chinese label."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Keep the label beside the value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
