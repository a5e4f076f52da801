"""kill -9 of web workers (F1) and of PostgreSQL (F3) while answers are being saved."""

import time

import pytest

from tests.cluster import Cluster
from tests.faults.clients import Hall
from tests.faults.extent import amount, needs_postgresql
from tests.faults.site import SPARED_SECONDS
from tests.faults.verdict import judge

pytestmark = pytest.mark.faults
WORKER_KILLS = amount(60, 1000)
POSTMASTER_KILLS = amount(5, 200)
BETWEEN_KILLS = 10
BACK_WITHIN_SECONDS = 30
"""Wanted are five; two tests at once on two cores may need more, and what counts is that it is."""
CANDIDATES = amount(90, 900)


def ordeal(site, hall, *, kills, cluster=None, postmaster_kills=0):
    """Kill while candidates save; return what is left of what was acknowledged."""
    every = kills // (postmaster_kills + 1)
    with site, hall.at_work():
        for number in range(1, kills + 1):
            hall.wait_for(BETWEEN_KILLS)
            while not site.kill_worker():
                hall.wait_for(1)
            if cluster and number % every == 0 and number // every <= postmaster_kills:
                hall.wait_for(BETWEEN_KILLS)
                cluster.kill()
                cluster.start()
                assert hall.wait_for(1) < BACK_WITHIN_SECONDS
        hall.wait_for(BETWEEN_KILLS)
    return judge(site, hall.sitters)


def ensure_clean(site, hall, verdict):
    assert hall.failures == []
    assert [odd for sitter in hall.sitters for odd in sitter.unexpected] == []
    assert site.kills >= WORKER_KILLS
    assert verdict.acknowledged >= BETWEEN_KILLS * WORKER_KILLS
    assert verdict.scored > 0
    assert verdict.is_clean, verdict


def test_workers_killed_on_sqlite_lose_nothing(new_site):
    site = new_site()
    hall = Hall(site, CANDIDATES)
    ensure_clean(site, hall, ordeal(site, hall, kills=WORKER_KILLS))


@needs_postgresql
def test_workers_and_postmaster_killed_lose_nothing(new_site, cluster):
    site = new_site(database_url=cluster.url)
    hall = Hall(site, CANDIDATES)
    verdict = ordeal(
        site, hall, kills=WORKER_KILLS, cluster=cluster, postmaster_kills=POSTMASTER_KILLS
    )
    ensure_clean(site, hall, verdict)


def test_acknowledging_before_the_commit_turns_it_red(new_site):
    site = new_site(target="tests.faults.weakened.early:app", workers=2)
    hall = Hall(site, 20, saves=(3000, 4000), losing=0)
    with site, hall.at_work():
        hall.wait_for(100)
        time.sleep(SPARED_SECONDS)
        site.kill_workers()
        hall.wait_for(1)
    verdict = judge(site, hall.sitters)
    assert verdict.lost > 0, verdict
    assert not verdict.is_clean


def test_writing_without_the_key_turns_it_red(new_site):
    site = new_site(target="tests.faults.weakened.unkeyed:app", workers=2)
    hall = Hall(site, 6, losing=0.2)
    with site, hall.at_work():
        hall.wait_for(150)
    verdict = judge(site, hall.sitters)
    assert verdict.duplicates > 0, verdict
    assert not verdict.is_clean


@needs_postgresql
def test_answering_before_the_disk_has_it_turns_it_red(new_site):
    with Cluster(wal_writer_delay="10s", bgwriter_delay="10s") as cluster:
        site = new_site(
            database_url=cluster.url, target="tests.faults.weakened.volatile:app", workers=2
        )
        hall = Hall(site, 12, saves=(100, 200), losing=0)
        with site, hall.at_work():
            hall.wait_for(50)
            cluster.kill()
            cluster.start()
            hall.wait_for(10)
        verdict = judge(site, hall.sitters)
    assert verdict.lost > 0, verdict
    assert not verdict.is_clean
