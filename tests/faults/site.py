"""The product as it is deployed: granian and its workers, on a database of their own."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from flask_migrate import upgrade

from tests.cluster import free_port
from tests.factories import Factory
from tests.faults.processes import age_seconds, children
from tests.races.crowd import Crowd
from zhifa_training.config import ROOT, Settings
from zhifa_training.core.db import db
from zhifa_training.factory import create_app

WORKERS = 8
SPARED_SECONDS = 6
PATIENCE_SECONDS = 60


class Site:
    """One deployment; the tests look into its database through ``app``."""

    def __init__(
        self, folder, *, database_url="", target="app:app", workers=WORKERS, **environment
    ):
        self.target, self.workers, self.port = target, workers, free_port()
        self.under = ()
        """The command under which the server runs, such as a tracer."""
        self.environment = {
            "ZHIFA_INSTANCE": str(folder),
            "ZHIFA_DATABASE_URL": database_url,
            "ZHIFA_TICKER": "1",
        } | environment
        self.app = create_app(Settings.from_environment(self.environment))
        self.log = Path(tempfile.mkstemp(dir=folder, suffix=".log")[1])
        self.server = None
        self.kills = 0
        with self.app.app_context():
            upgrade()

    def crowd(self, number):
        """Call so many candidates to one sitting and sign them in."""
        with self.app.app_context():
            db.session().expire_on_commit = False  # many are made, none is looked at again
            crowd = Crowd(self.app, Factory(db.session))
            runners = [crowd.candidate() for _ in range(number)]
            db.session.remove()
            return crowd.sitting_id, str(crowd.item), runners

    def __enter__(self):
        self.start()
        return self

    def start(self):
        """Start the server process and wait until it answers."""
        arguments = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)]
        arguments += ["--workers", str(self.workers), "--blocking-threads", "4"]
        arguments += ["--respawn-failed-workers", "--respawn-interval", "0.1"]
        with self.log.open("a") as log:
            self.server = subprocess.Popen(
                [*self.under, sys.executable, "-m", "tests.faults.serve", *arguments, self.target],
                env=os.environ | self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_ready()

    def _wait_until_ready(self):
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end and self.server.poll() is None:
            with suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/room/clock", timeout=5)
                return
            time.sleep(0.1)
        raise RuntimeError(f"the site did not start:\n{self.log.read_text()}")

    def kill_worker(self):
        """Kill the worker that has served longest, as a lack of memory would.

        granian gives up when one worker dies twice within 5.5 s, so a young one is spared.
        """
        workers = children(self.server.pid)
        oldest = max(workers, key=age_seconds, default=None)
        if oldest is None or age_seconds(oldest) < SPARED_SECONDS:
            return False
        os.kill(oldest, signal.SIGKILL)
        self.kills += 1
        return True

    def kill_workers(self):
        """Kill all web workers at one moment."""
        for pid in children(self.server.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.kills += 1

    def kill(self):
        """Kill the whole node: the server and every worker."""
        os.kill(self.server.pid, signal.SIGSTOP)  # or it would start new ones meanwhile
        for pid in (*children(self.server.pid), self.server.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.server.wait()
        self.kills += 1

    def __exit__(self, *_error):
        self.stop()

    def stop(self):
        """Stop the server and every worker."""
        if self.server.poll() is not None:
            return
        workers = children(self.server.pid)
        if self.under:  # the tracer ends with what it traces
            for pid in workers:
                os.kill(pid, signal.SIGTERM)
        else:
            self.server.terminate()
        try:
            self.server.wait(10)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        for pid in workers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def close(self):
        """Let go of the database."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
