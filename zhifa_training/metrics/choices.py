"""What a metrics page was asked for (查询条件): a window, a day, classes of officers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request

from zhifa_training.core import clock
from zhifa_training.core.errors import DomainError
from zhifa_training.metrics.rules import Standing, Window, reference_day, window, windows


class UnreadableDateError(DomainError):
    """The day in the address is not a date (日期无法识别)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The window and the day a page speaks of."""

    window: Window
    asked_on: date
    on: date
    """``asked_on``, or the last day of a window that has closed."""
    offered: tuple[Window, ...]

    def arguments(self) -> dict[str, Any]:
        """Return what a link must carry to speak of the same window and day."""
        return {"window": self.window.code, "on": self.asked_on.isoformat()}


def choice_from_address() -> Choice:
    """Return the window and day in the address; today and this year when it names none."""
    text = request.args.get("on", "").strip()
    try:
        asked_on = date.fromisoformat(text) if text else clock.today()
    except ValueError:
        raise UnreadableDateError(
            f"统计日期“{text[:20]}”无法识别，请按 2026-03-31 的样式填写"
        ) from None
    chosen = window(request.args.get("window"), on=asked_on)
    day = reference_day(chosen, on=asked_on)
    return Choice(chosen, asked_on, day, tuple(windows(on=asked_on)))


def asked_standings() -> frozenset[Standing]:
    """Return the classes in the address; the required ones when it names none."""
    known = {each.value for each in Standing}
    asked = frozenset(Standing(text) for text in request.args.getlist("standing") if text in known)
    return asked or frozenset({Standing.DONE, Standing.NOT_YET})
