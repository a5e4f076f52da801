"""What a check of questions tells (提示)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Name a weakness, the questions it concerns and what to do."""

    kind: str
    ids: tuple[str, ...]
    reason: str
