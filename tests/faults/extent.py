"""How much of each fault is tried, and what a fault needs of the machine (规模)."""

import os
import shutil
import subprocess
import tempfile
from functools import cache

import pytest

from tests.cluster import binaries

IS_NIGHT = os.environ.get("ZHIFA_FAULTS") == "night"


def amount(each_change, night):
    """Return how often a fault is tried: at each change, or in the long run."""
    return night if IS_NIGHT else each_change


@cache
def can_trace():
    """Tell whether strace is here and may trace."""
    return bool(shutil.which("strace")) and _succeeds("strace", "-o", os.devnull, "true")


@cache
def can_mount():
    """Tell whether this process may mount a small file system in memory."""
    with tempfile.TemporaryDirectory() as folder:
        is_mounted = _succeeds("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder)
        return is_mounted and _succeeds("umount", folder)


def _succeeds(*command):
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


needs_postgresql = pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed")
needs_strace = pytest.mark.skipif(not can_trace(), reason="strace is absent or may not trace")
needs_mount = pytest.mark.skipif(not can_mount(), reason="no file system may be mounted here")
