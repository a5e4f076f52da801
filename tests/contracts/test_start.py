"""A web worker starts without the heavy libraries (启动)."""

import subprocess
import sys

from benchmarks.cost import NOT_IN_A_WEB_WORKER
from zhifa_training.config import ROOT
from zhifa_training.core.lazy import HEAVY

LOADED = "import sys, zhifa_training.factory; print(*sys.modules, sep='\\n')"


def test_a_start_loads_nothing_heavy():
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "question_bank.questions" in loaded
    assert loaded & {*HEAVY, *NOT_IN_A_WEB_WORKER} == set()
