"""What is in the repository: pinned, clean, nothing that belongs elsewhere."""

import re
import subprocess

import pytest

from zhifa_training.config import ROOT

TOP_LEVEL = {
    "app.py",
    "zhifa_training",
    "question_bank",
    "templates",
    "static",
    "tests",
    "requirements.txt",
}
BESIDE = {
    ".ci",
    ".gitignore",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "benchmarks",
    "constraints.txt",
    "docs",
    "pyproject.toml",
    "requirements-dev.txt",
}
MACHINE = re.compile(r"/(?:work|root|home/[a-z]+)/|/tmp/(?!\.)|pypi\.org|registry\.npmjs")
NOT_PROSE = {".png", ".sqlite", ".ico"}


def tracked():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("不在 git 检出目录中运行")
    return listed.stdout.split()


def test_top_level_is_fixed():
    found = {path.split("/")[0] for path in tracked()}
    assert found - TOP_LEVEL - BESIDE == set()
    assert found >= TOP_LEVEL


def test_no_path_of_a_machine_and_no_registry():
    guilty = []
    for path in tracked():
        file = ROOT / path
        if file.suffix in NOT_PROSE or not file.exists() or path.endswith("test_repository.py"):
            continue
        if MACHINE.search(file.read_text()):
            guilty.append(path)
    assert guilty == []


def test_no_database_is_kept():
    assert [path for path in tracked() if path.endswith((".sqlite", ".db", ".xlsx"))] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "constraints.txt"])
def test_every_requirement_is_pinned(name):
    lines = [line.strip() for line in (ROOT / name).read_text().splitlines()]
    loose = [
        line for line in lines if line and not line.startswith(("#", "-r")) and "==" not in line
    ]
    assert loose == []
