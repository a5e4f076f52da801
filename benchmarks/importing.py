"""The import of officers (导入), run in a process of its own."""

import json
import subprocess
import sys

from benchmarks.figures import Figure
from zhifa_training.config import ROOT


def importing(sizes):
    """Tell what the import benchmark printed, in the shape of the other figures."""
    command = [sys.executable, "-m", "benchmarks.import_officers", *map(str, sizes.imported)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    for line in done.stdout.splitlines():
        told = json.loads(line)
        yield Figure(
            name=told["name"], ours=told["ours"], bound=told["bound"], unit=told["unit"], goal=1.0
        )
