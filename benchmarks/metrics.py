"""The province's page of rates at growing sizes (省级指标页), beside SQL written by hand."""

import time
from datetime import timedelta
from statistics import median

import sqlalchemy as sa

from benchmarks import load
from benchmarks.asking import request
from benchmarks.figures import Figure
from zhifa_training.core import clock
from zhifa_training.core.db import db

BY_HAND = """
SELECT child.descendant_id, count(*), sum(coalesce(done.sat, 0)), sum(coalesce(done.passed, 0))
FROM unit_closure child
JOIN unit_closure below ON below.ancestor_id = child.descendant_id AND below.kind = 'reporting'
JOIN posting ON posting.unit_id = below.descendant_id AND posting.is_enforcing
  AND posting.starts_on <= :today AND (posting.ends_on IS NULL OR posting.ends_on > :today)
JOIN officer ON officer.id = posting.officer_id AND officer.establishment <> 'auxiliary'
LEFT JOIN (
  SELECT officer_id, max(CASE fact WHEN 'rotation_exam_sat' THEN 1 ELSE 0 END) AS sat,
    max(CASE fact WHEN 'rotation_exam_passed' THEN 1 ELSE 0 END) AS passed
  FROM training_record
  WHERE fact IN ('rotation_exam_sat', 'rotation_exam_passed')
    AND occurred_on BETWEEN :since AND :today
  GROUP BY officer_id
) done ON done.officer_id = officer.id
WHERE child.ancestor_id = :root AND child.depth = 1 AND child.kind = 'reporting'
GROUP BY child.descendant_id
"""
GOAL_MS = 100


def province_page(site, sizes):
    """Ask for the page one request after another, at each number of officers."""
    with site.writing():
        viewer = site.viewer()
    server = site.serve("app:app").ready()
    sent = request("GET", f"/metrics/units/{site.province.root_id}", headers=viewer.headers)
    for officers in sizes.metrics:
        with site.writing():
            site.province.grow(officers)
        load.closed_loop(server.port, [[sent]])
        run = load.closed_loop(server.port, [[sent] * sizes.metrics_requests])
        yield Figure(
            name=f"province_metrics_page_{officers}_officers_{site.database}",
            ours=run.quantile(0.5),
            bound=_by_hand(site, sizes.metrics_requests),
            unit="ms",
            more={
                "p95_ms": round(run.quantile(0.95), 1),
                "goal_p95_ms": GOAL_MS,
                "requests": sizes.metrics_requests,
                "note": "bound is the hand-written SQL alone",
            },
        )


def _by_hand(site, repeats):
    """Return the median time in ms of the statement alone."""
    today, root = clock.today(), site.province.root_id
    values = {"today": today, "since": today - timedelta(days=90), "root": root}
    statement = sa.text(BY_HAND).bindparams(sa.bindparam("root", type_=sa.Uuid()))
    dates = [sa.bindparam(name, type_=sa.Date()) for name in ("today", "since")]
    taken = []
    with site.app.app_context(), db.engine.connect() as connection:
        for _ in range(repeats):
            began = time.perf_counter()
            connection.execute(statement.bindparams(*dates), values).all()
            taken.append(1000 * (time.perf_counter() - began))
    return median(taken)
