"""Charts of rates (完成率图)."""

from collections.abc import Sequence
from typing import Any

from zhifa_training.core.charts import DARK, PALE, svg
from zhifa_training.metrics.queries import UnitRow

BAR_PIXELS = 11
KINDS = ("参考率", "合格率")


def rates_svg(rows: Sequence[UnitRow]) -> str:
    """Return bars of 参考率 and 合格率 for each unit that has officers required."""
    values = [
        {"unit": row.short_name, "rate": share / row.tally.due, "kind": kind}
        for row in rows
        if row.tally.due
        for kind, share in zip(KINDS, (row.tally.sat, row.tally.passed), strict=True)
    ]
    return svg(_spec(values))


def _spec(values: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "width": 900,
        "height": {"step": BAR_PIXELS},
        "data": {"values": values},
        "mark": {"type": "bar", "cornerRadiusEnd": 2, "height": {"band": 0.9}},
        "encoding": {
            "y": {"field": "unit", "type": "nominal", "sort": None, "title": None},
            "yOffset": {"field": "kind", "sort": list(KINDS)},
            "x": {
                "field": "rate",
                "type": "quantitative",
                "title": None,
                "scale": {"domain": [0, 1]},
                "axis": {"format": "%", "tickCount": 5},
            },
            "color": {
                "field": "kind",
                "title": None,
                "scale": {"domain": list(KINDS), "range": [PALE, DARK]},
                "legend": {"orient": "top"},
            },
        },
    }
