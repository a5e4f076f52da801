"""What an upload may be, and what is refused before it can hurt (上传文件的读取)."""

import resource
import struct
import time
import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from zhifa_training.core.spreadsheet import reading
from zhifa_training.core.spreadsheet.limits import LARGEST_FILE, SpreadsheetError
from zhifa_training.core.spreadsheet.reading import read_book

TEXT = "姓名,单位\n张三,甲市支队\n李四,𠮷县大队\n"
PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
        '"/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="甲" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}'
    "<sheetData>{}</sheetData></worksheet>"
)


def package(sheet="", extra=(), changes=None):
    """Return a workbook written part by part, so that any part may lie."""
    target = BytesIO()
    parts = PARTS | {"xl/worksheets/sheet1.xml": sheet or cells("A1")} | (changes or {})
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*parts.items(), *extra]:
            archive.writestr(name, content)
    return target.getvalue()


def cells(*references, head=""):
    rows = "".join(
        f'<row r="{"".join(filter(str.isdigit, reference))}"><c r="{reference}"><v>1</v></c></row>'
        for reference in references
    )
    return SHEET.format(head, rows)


def workbook(fill):
    target = BytesIO()
    book = xlsxwriter.Workbook(target)
    fill(book)
    book.close()
    return target.getvalue()


def rows(content):
    return [row for sheet in read_book(content).sheets for row in sheet.rows.values()]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_the_same_rows_in_every_encoding(encoding):
    long = TEXT * 500
    assert rows(long.encode(encoding)) == rows(long.encode("utf-8"))
    assert rows(TEXT.encode(encoding))[2] == ["李四", "𠮷县大队"]


@pytest.mark.parametrize("mark", ["\t", ";", "，"])
def test_other_delimiters(mark):
    assert rows(TEXT.replace(",", mark).encode())[1] == ["张三", "甲市支队"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "0 字节"),
        (b"a" * (LARGEST_FILE + 1), "超过 10 MB"),
        ("锟斤拷,烫烫烫".encode(), "乱码"),
        (b"\x81\xff\xfe\x90" * 20, "乱码"),
        (('"' + "字" * 40_000 + '"').encode(), "32767"),
        (("甲\n" * 50_001).encode(), "50000 行"),
        (("甲" + "," * 60).encode(), None),
        (("甲," * 60 + "甲").encode(), "50 列"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999, "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "宏"),
        (b"\x89PNG\r\n", "不是数据表"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(content, reason):
    if reason is None:
        assert rows(content)
        return
    with pytest.raises(SpreadsheetError, match=reason):
        read_book(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (package(extra=[("xl/vbaProject.bin", "x")]), "宏"),
        (package(extra=[("xl/externalLinks/externalLink1.xml", "<ddeLink/>")]), "外部链接"),
        (package(extra=[("xl/embeddings/a.bin", "x")]), "嵌入"),
        (package(extra=[("../a.xml", "x")]), "路径异常"),
        (package(extra=[("xl/media/a.dat", b"PK\x03\x04zip")]), "压缩包"),
        (package(extra=[(f"xl/media/{n}.xml", "x") for n in range(200)]), "200 个部件"),
        (package(extra=[("xl/media/a.xml", b"0" * 30_000_000)]), "压缩炸弹"),
        (package(changes={"[Content_Types].xml": "<Types/>"}), "不是 Excel 工作簿"),
        (
            package(changes={"[Content_Types].xml": PARTS["[Content_Types].xml"] + "macroEnabled"}),
            "宏",
        ),
        (package()[:-30], "损坏"),
        (package(cells("A1")[:-20]), "不完整"),
    ],
)
def test_a_package_is_looked_into_first(content, reason):
    with pytest.raises(SpreadsheetError, match=reason):
        read_book(content)


def test_duplicate_parts_are_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = package(extra=[("xl/workbook.xml", "x")])
    with pytest.raises(SpreadsheetError, match="重名"):
        read_book(content)


def test_a_lying_size_in_the_directory_is_refused():
    content = bytearray(package(cells("A1", "A2")))
    name = b"xl/worksheets/sheet1.xml"
    entry = content.rindex(name) - 46
    assert content[entry : entry + 4] == b"PK\x01\x02"
    content[entry + 24 : entry + 28] = struct.pack("<I", 5)
    with pytest.raises(SpreadsheetError, match="损坏"):
        read_book(bytes(content))


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">]>'
LONG_ROW = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * 40_000}</t></is></c></row>'
XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        (cells("XFD1048576"), "第 1048576 行仍有内容"),
        (cells("A1", "XFD2"), "第 2 行第 16384 列仍有内容"),
        (cells("A1", "A50001"), "第 50001 行"),
        (cells("A1", "AY2"), "第 2 行第 51 列"),
        (cells("A1").replace('r="A1"', 'r="A9"'), "与所在行不符"),
        (cells("A1").replace('r="A1"', 'r="!!"'), "引用无法识别"),
        (LAUGHS + cells("A1"), "DOCTYPE"),
        (XXE + cells("A1"), "DOCTYPE"),
        (
            SHEET.format(
                "", f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * 40_000}</t></is></c></row>'
            ),
            "32767",
        ),
    ],
)
def test_far_cells_and_hostile_xml_are_refused_quickly(sheet, reason):
    started = time.monotonic()
    with pytest.raises(SpreadsheetError, match=reason):
        read_book(package(sheet))
    assert time.monotonic() - started < 30, "refused, not worn out"


def test_a_lying_dimension_is_not_believed():
    stale = cells(*(f"A{n}" for n in range(1, 31)), head='<dimension ref="A1"/>')
    vast = cells("A1", "F6", head='<dimension ref="A1:XFC6"/>')
    assert len(rows(package(stale))) == 30
    assert [row[-1] for row in rows(package(vast))] == ["", ["n", "1"]] or len(
        rows(package(vast))
    ) == 2


def test_styled_but_empty_far_cells_do_no_harm():
    sheet = SHEET.format("", '<row r="1"><c r="A1"><v>7</v></c><c r="XFD1" s="0"/></row>')
    assert rows(package(sheet)) == [[["n", "7"]]]


def test_a_million_merged_cells_are_not_unfolded_here():
    sheet = cells("A1").replace(
        "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    assert read_book(package(sheet)).sheets[0].merged == [[1, 0, 50_000, 49]]


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CELL = '<c r="{}{}" t="s"><v>0</v></c>'


def test_a_reader_out_of_memory_or_time_is_a_clear_message():
    shared = f"<si><t>{'a' * 32_000}</t></si>"
    many = "".join(
        f'<row r="{r}">'
        + "".join(f'<c r="{chr(65 + c)}{r}" t="s"><v>0</v></c>' for c in range(26))
        + "</row>"
        for r in range(1, 2_001)
    )
    rels = PARTS["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    bomb = package(
        SHEET.format("", many),
        extra=[("xl/sharedStrings.xml", f"<sst>{shared}</sst>")],
        changes={"xl/_rels/workbook.xml.rels": rels},
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(SpreadsheetError, match="请"):
        read_book(bomb)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024
    with pytest.raises(SpreadsheetError, match="已停止"):
        read_book(TEXT.encode(), wall_seconds=0.001)


def test_a_killed_child_is_a_clear_message(monkeypatch):
    monkeypatch.setattr(reading, "PROGRAM", "no.such.program")
    with pytest.raises(SpreadsheetError, match="已停止"):
        read_book(TEXT.encode())


def test_kinds_of_cells_hidden_parts_and_formulas():
    def fill(book):
        sheet = book.add_worksheet("甲")
        sheet.write_number(0, 0, 410102198001020009)
        sheet.write_boolean(0, 1, True)
        sheet.write_formula(0, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(0, 3, '="甲"', None, "甲")
        sheet.write_number(2, 0, 46_000)
        sheet.set_row(2, None, None, {"hidden": True})
        book.add_worksheet("乙").hide()

    book = read_book(workbook(fill))
    assert book.sheets[0].rows == {
        1: [["n", "4.10102E+17"], ["b", True], ["e", "#DIV/0!"], "甲"],
        3: [["n", "46000"], "", "", ""],
    }
    assert book.notes == ["工作表“甲”有隐藏行（第 3 行等），也已读入", "工作表“乙”已隐藏，未读取"]


def test_a_formula_without_its_result_is_told():
    sheet = SHEET.format("", '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><v>2</v></c></row>')
    assert rows(package(sheet))[0][0] == ["e", "公式未保存计算结果"]
