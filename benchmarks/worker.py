"""One web worker (工作进程): its memory, what it has not loaded, and the cost of a password."""

import time
from statistics import median

from benchmarks import cost, load
from benchmarks.asking import request, start
from benchmarks.figures import Figure
from zhifa_training.accounts.services import passwords

MEMORY_LIMIT_MB = 200
SIGN_IN_LIMIT_MS = 30
SIGN_IN_ROUNDS = 9
MIXED = ("/exams/mine", "/room/clock", "/records/mine")


def memory(site, sizes):
    """Weigh a worker when it has started and when it has answered all kinds of requests."""
    with site.writing():
        people = site.officers(sizes.connections)
        viewer = site.viewer()
        session = site.hall.hold(sizes.start_items, people)
        seats = site.hall.hold(sizes.start_items, people).begin(people)
    server = site.serve("app:app").ready()
    worker = server.worker
    heavy = cost.heavy_libraries(worker)
    if heavy:
        raise RuntimeError(f"a web worker loads at its start: {', '.join(heavy)}")
    yield _weight(site, "worker_memory_after_start", worker, requests=0)
    load.closed_loop(server.port, [[start(one, session.id)] for one in people], expect=302)
    count = max(1, sizes.mixed // len(people))
    streams = [_mixed(seat, viewer, site, count) for seat in seats]
    load.closed_loop(server.port, streams)
    requests = len(people) * (count + 1)
    yield _weight(site, "worker_memory_after_mixed_requests", worker, requests=requests)


def _mixed(seat, viewer, site, count):
    metrics = request("GET", f"/metrics/units/{site.province.root_id}", headers=viewer.headers)
    pages = [request("GET", path, headers=seat.person.headers) for path in MIXED]
    turns = [seat.save, seat.page, lambda: metrics, *(lambda sent=sent: sent for sent in pages)]
    return [turns[number % len(turns)]() for number in range(count)]


def _weight(site, name, worker, **more):
    return Figure(
        name=f"{name}_{site.database}",
        ours=cost.resident_megabytes(worker),
        bound=MEMORY_LIMIT_MB,
        unit="MB",
        goal=1.0,
        more=more | {"loaded_of_heavy": cost.heavy_libraries(worker)},
    )


def sign_in():
    """Take the CPU time of checking one password, right and wrong."""
    stored = passwords.hashed("Benchmark-2026-right")
    for word, is_right in (("right", True), ("wrong", False)):
        spent = []
        for _ in range(SIGN_IN_ROUNDS):
            began = time.thread_time()
            assert passwords.is_right(stored, f"Benchmark-2026-{word}") is is_right
            spent.append(1000 * (time.thread_time() - began))
        yield Figure(
            name=f"sign_in_check_{word}",
            ours=median(spent),
            bound=SIGN_IN_LIMIT_MS,
            unit="cpu_ms",
            goal=1.0,
            more={"rounds": SIGN_IN_ROUNDS},
        )
