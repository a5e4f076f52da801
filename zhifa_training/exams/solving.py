"""Solving in a process of its own (求解子进程), so that no web worker ever loads OR-tools."""

import os
import subprocess
import sys

from question_bank.form_problem import Problem, Solution
from zhifa_training.config import ROOT
from zhifa_training.core.errors import DomainError

PROGRAM = "question_bank.form_solver"
WALL_SECONDS = 40
"""Far beyond the solver's own limit: only a machine in trouble gets here."""


class SolverStoppedError(DomainError):
    """The solver gave no answer (求解未完成)."""


def solve(problem: Problem) -> Solution:
    """Return what the solver finds; it limits itself, and is ended if it hangs."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program, nothing typed by anyone in the command
            [sys.executable, "-s", "-m", PROGRAM],
            input=problem.as_json(),
            capture_output=True,
            text=True,
            timeout=WALL_SECONDS,
            cwd=ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "1"},
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise SolverStoppedError(
            "组卷计算未能完成，试卷没有发布。请稍后重试；仍不成功的，请减少卷数或放宽组卷方案"
        ) from error
    return Solution.from_json(done.stdout)
