"""Solve parallel forms with OR-tools CP-SAT, in stages, the same way every time (平行卷求解).

OR-tools takes a second to load: only a process of its own imports this module, never a web worker.
Run as a program it reads a problem as JSON from standard input and writes the solution.
"""

import math
import resource
import sys
from typing import Any

from ortools.sat.python import cp_model

from question_bank.form_problem import Problem, Solution

MEMORY = 2 * 1024**3
CPU_SECONDS = 30


class NoSolutionError(RuntimeError):
    """Nothing was found within the limit, though empty places are allowed."""


def solve(problem: Problem) -> Solution:
    """Fill the forms: first complete, then fresh, then level, then as near the start as may be."""
    model = _Model(problem)
    model.minimise(model.gaps(), problem.limit / 2)
    model.minimise(model.spread() * (1 + model.places()) + model.changes(), problem.limit / 2)
    return model.solution()


class _Model:
    """The variables of one problem, and what was found for them so far."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.cp = cp_model.CpModel()
        self.uses = self._uses()
        self.missing = self._missing()
        self.repeats = self._repeats()
        self.found: list[int] = []
        self.is_proven = True
        self._part_enemies()
        for form, cell, place, count in problem.start:
            self.cp.add_hint(self.uses[form, cell, place], count)

    def minimise(self, cost: Any, limit: float) -> None:
        """Make ``cost`` as small as the limit allows, and hold it there from now on."""
        self.cp.minimize(cost)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.problem.seed
        solver.parameters.max_deterministic_time = limit
        status = solver.solve(self.cp)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            if not self.found:
                raise NoSolutionError(solver.status_name(status))
            self.is_proven = False
            return
        self.is_proven = self.is_proven and status == cp_model.OPTIMAL
        variables = [self.cp.get_int_var_from_proto_index(i) for i in range(len(self._proto()))]
        self.found = [solver.value(variable) for variable in variables]
        self.cp.clear_objective()  # type: ignore[no-untyped-call]
        self.cp.add(cost <= round(solver.objective_value))
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        for variable, value in zip(variables, self.found, strict=True):
            self.cp.add_hint(variable, value)

    def gaps(self) -> Any:
        """Return the cost of empty places, then of repeats, then of what was to be avoided."""
        kinds = self.problem.kinds
        avoided = [kinds[k].avoid * use for (_, _, k), use in self.uses.items() if kinds[k].avoid]
        dearest = 1 + self.places() * max((kind.avoid for kind in kinds), default=0)
        repeated = dearest * (1 + self.problem.overlap)
        return repeated * sum(self.missing.values()) + dearest * sum(self.repeats) + sum(avoided)

    def spread(self) -> Any:
        """Return how far the expected scores of the forms are apart, in the smallest steps."""
        lowest, highest = (self.cp.new_int_var(0, 10**7, name) for name in ("lowest", "highest"))
        for form in range(self.problem.forms):
            score = self._score(form)
            self.cp.add(lowest <= score)
            self.cp.add(score <= highest)
        return highest - lowest

    def changes(self) -> Any:
        """Return how many places of the start were given to another kind."""
        return sum(self._short_of(self.uses[f, c, k], n) for f, c, k, n in self.problem.start)

    def places(self) -> int:
        """Return how many places all forms have."""
        return sum(self.problem.counts) * self.problem.forms

    def solution(self) -> Solution:
        """Return what was found."""
        uses = [(f, c, k, self.found[use.index]) for (f, c, k), use in self.uses.items()]
        empty = [0] * len(self.problem.counts)
        for (_, cell), gap in self.missing.items():
            empty[cell] += self.found[gap.index]
        return Solution(tuple(use for use in uses if use[3]), tuple(empty), self.is_proven)

    def _proto(self) -> Any:
        return self.cp.proto.variables

    def _uses(self) -> dict[tuple[int, int, int], Any]:
        return {
            (form, cell, place): self.cp.new_int_var(
                0, min(kind.size, self.problem.counts[cell]), f"use_{form}_{cell}_{place}"
            )
            for form in range(self.problem.forms)
            for place, kind in enumerate(self.problem.kinds)
            for cell in kind.cells
        }

    def _missing(self) -> dict[tuple[int, int], Any]:
        missing = {}
        for form in range(self.problem.forms):
            for cell, count in enumerate(self.problem.counts):
                gap = self.cp.new_int_var(0, count, f"missing_{form}_{cell}")
                used = [use for (f, c, _), use in self.uses.items() if (f, c) == (form, cell)]
                self.cp.add(sum(used) + gap == count)
                missing[form, cell] = gap
        return missing

    def _repeats(self) -> list[Any]:
        """Limit each kind to its copies: in a form strictly, over all forms with repeats."""
        repeats = []
        for place, kind in enumerate(self.problem.kinds):
            by_form = [self._copies(form, place) for form in range(self.problem.forms)]
            for copies in by_form:
                self.cp.add(copies <= kind.size)
            if not self.problem.overlap:
                self.cp.add(sum(by_form) <= kind.size)
                continue
            most = min(self.problem.overlap, kind.size * (self.problem.forms - 1))
            repeat = self.cp.new_int_var(0, most, f"repeat_{place}")
            self.cp.add(sum(by_form) <= kind.size + repeat)
            repeats.append(repeat)
        if repeats:
            self.cp.add(sum(repeats) <= self.problem.overlap)
        return repeats

    def _part_enemies(self) -> None:
        for one, other in self.problem.enemies:
            for form in range(self.problem.forms):
                self.cp.add(self._copies(form, one) + self._copies(form, other) <= 1)

    def _copies(self, form: int, place: int) -> Any:
        return sum(self.uses[form, cell, place] for cell in self.problem.kinds[place].cells)

    def _score(self, form: int) -> Any:
        gains = {
            (f, cell, place): self.problem.worths[cell] * self.problem.kinds[place].facility
            for f, cell, place in self.uses
        }
        step = math.gcd(*gains.values()) or 1
        return sum(gains[use] // step * self.uses[use] for use in gains if use[0] == form)

    def _short_of(self, use: Any, wanted: int) -> Any:
        short = self.cp.new_int_var(0, wanted, "short")
        self.cp.add(short >= wanted - use)
        return short


def main() -> None:
    """Answer one problem, within limits of memory and time."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    problem = Problem.from_json(sys.stdin.read())
    sys.stdout.write(solve(problem).as_json())


if __name__ == "__main__":
    main()
