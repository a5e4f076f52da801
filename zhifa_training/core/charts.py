"""Charts (图表): Vega-Lite specs, rendered to SVG by a kept library, no foreign host."""

import json
from functools import lru_cache
from typing import Any

from zhifa_training.core.lazy import heavy

FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
INK, GRID = "#3c4a5e", "#d9dfe7"
DARK, PALE = "#1f4e8c", "#9db6d6"
SERIES = (DARK, "#b3541e", "#2f7d4f", "#6b7280", "#a3333d", "#6a4c93", "#0f766e", "#8a6d1f")
_HOUSE = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "background": "white",
    "config": {
        "font": FONT,
        "axis": {
            "labelColor": INK,
            "titleColor": INK,
            "gridColor": GRID,
            "labelFontSize": 13,
            "titleFontSize": 13,
            "titleFontWeight": "normal",
            "labelLimit": 240,
        },
        "legend": {"labelColor": INK, "labelFontSize": 13, "labelLimit": 240},
        "view": {"stroke": None},
    },
}


def svg(spec: dict[str, Any]) -> str:
    """Draw a spec in the house's colours and type."""
    return _drawn(json.dumps(_HOUSE | spec, ensure_ascii=False))


@lru_cache(maxsize=64)
def _drawn(spec: str) -> str:
    return str(heavy("vl_convert").vegalite_to_svg(spec, vl_version="5.20"))
