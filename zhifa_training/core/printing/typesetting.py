"""Sheets as PDF (打印件): our own templates, filled with facts that are never read as markup."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from zhifa_training.config import ROOT
from zhifa_training.core.lazy import heavy
from zhifa_training.core.printing.fonts import directory, printable

SHEETS = ROOT / "templates" / "print"


def typeset(sheet: str, facts: Mapping[str, str], *, picture: bool = False) -> bytes:
    """Return a sheet as PDF, or as a PNG picture; facts reach it as text alone."""
    shown = {key: printable(value) for key, value in facts.items()}
    made = heavy("typst").compile(
        str(SHEETS / f"{sheet}.typ"),
        root=str(SHEETS),
        font_paths=_fonts(),
        format="png" if picture else "pdf",
        sys_inputs={"facts": json.dumps(shown, ensure_ascii=False)},
    )
    return cast(bytes, made)


@cache
def _fonts() -> Any:
    return heavy("typst").Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(directory())]
    )
