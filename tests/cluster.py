"""A PostgreSQL cluster of the tests' own: a temporary folder, a free port, removed after.

PostgreSQL refuses to run as root, so root hands the cluster to the user ``postgres``.
"""

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.faults.processes import children

PATIENCE_SECONDS = 30
MEMORY = Path("/dev/shm")  # noqa: S108
ROOM_IN_MEMORY = 1024**3
SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
}


def binaries():
    """Return the folder of initdb and postgres, the newest version first; None if not installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), reverse=True)
    return Path(found[0]).parent if found else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def memory_folder():
    """Return a folder that lives in memory, where there is one with room; None elsewhere.

    Every test commits for real, and a shared disk makes each of those commits wait.
    """
    is_roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_IN_MEMORY
    return MEMORY if is_roomy and os.access(MEMORY, os.W_OK) else None


class Cluster:
    """One server process and its folder."""

    def __init__(self, *, within=None, **settings):
        self.bin = binaries()
        if self.bin is None:
            raise RuntimeError("PostgreSQL 未安装：apt-get install postgresql")
        self.settings = SETTINGS | settings
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="zhifa-pg-", dir=within))
        self.data = self.folder / "data"
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.as_user:
            os.chown(self.folder, pwd.getpwnam("postgres").pw_uid, -1)
        self._run(
            "initdb",
            *("-D", self.data, "-U", "zhifa", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"),
        )
        self.server = None

    @property
    def url(self):
        return f"postgresql+psycopg://zhifa@127.0.0.1:{self.port}/postgres"

    def _run(self, program, *arguments):
        command = [*self.as_user, str(self.bin / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def start(self):
        self._spawn()
        self.wait_until_ready()
        return self

    def _spawn(self):
        options = [f"-c{name}={value}" for name, value in self.settings.items()]
        self.server = subprocess.Popen(
            [
                *(*self.as_user, str(self.bin / "postgres"), "-D", str(self.data)),
                *("-p", str(self.port), "-c", "listen_addresses=127.0.0.1"),
                *("-c", f"unix_socket_directories={self.folder}", *options),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            start_new_session=True,
        )

    def wait_until_ready(self):
        """Wait for the server; where a backend of its killed predecessor lingers, start again."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            ready = subprocess.run(
                [self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)],
                check=False,
            )
            if ready.returncode == 0:
                return
            time.sleep(0.05)
            if self.server and self.server.poll() is not None:
                time.sleep(0.5)
                (self.data / "postmaster.pid").unlink(missing_ok=True)
                self._spawn()
        raise RuntimeError("PostgreSQL 测试实例未能启动")

    def postmaster(self):
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def kill(self):
        """Kill the postmaster and every backend at once, as a lost machine would."""
        postmaster = self.postmaster()
        backends = children(postmaster)
        for pid in (postmaster, *backends):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.server.wait(PATIENCE_SECONDS)
        time.sleep(0.2)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def stop(self):
        if self.server and self.server.poll() is None:
            os.kill(self.postmaster(), signal.SIGINT)
            self.server.wait(PATIENCE_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_error):
        self.stop()
