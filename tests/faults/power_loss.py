"""What a disk holds when the power goes (断电): only what was synced before, and what luck kept.

strace notes every write, sync and truncation of the real server process. Replayed up to a moment,
what was written to a file after its last finished sync is dropped, wholly or by lot.
"""

import random
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

CALLS = "pwrite64,write,ftruncate,fsync,fdatasync,unlink"
LINE = re.compile(r"^(?P<pid>\d+) +(?P<at>[\d.]+) (?P<rest>.*)$")
STARTED = re.compile(r'^(?P<name>\w+)\((?:"(?P<gone>[^"]*)"|\d+<(?P<path>[^>]*)>)(?P<rest>.*)$')
RESUMED = re.compile(r"^<\.\.\. (?P<name>\w+) resumed>")
WRITTEN = re.compile(r'^, "(?P<bytes>[^"]*)", (?P<length>\d+)(?:, (?P<offset>\d+))?')
SECTOR = 512
SYNCS = ("fsync", "fdatasync")


def tracer(log, folder):
    """Return the command under which a server's file writes are noted in ``log``."""
    names = [folder / f"zhifa.sqlite{suffix}" for suffix in ("", "-wal", "-journal")]
    paths = [argument for name in names for argument in ("-P", str(name))]
    shown = ["-y", "-xx", "-s", "131072", "-ttt"]
    return [
        "strace",
        "-f",
        "-qq",
        "--seccomp-bpf",
        "-e",
        f"trace={CALLS}",
        *shown,
        "-o",
        log,
        *paths,
    ]


@dataclass(frozen=True)
class Step:
    """One thing that happened to one file: a write, a truncation, a sync, its removal."""

    at: float
    kind: str
    name: str
    offset: int = 0
    data: bytes = b""


def read_trace(log):
    """Return the steps in order: a write counts when it begins, a sync when it has ended."""
    steps, waiting = [], {}
    for line in Path(log).read_text(errors="replace").splitlines():
        pid, at, rest = LINE.match(line).groups()
        if RESUMED.match(rest):
            step = waiting.pop(pid, None)
        else:
            step = _step(float(at), rest)
            if step and step.kind == "sync" and rest.endswith("<unfinished ...>"):
                waiting[pid], step = step, None
        if step:
            steps.append(replace(step, at=float(at)))
    return steps


def _step(at, rest):
    found = STARTED.match(rest)
    if not found:
        return None
    name = Path(_text(found["gone"] or found["path"])).name
    if found["name"] in SYNCS:
        return Step(at, "sync", name)
    if found["name"] == "unlink":
        return Step(at, "remove", name)
    if found["name"] == "ftruncate":
        return Step(at, "truncate", name, offset=int(re.search(r"\d+", found["rest"])[0]))
    written = WRITTEN.match(found["rest"])
    data = bytes.fromhex(written["bytes"].replace("\\x", ""))
    assert len(data) == int(written["length"]), "strace did not note the whole write"
    return Step(at, "write", name, int(written["offset"]), data)


def _text(shown):
    if "\\x" not in shown:
        return shown
    return bytes.fromhex(shown.replace("\\x", "")).decode()


@dataclass
class Disk:
    """Files as they are for sure, and what the system has not put on the disk yet."""

    files: dict = field(default_factory=dict)
    waiting: dict = field(default_factory=dict)

    def take(self, step):
        if step.kind == "sync":
            self.files[step.name] = applied(
                self.files.get(step.name), self.waiting.pop(step.name, [])
            )
        else:
            self.waiting.setdefault(step.name, []).append(step)

    def after_power_loss(self, *, is_lucky):
        """Return what is found: of the writes not synced none, or those that luck kept."""
        left = dict(self.files)
        for name, steps in self.waiting.items():
            kept = [torn(step) for step in steps if random.random() < 0.5] if is_lucky else []
            left[name] = applied(left.get(name), kept)
        return {name: content for name, content in left.items() if content is not None}


def torn(step):
    """Let now and then only the first sectors of a write arrive."""
    if step.kind != "write" or random.random() < 0.8:
        return step
    sectors = random.randint(0, len(step.data) // SECTOR)
    return Step(step.at, step.kind, step.name, step.offset, step.data[: sectors * SECTOR])


def applied(content, steps):
    """Return a file's content after steps; None is a file that does not exist."""
    for step in steps:
        if step.kind == "remove":
            content = None
            continue
        present = bytearray(content or b"")
        if step.kind == "truncate":
            content = bytes(present[: step.offset].ljust(step.offset, b"\0"))
            continue
        end = step.offset + len(step.data)
        present.extend(b"\0" * (end - len(present)))
        present[step.offset : end] = step.data
        content = bytes(present)
    return content
