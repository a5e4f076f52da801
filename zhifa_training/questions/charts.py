"""The curve of each option over ability (选项曲线)."""

from typing import Any

from zhifa_training.core.charts import SERIES, svg
from zhifa_training.questions.figures import GROUPS, Figures

KEY_WIDTH, OTHER_WIDTH = 4, 2


def options_svg(found: Figures | None) -> str:
    """Return one line for each option: the share of each ability group that chose it."""
    lines = found.lines if found else ()
    labels = [label for _, label in GROUPS]
    values = [
        {"group": label, "share": share, "option": line.label}
        for line in lines
        for label, share in zip(labels, line.curve, strict=True)
        if share is not None
    ]
    return svg(_spec(values, [line.label for line in lines], [line.is_key for line in lines]))


def _spec(values: list[dict[str, Any]], options: list[str], are_keys: list[bool]) -> dict[str, Any]:
    widths = [KEY_WIDTH if is_key else OTHER_WIDTH for is_key in are_keys]
    dashes = [[1, 0] if is_key else [6, 4] for is_key in are_keys]
    scale = {"domain": options}
    legend = {"orient": "top", "symbolType": "stroke", "symbolSize": 300}
    return {
        "width": 520,
        "height": 260,
        "data": {"values": values},
        "mark": {"type": "line", "point": {"size": 60}},
        "encoding": {
            "x": {
                "field": "group",
                "type": "ordinal",
                "sort": [label for _, label in GROUPS],
                "title": "按其余题目得分分组",
                "axis": {"labelAngle": 0},
            },
            "y": {
                "field": "share",
                "type": "quantitative",
                "title": None,
                "scale": {"domain": [0, 1]},
                "axis": {"format": "%", "tickCount": 5},
            },
            "color": {
                "field": "option",
                "title": None,
                "scale": scale | {"range": list(SERIES[: len(options)])},
                "legend": legend,
            },
            "strokeWidth": {"field": "option", "scale": scale | {"range": widths}, "legend": None},
            "strokeDash": {"field": "option", "scale": scale | {"range": dashes}, "legend": None},
        },
    }
