"""What every Python file keeps to."""

import ast

import pytest

from tests.contracts.sources import PYTHON, name, tree

COMMITTERS = {"zhifa_training/core/db.py"}
CLOCK = "zhifa_training/core/clock.py"
KNOWS_THE_HOUR = {"now", "utcnow", "today", "time", "time_ns"}
QUERIES = [path for path in PYTHON if "queries" in path.parts or path.name == "queries.py"]
ASKED_BEFORE_ANYONE_IS_KNOWN = {
    "zhifa_training/accounts/queries",
    "zhifa_training/accounts/queries.py",
}
"""Sign-in reads accounts before there is an actor."""

each_file = pytest.mark.parametrize("path", PYTHON, ids=name)


@each_file
def test_only_core_db_commits(path):
    if name(path) in COMMITTERS:
        return
    called = {
        node.func.attr
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & {"commit", "rollback"}


@each_file
def test_no_imports_hide_in_functions(path):
    hidden = [
        inner.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


@each_file
def test_only_the_clock_knows_the_hour(path):
    if name(path) == CLOCK:
        return
    asked = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in KNOWS_THE_HOUR
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "dt"}
    ]
    assert asked == [], "core.clock tells the time"


@pytest.mark.parametrize("path", QUERIES, ids=name)
def test_every_query_is_told_who_asks(path):
    if any(name(path).startswith(known) for known in ASKED_BEFORE_ANYONE_IS_KNOWN):
        return
    silent = [
        node.name
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and "actor" not in [argument.arg for argument in node.args.kwonlyargs]
    ]
    assert silent == []


@each_file
def test_packages_are_empty_at_the_door(path):
    if path.name == "__init__.py":
        body = [node for node in tree(path).body if not isinstance(node, ast.Expr)]
        assert body == []


@each_file
def test_money_and_scores_are_never_floats(path):
    floats = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Compare)
        and any(
            isinstance(side, ast.Constant) and isinstance(side.value, float)
            for side in [node.left, *node.comparators]
        )
        and any(isinstance(operator, ast.Eq | ast.NotEq) for operator in node.ops)
    ]
    assert floats == []
