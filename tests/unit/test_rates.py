"""A rate never says more than the counts do."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhifa_training.core.rates import percent


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (0, 0, "—"),
        (0, 7, "0.0%"),
        (7, 7, "100.0%"),
        (1, 3, "33.3%"),
        (1, 8, "12.5%"),
        (1999, 2000, "99.9%"),
        (1, 30_000, "0.1%"),
        (1, 16, "6.3%"),
    ],
)
def test_known_values(numerator, denominator, text):
    assert percent(numerator, denominator) == text


@given(st.integers(1, 50_000).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d))))
def test_all_and_none_are_said_only_of_all_and_none(counts):
    numerator, denominator = counts
    shown = Decimal(percent(numerator, denominator).rstrip("%"))
    assert (shown == 100) == (numerator == denominator)
    assert (shown == 0) == (numerator == 0)
    assert abs(shown - Decimal(100 * numerator) / denominator) <= Decimal("0.1")
