"""A whole sitting, rehearsed (演练): p95 of everything officers wait for, and what was lost."""

import json

from benchmarks.figures import Figure

P95_GOAL_MS = 300


def rehearse(site, sizes):
    """Rehearse at several sizes on one node, and the largest once more on two nodes in turn."""
    plans = [(examinees, seconds, 1) for examinees, seconds in sizes.rehearsals]
    for examinees, seconds, nodes in [*plans, *((*plan[:2], 2) for plan in plans[-1:])]:
        servers = [site.serve("app:app") for _ in range(nodes)]
        urls = [f"--url=http://127.0.0.1:{server.ready().port}" for server in servers]
        size = [f"--examinees={examinees}", f"--seconds={seconds}"]
        words = ["exams", "rehearse", *size, *urls, "--beside-real-exams", "--json"]
        done = site.app.test_cli_runner().invoke(args=words)
        site.stop_servers()
        if not done.stdout:
            raise RuntimeError(done.output)
        yield _figure(site, json.loads(done.stdout))


def _figure(site, told):
    people, nodes = told["people"], told["nodes"]
    names = ("nodes", "cores", "seconds", "questions", "throughput", "p50_ms", "p95_ms", "p99_ms")
    counted = ("errors", "troubles", "acknowledged", "lost", "papers_complete")
    return Figure(
        name=f"rehearsal_of_{people}_officers_{nodes}_nodes_p95_{site.database}",
        ours=told["p95_ms"]["all"],
        bound=P95_GOAL_MS,
        unit="ms",
        goal=1.0,
        more={name: told[name] for name in (*names, *counted)},
    )
