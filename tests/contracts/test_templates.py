"""What every template keeps to."""

import re

import pytest
from jinja2 import nodes

from tests.contracts.sources import TEMPLATES
from zhifa_training.config import ROOT

PAGES = [path for path in TEMPLATES if "/_" not in path and not path.startswith("macros/")]
JINJA = re.compile(r"{#.*?#}|{{.*?}}|{%.*?%}", re.DOTALL)
INLINE = re.compile(r"\son[a-z]+\s*=|\sstyle\s*=|<style", re.IGNORECASE)
SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", re.IGNORECASE)
FOREIGN = re.compile(r"""(?:src|href|action|url\()\s*=?\s*["']?(?:https?:)?//""", re.IGNORECASE)
OWN_SHAPES = {"macros/icons.html"}
"""Prints SVG paths written in that very file, and nothing it was handed."""
STATIC = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "static").rglob("*")
    if path.suffix in {".css", ".js", ".svg"}
)


def source(app, name):
    return app.jinja_env.loader.get_source(app.jinja_env, name)[0]


@pytest.mark.parametrize("name", TEMPLATES)
def test_compiles_and_uses_what_it_imports(app, name):
    tree = app.jinja_env.parse(source(app, name))
    app.jinja_env.get_template(name)
    wanted = {
        entry if isinstance(entry, str) else entry[1]
        for found in tree.find_all(nodes.FromImport)
        for entry in found.names
    }
    called = {
        call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)
    }
    assert wanted <= called, "imported and not used"


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_is_inline_and_nothing_foreign(app, name):
    text = JINJA.sub("", source(app, name))
    assert not INLINE.search(text), "inline style or handler"
    assert not SCRIPT.search(text), "inline script"
    assert not FOREIGN.search(text), "another origin"


@pytest.mark.parametrize("name", TEMPLATES)
def test_escaping_is_never_switched_off(app, name):
    tree = app.jinja_env.parse(source(app, name))
    if name not in OWN_SHAPES:
        assert not [found.lineno for found in tree.find_all(nodes.Filter) if found.name == "safe"]
    assert not list(tree.find_all(nodes.EvalContextModifier)), "autoescape stays on"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_a_title(app, name):
    if name.startswith(("layouts/", "styleguide/")):
        return
    text = source(app, name)
    assert "{% block title %}" in text, "a page names itself"


@pytest.mark.parametrize("path", STATIC)
def test_assets_ask_no_other_origin(path):
    text = (ROOT / path).read_text()
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import\s+['\"]https?:", text)
    assert not re.search(r"(?:fetch|import)\(\s*['\"`]https?:", text)
