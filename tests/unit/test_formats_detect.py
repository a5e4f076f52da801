import zipfile
from io import BytesIO

import pytest

from question_bank.formats import detect
from question_bank.formats.detect import UnknownFormatError
from tests.unit.word_files import document


def package(*names):
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name in names:
            file.writestr(name, "<a/>")
    return target.getvalue()


AIKEN = "谁签发？\nA. 负责人\nB. 队员\nANSWER: A\n"
FOUND = [
    ("a.xlsx", package("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
    ("题库", document(), "docx"),
    ("a.zip", package("imsmanifest.xml", "items/1.xml"), "qti"),
    ("a.zip", package("bank/imsmanifest.xml"), "qti"),
    ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "xls"),
    ("a.xml", b"<?xml version='1.0'?><quiz><question/></quiz>", "moodle_xml"),
    ("a.xml", b"<qti-assessment-item/>", "qti"),
    ("a.gift", "题目".encode(), "gift"),
    ("a.txt", "::一:: 应当出示证件。{T}".encode(), "gift"),
    ("a.txt", "上限是{=二百元 ~五百元}".encode(), "gift"),
    ("a.txt", AIKEN.encode(), "aiken"),
    ("a.txt", AIKEN.encode("gb18030"), "aiken"),
    ("a.csv", "题干,答案\n甲,乙".encode("gb18030"), "csv"),
    ("a.txt", "题型,题干,答案\n判断,甲,对".encode(), "csv"),
    ("a.xlsx", "题型,题干,答案\n判断,甲,对".encode(), "csv"),
    ("a.txt", "1. 题目\nA. 甲\nB. 乙\n答案：A".encode("utf-16"), "txt"),
    ("", "1. 题目\n答案：对".encode(), "txt"),
    ("law.toml", b'law = "x"\n[[question]]\n', "toml"),
]


@pytest.mark.parametrize(("name", "content", "expected"), FOUND)
def test_a_file_is_known_by_its_bytes(name, content, expected):
    assert detect.detect(name, content) == expected


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlsx", b"", "0 字节"),
        ("a.xlsx", b"PK\x03\x04 cut short", "已损坏"),
        ("a.zip", package("readme.txt"), "没有认识的试题"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为 .docx"),
        ("a.pdf", b"%PDF-1.7", "不是试题文件"),
        ("a.xml", b"<html/>", "不是 Moodle XML"),
    ],
)
def test_what_is_no_question_file_is_refused_with_the_remedy(name, content, reason):
    with pytest.raises(UnknownFormatError, match=reason):
        detect.detect(name, content)


@pytest.mark.parametrize("file_format", ["csv", "txt", "docx"])
def test_readers_are_loaded_by_name(file_format):
    assert detect.reader(file_format)(b"").drafts == ()


def test_a_format_nobody_reads_is_named():
    with pytest.raises(UnknownFormatError, match="不能读取“pdf”"):
        detect.reader("pdf")
    with pytest.raises(UnknownFormatError, match="不能导出“csv”"):
        detect.writer("csv")
