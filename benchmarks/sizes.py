"""How much of everything is measured (规模): in full, quickly, or just to see that it runs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """Counts of one kind of run; all of them bounds on what the client sends."""

    rounds: int
    connections: int
    requests: int
    """Requests of one round on each connection."""
    hand_ins: int
    """Attempts handed in on each connection in one round."""
    start_rounds: int
    starters: int
    start_items: int
    mixed: int
    metrics: tuple[int, ...]
    metrics_requests: int
    imported: tuple[int, ...]
    stems: tuple[int, ...]
    matrix: tuple[int, int]
    """Candidates and items of one response matrix."""
    forms: tuple[int, int] = (2_000, 100)
    """Questions in the pool, and in each parallel form."""
    rehearsals: tuple[tuple[int, int], ...] = ()
    """Officers and seconds of each rehearsal."""
    sheets: tuple[int, int] = (3_000, 100)
    """People and items whose answer sheets are compared pair by pair."""


FULL = Sizes(
    5, 8, 150, 12, 3, 200, 100, 500, (300, 3_000, 15_000), 15, (1_000, 5_000, 10_000),
    (1_000, 3_000, 10_000), (2_000, 60), rehearsals=((300, 60), (1_000, 60), (3_000, 120)),
)  # fmt: skip
QUICK = Sizes(
    3, 8, 40, 4, 1, 60, 100, 120, (300,), 5, (1_000,), (1_000, 3_000, 10_000), (2_000, 60)
)
SMALLEST = Sizes(
    1,
    2,
    3,
    2,
    1,
    4,
    10,
    12,
    (30,),
    2,
    (50,),
    (30, 60, 120),
    (40, 8),
    (200, 12),
    ((4, 2),),
    sheets=(40, 8),
)
