"""What is told of a measurement (指标行): one JSON line."""

import json
import sys
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Ours beside what bounds it; all units are costs, so ``ratio`` 1 is as cheap as the bound."""

    name: str
    ours: float
    unit: str
    bound: float | None = None
    goal: float | None = None
    """The least ratio we ask for; None where a figure is only printed."""
    more: dict = field(default_factory=dict)

    @property
    def ratio(self):
        """Return bound over ours."""
        return round(self.bound / self.ours, 3) if self.bound and self.ours else None

    def line(self):
        """Return the JSON line."""
        shown = {"name": self.name, "ours": _short(self.ours), "bound": _short(self.bound)}
        shown |= {"ratio": self.ratio, "unit": self.unit}
        if self.goal is not None:
            is_met = self.ratio is not None and self.ratio >= self.goal
            shown |= {"goal": self.goal, "is_met": is_met}
        return json.dumps(shown | self.more, ensure_ascii=False)


def _short(value):
    return value if value is None else float(f"{value:.4g}")


def tell(figure):
    """Print a figure as soon as it is known."""
    sys.stdout.write(figure.line() + "\n")
    sys.stdout.flush()
