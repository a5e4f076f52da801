"""Interleaved rounds (交错轮次): who is compared runs in turn, and medians are told.

The same thing varies by a quarter from run to run on a shared machine; what varies alike for both
cancels in a ratio of CPU time per request.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks import cost, load


@dataclass(frozen=True, slots=True)
class Contender:
    """A server and what is asked of it."""

    name: str
    port: int
    server: Sequence[int]
    """Roots of the server's process trees; their CPU time counts."""
    database: Sequence[int]
    """Roots of the database's process trees, which count too."""
    streams: Callable[[], list[list[bytes]]]
    """Return the requests of one round, a list for each connection."""
    expect: int = 200


@dataclass(frozen=True, slots=True)
class Sample:
    """One round of one contender."""

    cpu_us: float
    database_us: float
    rps: float
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Standing:
    """All rounds of one contender, by their medians."""

    rounds: int
    requests: int
    cpu_us: float
    database_us: float
    rps: float
    p50_ms: float
    p95_ms: float
    spread: float
    """Range of CPU time over the rounds, as a share of the median."""

    def told(self):
        """Return what a figure says beside its ratio."""
        return {
            "database_us": round(self.database_us),
            "rps": round(self.rps),
            "p50_ms": round(self.p50_ms, 2),
            "p95_ms": round(self.p95_ms, 2),
            "spread": round(self.spread, 2),
        }


def one_round(contender):
    """Run one round and return its sample and how many requests it was."""
    streams = contender.streams()
    parts = (contender.server, contender.database)
    before = [cost.cpu_seconds(pids) for pids in parts]
    run = load.closed_loop(contender.port, streams, expect=contender.expect)
    count = len(run.latencies)
    after = [cost.cpu_seconds(pids) for pids in parts]
    server, database = (
        (late - early) / count * 1e6 for early, late in zip(before, after, strict=True)
    )
    speed = (count / run.seconds, run.quantile(0.5), run.quantile(0.95))
    sample = Sample(server + database, database, *speed)
    return sample, count


def interleaved(contenders, rounds):
    """Run all contenders in turn, each first as often as the others, and return their standing."""
    samples = {contender.name: [] for contender in contenders}
    requests = dict.fromkeys(samples, 0)
    for number in range(rounds):
        shift = number % len(contenders)
        for contender in (*contenders[shift:], *contenders[:shift]):
            sample, count = one_round(contender)
            samples[contender.name].append(sample)
            requests[contender.name] += count
    return {name: _standing(taken, requests[name]) for name, taken in samples.items()}


def _standing(samples, requests):
    costs = [sample.cpu_us for sample in samples]
    middle = median(costs)
    return Standing(
        rounds=len(samples),
        requests=requests,
        cpu_us=middle,
        database_us=median(sample.database_us for sample in samples),
        rps=median(sample.rps for sample in samples),
        p50_ms=median(sample.p50_ms for sample in samples),
        p95_ms=median(sample.p95_ms for sample in samples),
        spread=(max(costs) - min(costs)) / middle if middle else 0.0,
    )
