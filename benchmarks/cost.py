"""What processes cost (开销): CPU time and memory as Linux counts them in /proc."""

import os
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
NOT_IN_A_WEB_WORKER = ("numpy", "pandas", "scipy", "ortools", "vl_convert")


def _fields(pid):
    """Return the fields of /proc/<pid>/stat that follow the program's name."""
    text = (PROC / str(pid) / "stat").read_text()
    return text[text.rindex(")") + 2 :].split()


def descendants(pid):
    """Return a process and all beneath it."""
    below = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                below.setdefault(int(_fields(entry.name)[1]), []).append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += below.get(found[-1], [])
    return found


def cpu_seconds(pids):
    """Return the CPU time of process trees so far, children that have ended included."""
    ticks = 0
    for root in pids:
        for pid in descendants(root):
            try:
                fields = _fields(pid)
            except (FileNotFoundError, ProcessLookupError):
                continue
            ticks += sum(map(int, fields[11:15]))
    return ticks / TICKS


def resident_megabytes(pid):
    """Return the resident memory of one process."""
    for line in (PROC / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {pid} has no resident memory")


def heavy_libraries(pid):
    """Return the heavy libraries a process has mapped; a web worker starts with none."""
    maps = (PROC / str(pid) / "maps").read_text()
    return [name for name in NOT_IN_A_WEB_WORKER if f"/{name}" in maps]
