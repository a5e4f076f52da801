"""SQL statements a request sends (语句数), counted in this process."""

from benchmarks.asking import start
from benchmarks.figures import Figure
from tests.counting import counting
from zhifa_training.core.db import db

LIMITS = {"save": 1, "start": 3, "page": 2, "hand_in": 3, "metrics": 6}
EXPECTED = {"start": 302}
FEW, MANY = 3, 12


def statements(site, sizes):
    """Count the statements of every kind of request, each asked for the second time."""
    with site.writing():
        people = site.officers(2)
        viewer = site.viewer()
        session = site.hall.hold(sizes.start_items, people)
        seats = site.hall.hold(sizes.start_items, people).begin(people, is_answered=True)
    client = site.app.test_client(use_cookies=False)
    metrics = (viewer.headers, "GET", f"/metrics/units/{site.province.root_id}", b"")
    asked = {
        "save": [_parts(seat.save()) for seat in seats],
        "start": [_parts(start(one, session.id)) for one in people],
        "page": [_parts(seat.page()) for seat in seats],
        "hand_in": [_parts(seat.hand_in()) for seat in seats],
        "metrics": [metrics, metrics],
    }
    for name, (first, second) in asked.items():
        _send(site, client, first, EXPECTED.get(name, 200))
        with site.app.app_context(), counting(db.engine) as seen:
            _send(site, client, second, EXPECTED.get(name, 200))
        yield Figure(
            name=f"statements_{name}_{site.database}",
            ours=len(seen),
            bound=LIMITS[name],
            unit="statements/request",
            goal=1.0,
        )


def _parts(sent):
    """Return the headers, the method, the path and the body of a request's bytes."""
    head, _, body = sent.partition(b"\r\n\r\n")
    first, *headers = head.decode().split("\r\n")
    method, path, _protocol = first.split(" ")
    return [line for line in headers if not line.startswith("Content-Length")], method, path, body


def _send(site, client, parts, expect):
    headers, method, path, body = parts
    with site.app.app_context():
        pairs = [tuple(line.split(": ", 1)) for line in headers]
        answer = client.open(path, method=method, headers=pairs, data=body)
    if answer.status_code != expect:
        raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
