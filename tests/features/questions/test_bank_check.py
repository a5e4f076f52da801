"""bank check: the command's JSON, its exit codes and its refusals."""

import json

import pytest

from question_bank.content import load_bank


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["bank", "check", *arguments])


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def test_without_texts_everything_is_unverifiable(app, folder):
    result = run(app, "--laws", str(folder), "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.output)
    size = len(load_bank().questions)
    assert report["questions"] == report["unverifiable"] == size
    assert report["verified"] == 0
    assert report["contradictions"] == []
    assert sum(report["by_type"].values()) == size
    assert sum(report["by_law"].values()) == sum(report["by_topic"].values()) == size


def test_a_contradiction_is_named_and_exits_with_one(app, folder):
    name = next(law.source for law in load_bank().laws if law.name == "行政处罚法")
    (folder / name).write_text("# 行政处罚法\n\n第一条 这里没有别的条文。\n", encoding="utf-8")
    result = run(app, "--laws", str(folder), "--json")
    assert result.exit_code == 1
    found = json.loads(result.output)["contradictions"]
    assert {"id", "law", "article", "reason"} <= set(found[0])
    assert {each["law"] for each in found} == {"行政处罚法"}


def test_people_get_sentences(app, folder):
    result = run(app, "--laws", str(folder))
    assert result.exit_code == 0
    assert "矛盾 0" in result.output


def test_a_missing_folder_is_refused_in_chinese(app, folder):
    result = run(app, "--laws", str(folder / "nowhere"))
    assert result.exit_code == 2
    assert "不存在，请用 --laws 指定" in result.output
