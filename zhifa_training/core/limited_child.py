"""A process of its own for what others made (受限子进程): limited, fed by a pipe, sure to end."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread, Timer

from zhifa_training.core.errors import DomainError
from zhifa_training.core.spreadsheet.limits import (
    CHILD_CPU_SECONDS,
    CHILD_MEMORY,
    CHILD_WALL_SECONDS,
    LARGEST_OUTPUT,
)

ROOT = Path(__file__).parents[2]


def limit_this_process() -> None:
    """Give this process bounded memory and time, no file to write and no core to dump."""
    for limit, value in (
        (resource.RLIMIT_AS, CHILD_MEMORY),
        (resource.RLIMIT_CPU, CHILD_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


@contextmanager
def lines_of(
    program: str,
    content: bytes,
    *,
    refuse: type[DomainError],
    arguments: Sequence[str] = (),
    wall_seconds: float = CHILD_WALL_SECONDS,
) -> Iterator[Iterator[bytes]]:
    """Run a module on ``content``, yield its lines, and be sure that it ends."""
    process = subprocess.Popen(  # noqa: S603 - our own program, nothing of the upload in the command
        [sys.executable, "-s", "-m", program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "1"},
    )
    timer = Timer(wall_seconds, process.kill)
    feeder = Thread(target=_feed, args=(process, content), daemon=True)
    timer.start()
    feeder.start()
    try:
        yield _lines(process, refuse)
    finally:
        process.kill()
        feeder.join()
        timer.cancel()
        timer.join()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()


def _feed(process: subprocess.Popen[bytes], content: bytes) -> None:
    assert process.stdin is not None  # noqa: S101 - asked for above
    with suppress(OSError):
        process.stdin.write(content)
        process.stdin.close()


def _lines(process: subprocess.Popen[bytes], refuse: type[DomainError]) -> Iterator[bytes]:
    assert process.stdout is not None  # noqa: S101 - asked for above
    told = 0
    for line in process.stdout:
        told += len(line)
        if told > LARGEST_OUTPUT:
            raise refuse("文件内容过多，请拆分后再上传")
        yield line
