"""What the documents name exists: files, commands, make targets and settings (文档)."""

import re
import tokenize
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
OUTSIDE = re.compile(r"[a-z]+:|//", re.IGNORECASE)
MAKE = re.compile(r"(?:^|[`\s])make ((?:[A-Z]+=\S+ )*)([a-z][a-z-]*)", re.MULTILINE)
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
COMMAND = re.compile(r"flask --app app((?: [a-z][a-z-]*)+)")
VARIABLE = re.compile(r"ZHIFA_[A-Z_]*[A-Z]")
PRODUCT = [ROOT / "app.py", ROOT / "Makefile", *(ROOT / "zhifa_training").rglob("*.py")]
ids = [str(path.relative_to(ROOT)) for path in DOCS]


def anchor(heading):
    """Return the fragment a heading is reached by, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def read_variables(path):
    """Return the settings named by whole strings of a program, or anywhere in the Makefile."""
    if path.suffix != ".py":
        return set(VARIABLE.findall(path.read_text()))
    with tokenize.open(path) as source:
        strings = [
            token.string.strip("\"'")
            for token in tokenize.generate_tokens(source.readline)
            if token.type == tokenize.STRING
        ]
    return {text for text in strings if VARIABLE.fullmatch(text)}


@pytest.mark.parametrize("path", DOCS, ids=ids)
def test_links_and_images_lead_somewhere(path):
    lost = []
    for target in LINK.findall(path.read_text()):
        if OUTSIDE.match(target):
            continue
        name, _, fragment = target.partition("#")
        file = path.parent / unquote(name) if name else path
        headings = HEADING.findall(file.read_text()) if fragment and file.is_file() else []
        if not file.exists() or (fragment and unquote(fragment) not in map(anchor, headings)):
            lost.append(target)
    assert not lost


@pytest.mark.parametrize("path", DOCS, ids=ids)
def test_make_targets_exist(path):
    targets = set(TARGET.findall((ROOT / "Makefile").read_text()))
    assert targets > {"run", "test", "help"}
    assert {name for _, name in MAKE.findall(path.read_text())} <= targets


@pytest.mark.parametrize("path", DOCS, ids=ids)
def test_commands_exist(app, path):
    unknown = []
    for words in COMMAND.findall(path.read_text()):
        command = app.cli
        for word in words.split():
            if not isinstance(command, click.Group):
                break
            found = command.get_command(click.Context(command), word)
            if found is None:
                unknown.append(words.strip())
                break
            command = found
    assert not unknown


def test_settings_are_described_and_read():
    described = set(VARIABLE.findall((ROOT / "docs/operations.md").read_text()))
    read = set().union(*map(read_variables, PRODUCT))
    assert "ZHIFA_POLICY" in described & read
    assert described == read
