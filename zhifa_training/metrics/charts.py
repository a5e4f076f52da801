"""Charts of rates (图表): Vega-Lite specs, rendered to SVG by a kept library, no foreign host."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from zhifa_training.core.lazy import heavy
from zhifa_training.metrics.queries import UnitRow

BAR_PIXELS = 11
FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
INK, GRID, SAT_COLOUR, PASSED_COLOUR = "#3c4a5e", "#d9dfe7", "#9db6d6", "#1f4e8c"


def rates_svg(rows: Sequence[UnitRow]) -> str:
    """Return bars of 参考率 and 合格率 for each unit that has officers required."""
    values = [
        {"unit": row.short_name, "rate": share / row.tally.due, "kind": kind}
        for row in rows
        if row.tally.due
        for kind, share in (("参考率", row.tally.sat), ("合格率", row.tally.passed))
    ]
    return _svg(json.dumps(_spec(values), ensure_ascii=False))


def _spec(values: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 900,
        "height": {"step": BAR_PIXELS},
        "background": "white",
        "data": {"values": values},
        "mark": {"type": "bar", "cornerRadiusEnd": 2, "height": {"band": 0.9}},
        "encoding": {
            "y": {"field": "unit", "type": "nominal", "sort": None, "title": None},
            "yOffset": {"field": "kind", "sort": ["参考率", "合格率"]},
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
                "scale": {
                    "domain": ["参考率", "合格率"],
                    "range": [SAT_COLOUR, PASSED_COLOUR],
                },
                "legend": {"orient": "top"},
            },
        },
        "config": {
            "font": FONT,
            "axis": {"labelColor": INK, "gridColor": GRID, "labelFontSize": 13, "labelLimit": 240},
            "legend": {"labelColor": INK, "labelFontSize": 13},
            "view": {"stroke": None},
        },
    }


@lru_cache(maxsize=64)
def _svg(spec: str) -> str:
    return str(heavy("vl_convert").vegalite_to_svg(spec, vl_version="5.20"))
