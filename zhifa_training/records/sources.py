"""Where a record came from (来源): each feature says which page shows its evidence."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The pages behind one kind of source: the officer's own, and the one for staff."""

    own: str
    staff: str
    argument: str
    permission: Permission


_places: dict[str, Place] = {}


def register(kind: str, place: Place) -> None:
    """Say which pages show what ``kind:id`` stands for."""
    _places[kind] = place


def evidence_url(source: str, *, reader: Actor, is_own: bool) -> str | None:
    """Return the page behind a source, if there is one that the reader may open.

    ``attempt:12:run:2`` is a correction of ``attempt:12``, which the same page shows.
    """
    kind, _, rest = source.partition(":")
    identity = rest.partition(":")[0]
    place = _places.get(kind)
    if place is None or not (is_own or reader.may(place.permission)):
        return None
    values: dict[str, Any] = {place.argument: identity}
    return url_for(place.own if is_own else place.staff, **values)
