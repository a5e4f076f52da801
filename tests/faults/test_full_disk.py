"""The disk is full (F9): nothing acknowledged is lost, the alert is clear, and it recovers."""

import json
import os
import subprocess
import tempfile
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cluster import Cluster
from tests.faults.clients import Hall
from tests.faults.extent import needs_mount, needs_postgresql
from tests.faults.verdict import judge

pytestmark = [pytest.mark.faults, needs_mount]
SIZE = 300 * 1024 * 1024
BLOCK = 4096
ALERT = "磁盘"


@pytest.fixture
def small_disk():
    """A file system of its own, small and in memory, which the user ``postgres`` may reach too."""
    folder = Path(tempfile.mkdtemp(prefix="zhifa-disk-"))
    folder.chmod(0o755)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0777", "tmpfs", folder], check=True
    )
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
    folder.rmdir()


@contextmanager
def full(folder):
    """Leave no room; a file that grew meanwhile keeps what it has."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1024**2, BLOCK):
            try:
                while file.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue
    assert os.statvfs(folder).f_bavail * BLOCK < 4 * BLOCK
    try:
        yield
    finally:
        filler.unlink()


def readiness(site):
    """Return what the health page says to whoever watches over the site."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{site.port}/health/ready") as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def ordeal(site, hall, disk):
    """Fill the disk while candidates save, see that saving stops, and give room again."""
    with site, hall.at_work():
        hall.wait_for(60)
        with full(disk):
            hall.wait_until_idle()
            told = readiness(site)
        hall.wait_for(60, seconds=60)
    return told


def ensure_clean(site, hall, told):
    verdict = judge(site, hall.sitters)
    assert hall.failures == []
    assert [odd for sitter in hall.sitters for odd in sitter.unexpected] == []
    assert hall.refusals > 0, "the disk was never full"
    assert verdict.is_clean, verdict
    return told


def test_sqlite_on_a_full_disk_refuses_and_recovers(new_site, small_disk):
    site = new_site(folder=small_disk / "instance", workers=2)
    hall = Hall(site, 24, losing=0)
    status, text = ensure_clean(site, hall, ordeal(site, hall, small_disk))
    assert status == 503
    assert ALERT in json.dumps(json.loads(text), ensure_ascii=False)
    assert "disk is full" in site.log.read_text()


@needs_postgresql
def test_postgresql_on_a_full_disk_refuses_and_recovers(new_site, small_disk):
    with Cluster(within=small_disk) as cluster:
        site = new_site(database_url=cluster.url, workers=2)
        hall = Hall(site, 24, losing=0)
        cluster_log = ordeal_on(cluster, site, hall, small_disk)
        ensure_clean(site, hall, cluster_log)
        assert "No space left on device" in site.log.read_text()


def ordeal_on(cluster, site, hall, disk):
    """A full disk may end PostgreSQL itself; whoever runs it gives room and starts it again."""
    with site, hall.at_work():
        hall.wait_for(60)
        with full(disk):
            hall.wait_until_idle()
        if cluster.server.poll() is not None:
            cluster.start()
        hall.wait_for(60, seconds=60)


def test_a_save_that_swallows_the_error_loses_answers(new_site, small_disk):
    site = new_site(
        folder=small_disk / "instance", workers=2, target="tests.faults.weakened.swallowing:app"
    )
    hall = Hall(site, 24, saves=(9000, 9999), losing=0)  # nobody hands in, only saves
    with site, hall.at_work():
        hall.wait_for(60)
        with full(small_disk):
            hall.wait_for(1500, seconds=60)
    verdict = judge(site, hall.sitters)
    assert verdict.lost > 0, verdict
    assert not verdict.is_clean
