"""Rates as text (比率): from whole counts, exact, and never rounder than the truth."""

from decimal import ROUND_HALF_UP, Decimal

NOTHING = "—"
TENTH = Decimal("0.1")
WHOLE = Decimal(100)


def percent(numerator: int, denominator: int) -> str:
    """Return ``numerator`` of ``denominator`` to a tenth of a percent; ``—`` of none.

    100.0% is said only of all, and 0.0% only of none.
    """
    if denominator == 0:
        return NOTHING
    exact = WHOLE * numerator / denominator
    rounded = exact.quantize(TENTH, ROUND_HALF_UP)
    if rounded == WHOLE and numerator < denominator:
        rounded = WHOLE - TENTH
    if rounded == 0 and numerator > 0:
        rounded = TENTH
    return f"{rounded}%"
