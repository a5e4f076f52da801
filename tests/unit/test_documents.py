"""读取文档: Word is read in a child that can be killed; hostile files are refused in Chinese."""

import io
import zipfile

import pytest

from zhifa_training.core.documents.limits import DocumentError
from zhifa_training.core.documents.reading import read_document

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = "word/document.xml"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def paragraph(inside):
    return f"<w:p>{inside}</w:p>"


def run(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


def xml(*paragraphs, doctype=""):
    inside = "".join(paragraphs)
    body = f"<w:document {NAMESPACE}><w:body>{inside}</w:body></w:document>"
    return f'<?xml version="1.0"?>{doctype}{body}'


def docx(body, **members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", f'<Types><Override ContentType="{KIND}"/></Types>')
        if body is not None:
            package.writestr(BODY, body)
        for name, content in members.items():
            package.writestr(name, content)
    return packed.getvalue()


def test_paragraphs_become_lines_whatever_the_runs():
    body = xml(
        paragraph(run("第一条　为了") + run("示范，制定本规定。")),
        paragraph(""),
        paragraph(run("第二条") + "<w:r><w:tab/></w:r>" + run("适用本规定。")),
    )
    assert read_document(docx(body)).text == "第一条　为了示范，制定本规定。\n第二条\t适用本规定。"


def test_what_is_struck_out_is_not_read_and_what_is_put_in_is():
    struck = f"<w:del>{run('旧')}</w:del><w:ins>{run('新')}</w:ins>"
    assert read_document(docx(xml(paragraph(struck)))).text == "新"


def test_numbers_that_word_makes_itself_are_told_of():
    numbered = "<w:pPr><w:numPr/></w:pPr>" + run("为了示范。")
    document = read_document(docx(xml(paragraph(numbered))))
    assert "有 1 段使用 Word 自动编号" in document.notes[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_is_read_in_every_usual_encoding(encoding):
    assert "第一条　为了示范" in read_document("第一条　为了示范".encode(encoding)).text


TOO_LONG = "".join(chr(0x4E00 + place * 7919 % 20_000) for place in range(1_000_001))
ENTITY = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE d [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.7 x", "支持 .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "另存为 .docx"),
        (b"\xff\xfe\x00\xd8\x00", "文字编码"),
        (docx(None), "不是 Word 文档"),
        (docx(xml(paragraph("&x;"), doctype=ENTITY)), "外部实体"),
        (docx(xml(paragraph("&b;"), doctype=LAUGHS)), "外部实体"),
        (docx("<w:document"), "已损坏"),
        (docx(xml(paragraph(run("甲"))))[:-40], "已损坏"),
        (docx(xml(), **{"word/vbaProject.bin": b"x"}), "含有宏"),
        (docx(xml(), **{"word/embeddings/a.bin": b"x"}), "嵌入对象"),
        (docx(xml(), **{"word/media/bomb.bin": b"\0" * 60_000_000}), "不安全"),
        (docx(xml(), **{"../evil.xml": b"x"}), "不安全"),
        (docx(xml(paragraph(run(TOO_LONG)))), "万字"),
    ],
)
def test_what_is_hostile_or_unreadable_is_refused(content, said):
    with pytest.raises(DocumentError, match=said):
        read_document(content)
