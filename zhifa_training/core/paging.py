"""Pages of a list (分页): bounded, counted, linkable."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for
from sqlalchemy import Select, func, select

from zhifa_training.core.db import db

Row = TypeVar("Row")
PAGE_SIZE = 50
LARGEST_PAGE = 200
LONGEST_NUMBER = 6


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list and where it stands in the whole."""

    items: Sequence[Row]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def has_prev(self) -> bool:
        """Tell whether a page comes before."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Tell whether a page comes after."""
        return self.number < self.pages

    def url_for(self, number: int) -> str:
        """Return the address of page ``number`` with the same filters."""
        return here(page=str(number))


def here(**changes: str | None) -> str:
    """Return the present address with some arguments changed; None takes one away."""
    typed = {
        key: value
        for key, value in request.args.to_dict().items()
        if key != "endpoint" and not key.startswith("_")
    }
    arguments: dict[str, Any] = {**typed, **changes, **(request.view_args or {})}
    return url_for(str(request.endpoint), **arguments)


def requested_page() -> int:
    """Return the page number in the address; anything odd means the first."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 1


def paginate(
    statement: Select[*tuple[Any, ...]], *, number: int, size: int = PAGE_SIZE
) -> Page[Any]:
    """Return one page of ``statement``'s rows, in two statements."""
    size = min(size, LARGEST_PAGE)
    total = db.session.scalars(
        select(func.count()).select_from(statement.order_by(None).subquery())
    ).one()
    number = min(number, max(1, -(-total // size)))
    rows = db.session.execute(statement.limit(size).offset((number - 1) * size)).all()
    return Page(rows, number, size, total)


def paged(rows: Sequence[Row], number: int, *, size: int = PAGE_SIZE) -> Page[Row]:
    """Return one page of rows that had to be read whole."""
    number = min(number, max(1, -(-len(rows) // size)))
    return Page(rows[(number - 1) * size : number * size], number, size, len(rows))
