"""An instance of a rehearsal's own (临时实例): a folder, a database and a server, all removed."""

import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from zhifa_training.config import ROOT
from zhifa_training.exams.rules.rehearsal import RehearsalRefusedError

FLASK: tuple[str, ...] = (sys.executable, "-m", "flask", "--app", "app")
PREPARATIONS = (("db", "upgrade"), ("bank", "load"))
SERVER = (sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1")
PATIENCE_SECONDS = 60
OTHER_SETTINGS = (
    "ZHIFA_DATABASE_URL",
    "ZHIFA_SECRET_KEY",
    "ZHIFA_KEY_RING",
    "ZHIFA_PROXY_HOPS",
    "ZHIFA_TRUSTED_HOSTS",
)


def rehearse_apart(arguments: Sequence[str], *, connections: int) -> int:
    """Run this command again against an instance of its own; return how it ended."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory(prefix="zhifa-yanlian-") as folder:
        environment = _environment(Path(folder))
        for words in PREPARATIONS:
            _run(words, environment)
        with _served(environment, connections) as url:
            command = (*FLASK, "exams", "rehearse", *arguments, "--url", url)
            done = subprocess.run(command, cwd=ROOT, env=environment, check=False)  # noqa: S603
            return done.returncode


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in OTHER_SETTINGS}
    return kept | {
        "ZHIFA_INSTANCE": str(folder),
        "ZHIFA_PROFILE": "embedded",
        "ZHIFA_HTTPS": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _run(words: Sequence[str], environment: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [*FLASK, *words], cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise RehearsalRefusedError(
            f"临时实例未能建立（flask {' '.join(words)}）：{done.stderr.strip()[-500:]}"
        )


@contextmanager
def _served(environment: dict[str, str], connections: int) -> Iterator[str]:
    """Serve the instance as ``make run`` does: one worker, as SQLite has one writer."""
    port = _free_port()
    options = ("--workers", "1", "--blocking-threads", "4", "--no-ws")
    waiting = (
        "--backlog",
        str(max(1024, connections)),
        "--backpressure",
        str(max(1024, connections)),
    )
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*SERVER, "--port", str(port), *options, *waiting, "--log-level", "error", "app:app"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield _awaited(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _awaited(url: str, process: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{url}/room/clock", timeout=5):  # noqa: S310
            return url
        time.sleep(0.05)
    raise RehearsalRefusedError("临时实例的网站没有启动")
