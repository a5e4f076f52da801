"""A rehearsal's timetable and what it found (演练规则): fixed arrival times, honest latencies."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from zhifa_training.core.errors import DomainError

MOST_EXAMINEES, LONGEST_SECONDS, MOST_QUESTIONS = 50_000, 4 * 3600, 200
SHORTEST_SECONDS = 2
SAVE_EVERY_SECONDS = 10.0
JITTER = 0.2
"""Part of the pause between two saves that is drawn by lot."""
BELL, LAST_START, LAST_SAVE = 0.2, 0.4, 0.85
"""Shares of the time: the bell rings, all have begun, the hand-in burst begins."""
KINDS = ("waiting", "start", "page", "save", "hand_in")
KIND_NAMES = dict(zip(KINDS, ("候考", "开考", "试卷", "保存", "交卷"), strict=True))


class RehearsalRefusedError(DomainError):
    """A rehearsal cannot be held like that, or here (不能演练)."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a rehearsal is (演练规模)."""

    examinees: int
    seconds: float
    questions: int
    seed: int

    def __post_init__(self) -> None:
        """Refuse what cannot be played."""
        _ensure("--examinees", self.examinees, 1, MOST_EXAMINEES, "人")
        _ensure("--seconds", self.seconds, SHORTEST_SECONDS, LONGEST_SECONDS, "秒")
        _ensure("--questions", self.questions, 1, MOST_QUESTIONS, "题")


def _ensure(option: str, value: float, least: int, most: int, unit: str) -> None:
    if not least <= value <= most:
        raise RehearsalRefusedError(
            f"{option} {value:g} 超出范围：请填写 {least} 至 {most} 之间的数（{unit}）"
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """When one examinee does what, in seconds after the room opens (应考时刻)."""

    waits_at: float
    starts_at: float
    saves_at: tuple[float, ...]
    hands_in_at: float

    def answers_at_once(self, questions: int) -> int:
        """Return how many answers each save carries, so that every question is answered."""
        return math.ceil(questions / len(self.saves_at))


def timetable(size: Size) -> list[Turn]:
    """Draw when everyone does what; the same seed draws the same."""
    draw = Random(f"rehearsal/{size.seed}")  # noqa: S311
    return [_turn(size.seconds, draw) for _ in range(size.examinees)]


def _turn(seconds: float, draw: Random) -> Turn:
    waits_at = draw.uniform(0, BELL * seconds)
    starts_at = draw.uniform(BELL, LAST_START) * seconds
    last = LAST_SAVE * seconds
    at = starts_at + draw.uniform(0, min(SAVE_EVERY_SECONDS, last - starts_at))
    saves = [at]
    while (at := at + SAVE_EVERY_SECONDS * draw.uniform(1 - JITTER, 1 + JITTER)) <= last:
        saves.append(at)
    return Turn(waits_at, starts_at, tuple(saves), draw.uniform(last, seconds))


@dataclass(frozen=True, slots=True)
class Sample:
    """One request as the examinee saw it (一次请求): times in seconds after the room opened."""

    kind: str
    meant_at: float
    done_at: float
    is_done: bool
    """Whether it was answered as it should be."""


@dataclass(frozen=True, slots=True)
class KindFigures:
    """What became of the requests of one kind (分类结果)."""

    requests: int
    errors: int
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


def figures_of(samples: Collection[Sample]) -> KindFigures:
    """Sum up requests of one kind; a failed one counts as an error and in no quantile."""
    done = [sample for sample in samples if sample.is_done]
    waited = sorted(1000 * (sample.done_at - sample.meant_at) for sample in done)
    span = max((s.done_at for s in done), default=0) - min((s.meant_at for s in done), default=0)
    return KindFigures(
        requests=len(samples),
        errors=len(samples) - len(done),
        per_second=round(len(done) / span, 1) if span > 0 else 0.0,
        p50_ms=quantile(waited, 0.5),
        p95_ms=quantile(waited, 0.95),
        p99_ms=quantile(waited, 0.99),
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the least value that ``share`` of the ordered values stay within, to 0.1."""
    if not ordered:
        return 0.0
    return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], 1)


def figures_by_kind(samples: Iterable[Sample]) -> dict[str, KindFigures]:
    """Sum up every kind, and all together under ``all``."""
    kept = list(samples)
    by_kind = {kind: figures_of([s for s in kept if s.kind == kind]) for kind in KINDS}
    return by_kind | {"all": figures_of(kept)}
