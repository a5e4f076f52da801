"""What the design tokens promise: readable in both themes."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static/css/tokens.css").read_text()
SURFACES = ("canvas", "surface", "surface-raised", "surface-sunken")
TONES = ("success", "warning", "danger", "info", "primary", "accent")
TEXT = [
    *((ink, surface) for ink in ("ink", "ink-muted") for surface in SURFACES),
    *((tone, surface) for tone in TONES for surface in ("canvas", "surface", f"{tone}-soft")),
    *(("ink", f"{tone}-soft") for tone in TONES),
    ("ink-muted", "primary-soft"),
    ("primary", "surface-sunken"),
    ("primary-strong", "surface"),
    ("on-primary", "primary"),
    ("on-primary", "primary-strong"),
    ("on-danger", "danger"),
    ("surface", "success"),
    ("surface", "warning"),
    ("surface", "danger"),
    ("surface", "info"),
    ("surface", "accent"),
    ("on-header", "header"),
    ("on-header-muted", "header"),
]
SHAPES = [
    ("line-strong", "surface"),
    ("line-strong", "canvas"),
    ("focus", "surface"),
    ("focus", "canvas"),
    ("focus", "surface-sunken"),
    ("focus-on-header", "header"),
    *((tone, "line") for tone in ("primary", "success", "warning", "danger")),
]


def _values(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


LIGHT_PART, SYSTEM_PART, CHOSEN_PART = TOKENS.split("@media screen")
LIGHT = _values(LIGHT_PART)
DARK = LIGHT | _values(CHOSEN_PART)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two colours."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_is_readable(theme: dict[str, str], front: str, back: str):
    assert contrast(theme[front], theme[back]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), SHAPES)
def test_edges_and_bars_are_visible(theme: dict[str, str], front: str, back: str):
    assert contrast(theme[front], theme[back]) >= 3


def test_chosen_dark_equals_the_dark_of_the_system():
    assert _values(SYSTEM_PART) == _values(CHOSEN_PART) != {}
