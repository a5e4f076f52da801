"""Look a law text over before it is kept (法规文本检查): articles, gaps, dates, what is wrong."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from question_bank.articles import Entry, entries, inserted
from question_bank.numerals import to_chinese

MOST_ARTICLES = 2000
LONGEST_ARTICLE = 20_000
MOST_NAMED = 10
_DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_TITLE = re.compile(r"^[\s#*]*(\S.{0,120}?)[\s*]*$")
_AROUND = 16


class Gravity(StrEnum):
    """Say whether a fault stands in the way (严重程度)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Fault:
    """Say what is wrong with a text and what to do about it."""

    gravity: Gravity
    text: str


@dataclass(frozen=True)
class Mention:
    """Hold a date of the text with the words around it, for a person to judge what it means."""

    day: date
    words: str


@dataclass(frozen=True)
class LawReading:
    """Hold what a law text says, and what is wrong with it."""

    title: str
    articles: tuple[Entry, ...]
    mentions: tuple[Mention, ...]
    faults: tuple[Fault, ...]

    @property
    def is_usable(self) -> bool:
        """Tell whether nothing stands in the way of keeping it."""
        return all(fault.gravity is not Gravity.ERROR for fault in self.faults)


def look_over(text: str) -> LawReading:
    """Return the articles of a law text, the dates it names, and its faults in Chinese."""
    found = entries(text)
    faults = [*_shape_faults(found), *_numbering_faults(found), *_inserted_faults(text)]
    return LawReading(_title(text), tuple(found), tuple(_mentions(text)), tuple(faults))


def date_faults(reading: LawReading, days: Sequence[tuple[str, date]]) -> list[Fault]:
    """Return a warning for each date that people entered and the text nowhere names."""
    named = {mention.day for mention in reading.mentions}
    return [
        Fault(
            Gravity.WARNING,
            f"{label} {day:%Y-%m-%d} 在文本中没有出现，请对照公布令或公报核实",
        )
        for label, day in days
        if day not in named
    ]


def _title(text: str) -> str:
    found = next((match for match in map(_TITLE.match, text.splitlines()) if match), None)
    return found.group(1) if found else ""


def _shape_faults(found: Sequence[Entry]) -> Iterator[Fault]:
    if not found:
        yield Fault(
            Gravity.ERROR,
            "没有读到条文。条文须以“第一条”起首、单独成段；用 Word 自动编号的，请先转为普通文字",
        )
    if max((entry.number for entry in found), default=0) > MOST_ARTICLES:
        yield Fault(Gravity.ERROR, f"条号超过 {MOST_ARTICLES}，请检查是否读错或混入了其他文字")
    empty = [entry.number for entry in found if not entry.text.strip()]
    if empty:
        yield Fault(Gravity.ERROR, f"{_named(empty)}没有内容，请补全后重新提交")
    long = [entry.number for entry in found if len(entry.text) > LONGEST_ARTICLE]
    if long:
        yield Fault(Gravity.ERROR, f"{_named(long)}过长，请检查分条是否完整")


def _numbering_faults(found: Sequence[Entry]) -> Iterator[Fault]:
    numbers = [entry.number for entry in found]
    repeated = [number for number, times in Counter(numbers).items() if times > 1]
    if repeated:
        yield Fault(Gravity.ERROR, f"{_named(repeated)}重复出现，请删去多余的一处")
    highest = min(max(numbers, default=0), MOST_ARTICLES)
    missing = sorted(set(range(1, highest + 1)) - set(numbers))
    if missing:
        yield Fault(
            Gravity.WARNING, f"条号不连续，缺{_named(missing)}；如非原文如此，请补全后重新提交"
        )
    back = [later for earlier, later in pairwise(numbers) if later < earlier]
    if back:
        yield Fault(Gravity.WARNING, f"{_named(back)}的次序颠倒，将按条号排列")


def _inserted_faults(text: str) -> Iterator[Fault]:
    if found := inserted(text):
        named = "、".join(found[:MOST_NAMED])
        yield Fault(Gravity.WARNING, f"“{named}”为增补条文，暂不收录，依据它的试题须人工核对")


def _named(numbers: Sequence[int]) -> str:
    named = "、".join(f"第{to_chinese(number)}条" for number in numbers[:MOST_NAMED])
    return f"{named}等 {len(numbers)} 条" if len(numbers) > MOST_NAMED else named


def _mentions(text: str) -> Iterator[Mention]:
    seen: set[date] = set()
    for match in _DAY.finditer(text):
        day = _read_day(match)
        if day is None or day in seen:
            continue
        seen.add(day)
        line_start = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", match.end())
        start = max(line_start, match.start() - _AROUND)
        end = min(line_end if line_end >= 0 else len(text), match.end() + 2 * _AROUND)
        yield Mention(day, text[start:end].strip(" #*\u3000"))


def _read_day(match: re.Match[str]) -> date | None:
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
