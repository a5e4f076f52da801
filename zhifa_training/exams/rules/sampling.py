"""Random samples of a unit's officers (随机抽考): drawn by a seed that anybody can check.

Each officer's lot is SHA-256 over the seed and the officer's id; of each unit those with the
smallest lots are drawn. The seed is made when the sample is drawn and shown with it, so the
draw can be repeated by hand and nobody could choose whom it hits.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from zhifa_training.core.errors import DomainError

DEFAULT_SHARE = 15
"""Per cent of a unit; the share that 山西 asked of its on-site tests in 2017 (S, domain.md 2)."""
MOST_PER_UNIT = 50


class SampleFaultError(DomainError):
    """The sample cannot be drawn (不能抽取)."""


def lot(seed: str, officer_id: UUID) -> str:
    """Return an officer's lot (签号), 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}:{officer_id}".encode()).hexdigest()


def size(count: int, *, share: int, least: int) -> int:
    """Return how many of ``count`` are drawn: ``share`` per cent rounded up, but ``least``."""
    return min(count, max(least, -(-count * share // 100)))


def draw(
    population: Iterable[tuple[UUID, UUID]], *, seed: str, share: int, least: int
) -> frozenset[UUID]:
    """Return the officers drawn from (unit, officer) pairs, unit by unit."""
    by_unit: dict[UUID, list[UUID]] = defaultdict(list)
    for unit_id, officer_id in population:
        by_unit[unit_id].append(officer_id)
    drawn: set[UUID] = set()
    for officers in by_unit.values():
        wanted = size(len(officers), share=share, least=least)
        drawn.update(sorted(officers, key=lambda officer: lot(seed, officer))[:wanted])
    return frozenset(drawn)


def ensure_drawable(*, called: int, is_drawn: bool, population: int) -> None:
    """Refuse a second draw, a draw beside a roster, or one from nobody."""
    if is_drawn:
        raise SampleFaultError("本场已经抽取过名单；为保证公平，一场只抽取一次")
    if called:
        raise SampleFaultError(
            f"名单中已有 {called} 人，不能再抽取；请先撤出名单，或者另外安排一场抽考"
        )
    if not population:
        raise SampleFaultError("该单位在开考当日没有符合条件的人员，请核对应考单位和日期")
