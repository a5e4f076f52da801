"""Everything that is drawn by lot, repeatable from a seed (可复现的随机数)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from zhifa_training.core.db import db

Thing = TypeVar("Thing")
RANDOM_BITS = 74
LOW_BITS = 62


def stream(*names: object) -> Random:
    """Return a source of lots of its own, so that a change in one part leaves the others alone."""
    return Random("/".join(str(name) for name in names))


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Split ``total`` by ``weights`` into whole numbers that add up (最大余数法)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    counts = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: counts[place] - exact[place])
    for place in by_remainder[: total - sum(counts)]:
        counts[place] += 1
    return counts


class Keys:
    """Keys shaped like UUID version 7 over given moments, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._draw = stream(seed, "keys").getrandbits

    def at(self, moment: datetime) -> UUID:
        """Return the next key, as if made at ``moment``."""
        milliseconds = int(moment.timestamp() * 1000)
        entropy = self._draw(RANDOM_BITS)
        high = milliseconds << 80 | 0x7 << 76 | (entropy >> LOW_BITS) << 64
        return UUID(int=high | 0b10 << 62 | entropy & (1 << LOW_BITS) - 1)


@contextmanager
def repeatable_rows(keys: Keys, moment: datetime) -> Iterator[None]:
    """Give rows that services add inside the block a key and a moment of ours."""

    def fill(session: Session, _context: Any, _instances: Any) -> None:
        for row in session.new:
            for column, value in (("id", keys.at), ("created_at", None), ("at", None)):
                if hasattr(type(row), column) and getattr(row, column) is None:
                    setattr(row, column, value(moment) if value else moment)

    event.listen(db.session, "before_flush", fill)
    try:
        yield
    finally:
        event.remove(db.session, "before_flush", fill)
