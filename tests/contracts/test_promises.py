"""What docs/exam-promises.md promises is tested by tests that exist (考试的承诺)."""

import ast
import re

import pytest

from tests.contracts.sources import PYTHON, name
from zhifa_training.config import ROOT

PROMISES = (ROOT / "docs/exam-promises.md").read_text()
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROWS = [*range(1, 10), *range(11, 15)]
REQUIREMENTS = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt", ROOT / "constraints.txt"]


def defined_in(path):
    """Return the names of the tests of a file."""
    if not path.is_file():
        return set()
    found = ast.parse(path.read_text()).body
    return {each.name for each in found if isinstance(each, ast.FunctionDef)}


def lost(text):
    """Return the tests that a document names and that do not exist."""
    named = NAMED.findall(text)
    return {f"{file}::{test}" for file, test in named if test not in defined_in(ROOT / file)}


def speaks_to_redis(source):
    """Tell whether a program imports a client of Redis."""
    for node in ast.walk(ast.parse(source)):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        if any(module.partition(".")[0] in ("redis", "valkey", "rq") for module in modules):
            return True
    return False


def test_every_test_that_a_promise_names_exists():
    assert len(set(NAMED.findall(PROMISES))) > 2 * len(ROWS)
    assert lost(PROMISES) == set()


def test_a_promise_whose_test_is_gone_is_noticed():
    gone = "`tests/faults/test_kill.py::test_that_never_was` `tests/faults/gone.py::test_gone`"
    assert len(lost(gone)) == 2


@pytest.mark.parametrize("number", ROWS)
def test_every_fault_has_a_row_with_a_test(number):
    [row] = re.findall(rf"^\| F{number} \|.*$", PROMISES, re.MULTILINE)
    assert NAMED.search(row) or "below" in row


def test_nothing_speaks_to_redis():
    assert [name(path) for path in PYTHON if speaks_to_redis(path.read_text())] == []
    pinned = "\n".join(path.read_text() for path in REQUIREMENTS)
    assert not re.search(r"^(redis|valkey|rq)\b", pinned, re.MULTILINE | re.IGNORECASE)


@pytest.mark.parametrize("source", ["import redis", "from redis.client import Redis"])
def test_an_import_of_redis_is_noticed(source):
    assert speaks_to_redis(source)
