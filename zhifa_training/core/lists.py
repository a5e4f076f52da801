"""Lists (列表): one statement serves the screen, its sorting and its export."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from flask import request
from sqlalchemy import ColumnElement, Select, String, func
from sqlalchemy import cast as sql_cast

from zhifa_training.core.db import db
from zhifa_training.core.paging import Page, here, paginate, requested_page

Row = TypeVar("Row")
Orders = Mapping[str, Any]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]
LONGEST_SEARCH = 60


@dataclass(frozen=True, slots=True)
class Heading:
    """One column heading as the tables draw it."""

    label: str
    sort_url: str = ""
    direction: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list was asked for: the search, the order, and the page; None means all of it."""

    text: str = ""
    sort: str = ""
    number: int | None = None


def asked(default_sort: str) -> Asked:
    """Return what the address asks for; the workbook is always the whole list."""
    text = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    sort = request.args.get("sort", "") or default_sort
    return Asked(text, sort, None if wants_export() else requested_page())


def wants_export() -> bool:
    """Tell whether the workbook of this list is asked for, not the page."""
    return request.args.get("export") == "xlsx"


def export_url() -> str:
    """Return the address of this list as a workbook, with the same filters and order."""
    return here(export="xlsx", page=None)


def headings(
    columns: Sequence[tuple[str, str]],
    orders: Orders,
    default_sort: str,
    numeric: Sequence[str] = (),
) -> list[Heading]:
    """Return a heading for each (label, key); a key that ``orders`` knows becomes a sort link."""
    sort = request.args.get("sort", "") or default_sort
    return [
        Heading(
            label,
            _sort_url(key, sort) if key in orders else "",
            _direction(key, sort),
            key in numeric,
        )
        for label, key in columns
    ]


def order_by(orders: Orders, sort: str, default: str, tie: Any) -> tuple[Any, ...]:
    """Return the ORDER BY of ``sort``, such as ``-name``; anything unknown means ``default``."""
    wanted = sort if sort.removeprefix("-") in orders else default
    column = orders[wanted.removeprefix("-")]
    return (column.desc() if wanted.startswith("-") else column.asc(), tie)


def contains(column: Any, text: str) -> ColumnElement[bool]:
    """Return the condition that ``column`` contains ``text`` literally, whatever the case."""
    return func.lower(sql_cast(column, String)).contains(text.lower(), autoescape=True)


def fetch(statement: AnySelect, number: int | None, make: Callable[[Any], Row]) -> Page[Row]:
    """Return one page of ``statement``, or all of it for ``None``, each row made by ``make``."""
    if number is None:
        rows = [make(row) for row in db.session.execute(statement)]
        return Page(rows, 1, max(1, len(rows)), len(rows))
    page = paginate(statement, number=number)
    return Page([make(row) for row in page.items], page.number, page.size, page.total)


def _sort_url(key: str, sort: str) -> str:
    return here(sort=f"-{key}" if sort == key else key, page=None)


def _direction(key: str, sort: str) -> str:
    return {key: "ascending", f"-{key}": "descending"}.get(sort, "")
