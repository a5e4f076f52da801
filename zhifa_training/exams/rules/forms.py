"""Parallel forms at an exam (平行卷): who is given which, and how level they must be."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

FIRST_FORM = "A"
MOST_FORMS = 3
DEFAULT_AVOIDS_LAST = 2
MOST_AVOIDS_LAST = 5
BAND_SHARE = Decimal("0.01")
"""Expected scores lie within a hundredth of the full score from their middle (I)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A form a candidate may be given, and how much of it they met in their latest exams."""

    form: str
    overlap: int


def band(full_score: Decimal) -> Decimal:
    """Return how far the expected score of a form may lie from the middle (难度带)."""
    return full_score * BAND_SHARE


def choose_form(offers: Sequence[Offer], attempt_id: UUID) -> Offer:
    """Choose the form that repeats least for this candidate; ties by lot, so neighbours differ."""

    def lot(offer: Offer) -> bytes:
        return sha256(attempt_id.bytes + offer.form.encode()).digest()

    return min(offers, key=lambda offer: (offer.overlap, lot(offer)))


def form_label(form: str, form_count: int) -> str:
    """Return “A 卷”, or nothing where there is but one form."""
    return f"{form} 卷" if form_count > 1 else ""
