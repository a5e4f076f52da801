"""bank stats: the command's JSON, its tables and its refusals."""

import json

import pytest

from question_bank.statistics.reading import read_responses
from question_bank.statistics.report import analyse

CHOICES = "编号,q1,q2,q3\n1,A,B,C\n2,A,B,A\n3,A,C,\n4,D,C,A\n"


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["bank", "stats", *map(str, arguments)])


@pytest.fixture
def responses(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(CHOICES, encoding="gb18030")
    return path


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "key.txt"
    path.write_text("A\nB\nC\n", encoding="utf-8-sig")
    return path


def test_the_json_is_the_report(app, responses, key):
    result = run(app, "--responses", responses, "--key", key, "--json")
    assert result.exit_code == 0, result.output
    printed = json.loads(result.output)
    assert printed == json.loads(json.dumps(analyse(read_responses(responses, key)).as_dict()))
    assert {
        "item", "n", "facility", "facility_interval", "r_item_total", "r_item_rest", "biserial",
        "alpha_if_deleted", "discrimination_27", "distractors", "reasons",
    } <= set(printed["items"][0])  # fmt: skip
    assert {
        "n", "k", "mean", "sd", "alpha", "kr20", "kr21", "sem", "skew", "kurtosis", "cic",
    } <= set(printed["test"])  # fmt: skip
    assert [item["facility"] for item in printed["items"]] == [0.75, 0.5, 0.25]
    assert printed["test"]["alpha"] == pytest.approx(0.75)


def test_people_get_tables(app, responses, key):
    result = run(app, "--responses", responses, "--key", key)
    assert result.exit_code == 0, result.output
    assert "答卷 4 份，题目 3 道" in result.output
    assert "KR-20" in result.output
    assert "A（答案）" in result.output
    assert "nan" not in result.output.casefold()


def test_scores_without_a_key_and_what_cannot_be_worked_out(app, tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text("q1,q2\n1,1\n1,1\n", encoding="utf-8")
    printed = json.loads(run(app, "--responses", path, "--json").output)
    assert printed["test"]["alpha"] is None
    assert "全部相同" in printed["test"]["reasons"]["alpha"]
    assert "“—”  全卷：总分全部相同" in run(app, "--responses", path).output


def test_a_file_that_cannot_be_read_is_refused_in_chinese(app, responses, tmp_path):
    result = run(app, "--responses", responses)
    assert result.exit_code == 2
    assert "第 2 行“q1”列的“A”不是 0 或 1" in result.output
    missing = run(app, "--responses", tmp_path / "nowhere.csv")
    assert missing.exit_code == 2
    assert "不存在或无法读取" in missing.output
