"""The power goes while answers are saved on SQLite (F4): what was acknowledged is there."""

import random
import sqlite3
import time
import uuid
from contextlib import closing

import pytest

from tests.faults.clients import Hall
from tests.faults.extent import amount, needs_strace
from tests.faults.power_loss import Disk, read_trace, tracer

pytestmark = [pytest.mark.faults, needs_strace]
CRASH_POINTS = amount(100, 2000)
ACKNOWLEDGED = amount(400, 4000)
DATABASE = "zhifa.sqlite"


@pytest.fixture
def recorded(new_site, tmp_path):
    """Return a function that saves answers under a tracer: (disk before, steps, answers, times)."""

    def record(acknowledged, **changes):
        log, noted = tmp_path / "trace", []
        site = new_site(workers=1, ZHIFA_TICKER="0", **changes)
        hall = Hall(
            site, 12, at_once=4, losing=0, on_acknowledged=lambda e: noted.append((time.time(), e))
        )
        site.close()
        folder = site.app.config["SETTINGS"].instance
        before = {DATABASE: (folder / DATABASE).read_bytes()}
        assert not (folder / f"{DATABASE}-wal").exists()
        site.under = tracer(log, folder)
        with site, hall.at_work():
            hall.wait_for(acknowledged, seconds=120)
        assert hall.failures == []
        return before, read_trace(log), sorted(noted, key=lambda pair: pair[0])

    return record


def crashes(before, steps, noted, folder):
    """Lose the power at many moments; yield (lost answers, is sound) of each."""
    moments = sorted(random.sample(range(len(steps)), CRASH_POINTS))
    disk, place = Disk(dict(before)), 0
    for number, moment in enumerate(moments):
        while place <= moment:
            disk.take(steps[place])
            place += 1
        known = {event for at, event in noted if at < steps[moment].at}
        yield found(disk.after_power_loss(is_lucky=number % 2), known, folder / f"crash {number}")


def found(files, known, folder):
    """Open what is left; return how many known answers are missing, and whether it is sound."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        try:
            [[soundness]] = connection.execute("PRAGMA integrity_check")
            stored = connection.execute("SELECT client_event_id FROM answer_event").fetchall()
        except sqlite3.DatabaseError as error:
            return len(known), str(error)
    return len(known - {uuid.UUID(event) for (event,) in stored}), soundness


def test_no_acknowledged_answer_is_lost_with_the_power(recorded, tmp_path):
    before, steps, noted = recorded(ACKNOWLEDGED)
    outcomes = list(crashes(before, steps, noted, tmp_path))
    assert len(outcomes) == CRASH_POINTS
    assert len(noted) >= ACKNOWLEDGED
    assert {step.name for step in steps} >= {DATABASE, f"{DATABASE}-wal"}, "no checkpoint was met"
    assert {soundness for _, soundness in outcomes} == {"ok"}
    assert sum(lost for lost, _ in outcomes) == 0


def test_without_full_synchronous_acknowledged_answers_go_with_the_power(recorded, tmp_path):
    before, steps, noted = recorded(200, target="tests.faults.weakened.unsynced:app")
    outcomes = crashes(before, steps, noted, tmp_path)
    assert any(lost or soundness != "ok" for lost, soundness in outcomes)
