"""When a wrong answer is forgiven (错题间隔复习): right three times, each later than the last."""

from dataclasses import dataclass
from datetime import date, timedelta

GAPS = (1, 3, 7)
"""Days that must pass before the next right answer counts."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a wrong question has been won back (掌握进度)."""

    wrong: int
    streak: int
    due_on: date
    """The first day on which a right answer counts."""

    @property
    def is_mastered(self) -> bool:
        """Tell whether it leaves the book."""
        return self.streak >= len(GAPS)

    def after(self, *, is_right: bool, on: date) -> "Standing":
        """Return the standing after one more answer; right too early changes nothing."""
        if not is_right:
            return Standing(self.wrong + 1, 0, on + timedelta(days=GAPS[0]))
        if self.is_mastered or on < self.due_on:
            return self
        streak = self.streak + 1
        gap = GAPS[min(streak, len(GAPS) - 1)]
        return Standing(self.wrong, streak, on + timedelta(days=gap))

    def again(self, *, on: date) -> "Standing":
        """Return the standing of a question put back into the book."""
        return Standing(self.wrong, 0, on)


def unmet(on: date) -> Standing:
    """Return the standing of a question that was not answered wrongly yet."""
    return Standing(0, 0, on)
