"""Main navigation (主导航): features register entries, each person sees what they may open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from flask import Flask, current_app, g, request, url_for


class SignedIn(Protocol):
    """Whoever the page is drawn for."""

    @property
    def name(self) -> str:
        """The name beside the menu."""

    @property
    def unit_names(self) -> Mapping[UUID, str]:
        """Names of the units where they hold roles."""

    def may(self, permission: Any) -> bool:
        """Tell whether they may do something anywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One registered way into a feature."""

    label: str
    endpoint: str
    permission: str
    icon: str
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry as the layouts draw it."""

    label: str
    url: str
    icon: str
    is_current: bool


_entries: dict[str, Entry] = {}
_personal: dict[str, str] = {}


def register(label: str, endpoint: str, permission: str, icon: str, order: int) -> None:
    """Put ``endpoint`` into the main navigation of everyone who holds ``permission``."""
    _entries[endpoint] = Entry(
        label=label, endpoint=endpoint, permission=permission, icon=icon, order=order
    )


def register_personal(label: str, endpoint: str) -> None:
    """Put ``endpoint`` into the menu under one's own name."""
    _personal[endpoint] = label


def items(person: SignedIn) -> list[Item]:
    """Return the navigation of one person, the entry of the present page marked."""
    seen = [
        (entry, url_for(entry.endpoint))
        for entry in sorted(_entries.values(), key=lambda entry: entry.order)
        if entry.endpoint in current_app.view_functions and person.may(entry.permission)
    ]
    current = max((url for _, url in seen if _leads_here(url)), key=len, default=None)
    return [
        Item(label=entry.label, url=url, icon=entry.icon, is_current=url == current)
        for entry, url in seen
    ]


def _leads_here(url: str) -> bool:
    here = request.path
    return here == url or (url != "/" and here.startswith(url.rstrip("/") + "/"))


def _context() -> dict[str, Any]:
    person: SignedIn | None = g.get("actor")
    if person is None:
        return {
            "navigation": [],
            "signed_in_name": "",
            "signed_in_unit": "",
            "user_links": [],
            "may": lambda _permission: False,
        }
    return {
        "may": person.may,
        "navigation": items(person),
        "signed_in_name": person.name,
        "signed_in_unit": next(iter(person.unit_names.values()), ""),
        "user_links": [
            (label, url_for(endpoint))
            for endpoint, label in _personal.items()
            if endpoint in current_app.view_functions
        ],
    }


def init_app(app: Flask) -> None:
    """Give every page its navigation. Pages of nobody in particular have none."""
    app.context_processor(_context)
