"""Indicators and how an officer stands in them (指标口径): no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhifa_training.core.errors import DomainError
from zhifa_training.core.rates import percent
from zhifa_training.core.words import Word
from zhifa_training.records.models import Fact

GRACE_MONTHS = 6
"""新录用宽限期, our default: a new entrant is not yet required for so many months."""


class UnknownIndicatorError(DomainError):
    """No such indicator in this plan (没有该指标)."""


class DateOutsideWindowError(DomainError):
    """The plan did not run on that date (日期不在统计期内)."""


class Standing(Word):
    """How an officer stands in an indicator on a day (统计类别). Every officer has exactly one."""

    DONE = "done", "已完成"
    NOT_YET = "not_yet", "未完成"
    GRACE = "grace", "在宽限期"
    EXCLUDED = "excluded", "不计入"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted (指标): the officers required, and which fact fulfils the duty."""

    code: str
    title: str
    fact: Fact
    done: str
    not_yet: str


SAT = Indicator("4.2c", "参加轮训考试", Fact.ROTATION_EXAM_SAT, "已参考", "未参考")
PASSED = Indicator("4.2d", "轮训考试合格", Fact.ROTATION_EXAM_PASSED, "已合格", "未合格")
INDICATORS = {indicator.code: indicator for indicator in (SAT, PASSED)}


@dataclass(frozen=True, slots=True)
class Window:
    """The time whose facts count (统计期), both days included."""

    code: str
    title: str
    since: date
    until: date


HENAN_PLAN = Window(
    "plan-2021-2023", "三年行动（2021—2023 年）", date(2021, 8, 14), date(2023, 12, 31)
)
"""豫交明电51号, issued 2021-08-14, rotation due by the end of 2023."""


def windows(*, on: date) -> list[Window]:
    """Return the windows one may choose on a day: this year first, then the plan."""
    year = Window(f"year-{on.year}", f"{on.year} 年度", date(on.year, 1, 1), date(on.year, 12, 31))
    return [year, HENAN_PLAN]


def window(code: str | None, *, on: date) -> Window:
    """Return the chosen window, or the year of ``on``."""
    offered = windows(on=on)
    return next((each for each in offered if each.code == code), offered[0])


def reference_day(window: Window, *, on: date) -> date:
    """Return the day the population is read on: ``on``, or the last day of a closed window."""
    if on < window.since:
        raise DateOutsideWindowError(
            f"{on:%Y-%m-%d} 早于“{window.title}”的起始日 {window.since:%Y-%m-%d}，请另选日期"
        )
    return min(on, window.until)


def get_indicator(code: str) -> Indicator:
    """Return the indicator by its code."""
    try:
        return INDICATORS[code]
    except KeyError:
        raise UnknownIndicatorError(f"没有编号为“{code}”的指标") from None


def months_before(day: date, months: int) -> date:
    """Return the same day ``months`` earlier, or the last day that month has."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def standing(*, is_excluded: bool, is_in_grace: bool, is_done: bool) -> Standing:
    """Return the one class an officer falls in: excluded first, then grace, then the fact."""
    if is_excluded:
        return Standing.EXCLUDED
    if is_in_grace:
        return Standing.GRACE
    return Standing.DONE if is_done else Standing.NOT_YET


@dataclass(frozen=True, slots=True)
class Tally:
    """How many officers of a unit stand where (人数)."""

    due: int
    """应考: everyone required."""
    sat: int
    passed: int
    grace: int
    excluded: int

    @property
    def headcount(self) -> int:
        """Return everyone in post: required, in grace, or excluded."""
        return self.due + self.grace + self.excluded

    @property
    def sat_rate(self) -> str:
        """Return 4.2c, the share of the required who sat."""
        return percent(self.sat, self.due)

    @property
    def pass_rate(self) -> str:
        """Return 4.2d, the share of the required who passed."""
        return percent(self.passed, self.due)

    @property
    def pass_rate_of_sat(self) -> str:
        """Return the share of those who sat who passed."""
        return percent(self.passed, self.sat)


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum; officers belong to one unit each, so counts add up."""
    rows = list(tallies)
    names = ("due", "sat", "passed", "grace", "excluded")
    return Tally(*(sum(getattr(row, name) for row in rows) for name in names))
