"""exams similarity: the command's JSON, its table and its refusals."""

import json

import pytest

from zhifa_training.config import ROOT

KNOWN = ROOT.parent / "shared" / "data" / "psychometrics"


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["exams", "similarity", *map(str, arguments)])


@pytest.fixture
def files(tmp_path):
    key, rows = "ABCDABCDABCD" * 2, []
    for person in range(24):
        turned = [("ABCD"[(person * 7 + at * 3) % 4] if (person + at) % 3 else right)
                  for at, right in enumerate(key)]  # fmt: skip
        rows.append(f"P{person},{','.join(turned)}")
    rows[5] = "P5," + rows[4].partition(",")[2]
    responses, keys = tmp_path / "answers.csv", tmp_path / "key.txt"
    responses.write_text("\n".join(rows), encoding="utf-8-sig")
    keys.write_text("\n".join(key), encoding="utf-8")
    return ["--responses", responses, "--key", keys]


def test_the_json_names_pairs_method_and_power(app, files):
    result = run(app, *files, "--json", "--top", 7)
    assert result.exit_code == 0, result.output
    printed = json.loads(result.output)
    assert len(printed["pairs"]) == max(7, printed["flagged"])
    assert printed["flagged"] == sum(pair["is_flagged"] for pair in printed["pairs"])
    assert {"a", "b", "index", "p", "shared_wrong", "differing"} <= set(printed["pairs"][0])
    assert "Holm" in printed["method"]
    assert set(printed["power"]) == {"20", "30", "50"}
    assert printed["compared"] == 24 * 23 // 2


def test_people_get_a_table(app, files):
    result = run(app, *files)
    assert result.exit_code == 0, result.output
    assert "24 人，24 道题，比较 276 对" in result.output
    assert "不能单独作为处理依据" in result.output
    assert "抄 50% 的题可检出" in result.output


def test_a_bad_file_is_refused_in_chinese(app, files, tmp_path):
    files[1].write_text("甲,A,B\n乙,A\n", encoding="utf-8")
    result = run(app, *files, "--json")
    assert result.exit_code == 2
    assert "行有" in result.output
    missing = run(app, "--responses", tmp_path / "nowhere.csv", "--key", files[3])
    assert missing.exit_code == 2
    assert "不存在或无法读取" in missing.output


@pytest.mark.skipif(not KNOWN.is_dir(), reason="没有公开作答数据（../shared/data/psychometrics）")
def test_a_public_data_set_of_honest_answers(app):
    responses, key = KNOWN / "CTT_raw_choices.csv", KNOWN / "CTT_key.txt"
    printed = json.loads(run(app, "--responses", responses, "--key", key, "--json").output)
    assert printed["flagged"] == 0
    assert (printed["people"], printed["items"], len(printed["pairs"])) == (100, 20, 100)
