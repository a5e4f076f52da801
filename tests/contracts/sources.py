"""What the contracts read: our own Python and templates."""

import ast
from functools import cache

from zhifa_training.config import ROOT

PYTHON = sorted(
    path
    for folder in ("zhifa_training", "question_bank")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted(
    path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.html")
)


def name(path):
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path):
    return ast.parse(path.read_text())
