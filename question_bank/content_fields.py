"""Read single fields of the shipped bank's TOML, saying in Chinese what is wrong (字段读取)."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any, TypeVar

Row = Mapping[str, Any]
_Value = TypeVar("_Value")
_Choice = TypeVar("_Choice", bound=StrEnum | IntEnum)


class FaultError(ValueError):
    """Say what is wrong at one place; the caller names the place."""


def choice(row: Row, key: str, choices: type[_Choice]) -> _Choice:
    """Read a value that is one of ``choices``."""
    return member(get(row, key, int if issubclass(choices, int) else str), key, choices)


def member(value: Any, key: str, choices: type[_Choice]) -> _Choice:
    """Return the choice a value names."""
    try:
        return choices(value)
    except ValueError:
        allowed = "、".join(str(choice.value) for choice in choices)
        raise FaultError(f"“{key}”的值“{value}”无效，可用：{allowed}。") from None


def get(row: Row, key: str, kind: type[_Value]) -> _Value:
    """Read a value of one kind; a truth value is no number."""
    if key not in row:
        raise FaultError(f"缺少“{key}”，请补上。")
    value = row[key]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise FaultError(f"“{key}”的类型不对，应为{_KINDS[kind]}。")
    return value


_KINDS: dict[type, str] = {
    str: "文字",
    int: "整数",
    bool: " true 或 false",
    list: "数组",
    date: "日期（如 2021-01-22，不加引号）",
}


def text(row: Row, key: str) -> str:
    """Read words, which may not be empty."""
    words = get(row, key, str).strip()
    if not words:
        raise FaultError(f"“{key}”为空，请填写。")
    return words


def texts(row: Row, key: str) -> list[str]:
    """Read a list of words."""
    values = get(row, key, list)
    if not all(isinstance(value, str) for value in values):
        raise FaultError(f"“{key}”须全部为文字。")
    return values


def tables(row: Row, key: str) -> list[Row]:
    """Read a list of tables."""
    values = get(row, key, list)
    if not all(isinstance(value, dict) for value in values):
        raise FaultError(f"“{key}”须为表的数组，如 [{{…}}, {{…}}]。")
    return values


def day(row: Row, key: str) -> date:
    """Read a date without a time."""
    value = get(row, key, date)
    if isinstance(value, datetime):
        raise FaultError(f"“{key}”只写日期，不写时间。")
    return value


def refuse_unknown(row: Row, known: AbstractSet[str]) -> None:
    """Refuse fields that nobody would read."""
    if unknown := sorted(set(row) - known):
        raise FaultError(f"不认识的字段“{'、'.join(unknown)}”，请核对拼写。")
