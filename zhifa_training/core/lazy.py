"""Heavy libraries, loaded on first use so that a web worker starts without them."""

from functools import cache
from importlib import import_module
from types import ModuleType

HEAVY = frozenset(
    {
        "PIL",
        "pandas",
        "pypinyin",
        "python_calamine",
        "question_bank.amendments.alignment",
        "question_bank.check",
        "question_bank.citations",
        "question_bank.giveaways",
        "question_bank.hygiene",
        "question_bank.near_duplicates",
        "question_bank.similarity",
        "question_bank.statistics",
        "typst",
        "vl_convert",
        "xlsxwriter",
    }
)
"""Ours are those that load numpy or scipy."""


@cache
def heavy(name: str) -> ModuleType:
    """Return the library ``name``; only the ones known to be slow to load come this way."""
    if not any(name == known or name.startswith(f"{known}.") for known in HEAVY):
        raise ValueError(f"import {name} at the top of the module")
    return import_module(name)
