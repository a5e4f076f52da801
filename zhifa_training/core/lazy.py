"""Heavy libraries, loaded on first use so that a web worker starts without them."""

from functools import cache
from importlib import import_module
from types import ModuleType

HEAVY = frozenset({"pandas", "pypinyin", "vl_convert", "xlsxwriter", "python_calamine", "PIL"})


@cache
def heavy(name: str) -> ModuleType:
    """Return the library ``name``; only the ones known to be slow to load come this way."""
    if name.partition(".")[0] not in HEAVY:
        raise ValueError(f"import {name} at the top of the module")
    return import_module(name)
