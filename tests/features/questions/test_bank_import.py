"""bank import --dry-run: the report, its exact shape, and every way a file is refused."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from question_bank.content import load_bank
from question_bank.formats import word_writing
from tests.unit.word_files import document, paragraph
from zhifa_training.questions import exchange, uploads

COLUMNS = {"type", "stem", "options", "key", "analysis", "warnings"}
TABLE = """题型,题干,选项A,选项B,答案,解析
单选题,罚款上限是,五十元,二百元,B,见第五十一条
判断题,两人执法。,,,也许,
"""


@pytest.fixture
def run(app, tmp_path):
    def invoke(name, content, *options):
        path = tmp_path / name
        path.write_bytes(content)
        return app.test_cli_runner().invoke(
            args=["bank", "import", str(path), "--dry-run", *options]
        )

    return invoke


def test_the_report_has_exactly_the_promised_shape(run):
    result = run("题库.csv", TABLE.encode("gb18030"), "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.output)
    assert set(report) == {"format", "items", "errors"}
    assert report["format"] == "csv"
    assert [set(item) for item in report["items"]] == [COLUMNS]
    assert report["items"][0] == {
        "type": "single",
        "stem": "罚款上限是",
        "options": ["五十元", "二百元"],
        "key": ["B"],
        "analysis": "见第五十一条",
        "warnings": [],
    }
    (error,) = report["errors"]
    assert set(error) == {"row", "column", "value", "reason"}
    assert (error["row"], error["column"], error["value"]) == (3, "答案", "也许")


def test_people_get_sentences(run):
    result = run("题库.csv", TABLE.encode())
    assert "可导入 1 题" in result.output
    assert "第 3 行：答案“也许”无法识别" in result.output


@pytest.mark.parametrize("file_format", ["xlsx", "txt", "docx"])
def test_what_is_exported_is_imported(run, file_format):
    questions = list(load_bank(only=["highway-law"]).questions)
    result = run(f"题库.{file_format}", exchange.written(file_format, questions), "--json")
    report = json.loads(result.output)
    assert report["errors"] == []
    assert [item["stem"] for item in report["items"]] == [one.stem for one in questions]


def test_the_encoding_may_be_told(run):
    traditional = "1. 下列關於行政處罰的說法（ ）。\nA. 適當\nB. 無關\n答案：A".encode("big5")
    assert "无法确定" in run("題.txt", traditional).output
    result = run("題.txt", traditional, "--encoding", "big5", "--json")
    assert json.loads(result.output)["items"][0]["options"] == ["適當", "無關"]


def bomb():
    """Return a document that inflates a thousandfold."""
    target = BytesIO()
    plain = BytesIO(document(paragraph("甲" * 10_000_000)))
    with ZipFile(plain) as source, ZipFile(target, "w", ZIP_DEFLATED) as packed:
        for name in source.namelist():
            packed.writestr(name, source.read(name))
    return target.getvalue()


REFUSED = [
    ("a.xlsx", lambda: b"", "0 字节"),
    ("a.xlsx", lambda: b"PK\x03\x04 cut", "已损坏"),
    ("a.pdf", lambda: b"%PDF-1.7", "不是试题文件"),
    ("a.docx", lambda: word_writing.write([])[:-30], "已损坏"),
    ("a.docx", bomb, "压缩比异常"),
    ("a.toml", lambda: b"[[question]]\n", "bank load"),
    ("a.csv", lambda: b"x" * (11 * 1024 * 1024), "超过 10 MB"),
]


@pytest.mark.parametrize(("name", "content", "reason"), REFUSED)
def test_what_cannot_be_read_is_refused_in_chinese(run, name, content, reason):
    result = run(name, content(), "--json")
    assert result.exit_code == 2
    report = json.loads(result.output[: result.output.rindex("}") + 1])
    assert report["items"] == []
    assert reason in report["errors"][0]["reason"]


def test_a_killed_child_is_a_clear_message(monkeypatch):
    monkeypatch.setattr(uploads, "PROGRAM", "no.such.program")
    with pytest.raises(uploads.UnreadableFileError, match="已停止"):
        uploads.read_upload(b"1. x", "a.txt")


def test_without_a_dry_run_the_way_in_is_named(app, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TABLE, encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["bank", "import", str(path)])
    assert result.exit_code == 2
    assert "请加 --dry-run" in result.output
