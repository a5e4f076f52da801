"""Heavy libraries, loaded on first use so that a web worker starts without them."""

from functools import cache
from importlib import import_module
from types import ModuleType

HEAVY = frozenset(
    {
        "pandas",
        "pypinyin",
        "python_calamine",
        "question_bank.hygiene",
        "vl_convert",
        "xlsxwriter",
    }
)


@cache
def heavy(name: str) -> ModuleType:
    """Return the library ``name``; only the ones known to be slow to load come this way."""
    if not any(name == known or name.startswith(f"{known}.") for known in HEAVY):
        raise ValueError(f"import {name} at the top of the module")
    return import_module(name)
