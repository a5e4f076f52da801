"""Real granian processes on free ports, as ``make run`` starts them: one worker, four threads."""

import os
import subprocess
import sys
import time

from benchmarks import cost, load
from tests.cluster import free_port
from zhifa_training.config import ROOT

PATIENCE_SECONDS = 60
WAITING = ("--backlog", "8192", "--backpressure", "8192")
OPTIONS = ("--workers", "1", "--blocking-threads", "4", "--no-ws", *WAITING, "--log-level", "error")


class Server:
    """One server; started at once, awaited when first needed."""

    def __init__(self, application, environment):
        self.application, self.port = application, free_port()
        where = ("--host", load.ADDRESS, "--port", str(self.port))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", *where, *OPTIONS, application],
            cwd=ROOT,
            env=os.environ | environment,
            start_new_session=True,
        )

    def ready(self):
        """Return this server once it answers anything at all."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                load.ask(self.port, load.request("GET", "/", headers=["Connection: close"]))
            except (OSError, load.UnexpectedAnswerError):
                time.sleep(0.05)
            else:
                return self
        raise RuntimeError(f"{self.application} did not start")

    @property
    def worker(self):
        """Return the process that runs Python code for requests."""
        return max(cost.descendants(self.process.pid), key=cost.resident_megabytes)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
