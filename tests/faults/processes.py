"""Which processes are whose, by id."""

import os
import time
from contextlib import suppress
from pathlib import Path


def children(pid):
    """Return the ids of the processes that ``pid`` started and that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            _, _, rest = stat.read_text().rpartition(")")
            state, parent, *_ = rest.split()
            if int(parent) == pid and state != "Z":
                found.append(int(stat.parent.name))
    return sorted(found)


def age_seconds(pid):
    """Return how long a process has been running; 0 if it is gone."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started
    return 0
