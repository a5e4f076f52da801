"""The words of a cited article (条文原文): whoever keeps law texts tells it here."""

from typing import Protocol
from uuid import UUID


class Finder(Protocol):
    """A way to look an article up."""

    def __call__(self, law_version_id: UUID, article: int) -> str | None:
        """Return the text of an article, or None where it is not kept."""


_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Add a way to look articles up."""
    _finders.append(finder)


def find_article(law_version_id: UUID, article: int) -> str | None:
    """Return the text of an article from the first that keeps it."""
    found = (find(law_version_id, article) for find in _finders)
    return next((text for text in found if text), None)
