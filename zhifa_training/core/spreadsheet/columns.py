"""What a column of an import holds (列说明): one description makes template, parser and report."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from zhifa_training.core.plain_text import compact, half_width, person_name, visible

Cell = str | list[Any]
"""What the child says of a cell: text, or a pair of mark and value."""
NUMBER, DAY, MOMENT, TRUTH, WRONG = "n", "d", "t", "b", "e"

FIRST_SERIAL_DAY = date(1899, 12, 30)
SERIALS = range(1, 2_958_466)
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
EXACT_DIGITS = 15
_DATE = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[ T]+\d{1,2}:\d{2}(?::\d{2})?)?"
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{2}")
_NOTES_IN_HEADING = re.compile(r"[(\[【〔].*?[)\]】〕]|[*:：＊]")
_SEPARATORS = re.compile(r"[,，、;；/|\n]+")


class CellKind(StrEnum):
    """How a cell of this column is read (读取方式)."""

    TEXT = "text"
    NAME = "name"
    CODE = "code"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"


class CellError(Exception):
    """A cell does not hold what its column needs: the reason, and what to do (单元格有误)."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSpec:
    """One column of an import."""

    key: str
    label: str
    kind: CellKind = CellKind.TEXT
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    choices: Mapping[str, Any] = field(default_factory=dict)
    """Accepted words and what each means; the first word of each meaning is offered."""
    read: Callable[[str], Any] | None = None
    """Reads the text further; raises CellError, or ValueError with the reason."""
    is_secret: bool = False
    """Shown masked, everywhere."""
    longest: int = 80
    hint: str = ""
    samples: tuple[str, str, str] = ("", "", "")
    known: Mapping[str, Any] = field(init=False, repr=False, compare=False)
    """The choices by their words without spaces, in half width."""

    def __post_init__(self) -> None:
        """Narrow the words of the choices once."""
        known = {compact(word): meaning for word, meaning in self.choices.items()}
        object.__setattr__(self, "known", known)

    @property
    def offered(self) -> list[str]:
        """Return the words a drop-down offers, one for each meaning."""
        words: dict[Any, str] = {}
        for word, meaning in self.choices.items():
            words.setdefault(meaning, word)
        return list(words.values())

    def value(self, cell: Cell) -> Any:
        """Return what ``cell`` means, None for nothing; raise CellError with the remedy."""
        text = self._text(cell)
        if not text:
            if self.is_required:
                raise CellError(f"缺少{self.label}", f"请填写{self.label}")
            return None
        if len(text) > self.longest:
            raise CellError(f"{self.label}超过 {self.longest} 个字", "请缩短")
        value = self._parsed(cell, text)
        return self.read(value) if self.read else value

    def _text(self, cell: Cell) -> str:
        if isinstance(cell, list) and cell[0] == WRONG:
            raise CellError(f"单元格是错误值（{cell[1]}）", "请改为直接填写的文字")
        if self.kind in (CellKind.CODE, CellKind.TEXT):
            _ensure_exact(cell, self.label)
        text = shown(cell)
        if self.kind is CellKind.NAME:
            return person_name(text)
        return visible(text) if self.kind is CellKind.TEXT else half_width(text)

    def _parsed(self, cell: Cell, text: str) -> Any:
        if self.kind is CellKind.DATE:
            return read_date(cell, text)
        if self.kind is CellKind.CODE:
            return "".join(text.split())
        if self.kind is CellKind.CHOICE:
            return self._choice(text)
        if self.kind is CellKind.CHOICES:
            parts = [part for part in _SEPARATORS.split(text) if part.strip()]
            return tuple(dict.fromkeys(self._choice(part) for part in parts))
        return text

    def _choice(self, text: str) -> Any:
        try:
            return self.known[compact(text)]
        except KeyError:
            offered = "、".join(self.offered)
            raise CellError(f"“{visible(text)[:20]}”不在可选范围内", f"可填：{offered}") from None


def heading_key(text: str) -> str:
    """Return a heading for comparison: no spaces, marks or notes in brackets."""
    return _NOTES_IN_HEADING.sub("", compact(text)).upper()


def shown(cell: Cell) -> str:
    """Return a cell as a person reads it."""
    if isinstance(cell, str):
        return cell
    if cell[0] == TRUTH:
        return "是" if cell[1] else "否"
    text = str(cell[1])
    return text.removesuffix(" 00:00:00") if cell[0] == MOMENT else text


def read_date(cell: Cell, text: str) -> date:
    """Return the day a cell names: a date, a serial number, or one of the usual spellings."""
    if isinstance(cell, list) and cell[0] in (DAY, MOMENT):
        return _plausible(datetime.fromisoformat(cell[1]).date())
    if text.isdecimal() and len(text) <= 7 and int(text) in SERIALS:  # noqa: PLR2004
        return _plausible(FIRST_SERIAL_DAY + timedelta(days=int(text)))
    found = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if found is None:
        raise CellError(f"“{text[:20]}”不是日期", "请填写年月日，如 2026-03-01 或 2026年3月1日")
    try:
        return _plausible(date(*(int(part) for part in found.groups())))
    except ValueError:
        raise CellError(f"日历上没有“{text[:20]}”这一天", "请核对年月日") from None


def _plausible(day: date) -> date:
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise CellError(f"年份 {day.year} 不合理", "请核对年月日")
    return day


def _ensure_exact(cell: Cell, label: str) -> None:
    """Refuse a number of which the spreadsheet has already lost digits."""
    is_number = isinstance(cell, list) and cell[0] == NUMBER
    text = shown(cell).strip()
    if (is_number and "E" in text) or _SCIENTIFIC.fullmatch(text):
        raise CellError(f"{text} 已丢失精度", "请将该列设为文本后重新填写")
    if isinstance(cell, list) and cell[0] in (DAY, MOMENT):
        raise CellError(f"{label}成了日期（{text}）", "请将该列设为文本后重新填写")
