"""Headings in any order, cells in any spelling (表头与单元格)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhifa_training.core.spreadsheet.columns import CellError, CellKind, ColumnSpec, read_date
from zhifa_training.core.spreadsheet.limits import SpreadsheetError
from zhifa_training.core.spreadsheet.masking import masked
from zhifa_training.core.spreadsheet.reading import Book, Sheet
from zhifa_training.core.spreadsheet.tables import read_table

SPECS = (
    ColumnSpec(
        key="code", label="证号", kind=CellKind.CODE, synonyms=("执法证编号",), is_required=True
    ),
    ColumnSpec(key="name", label="姓名", kind=CellKind.NAME, is_required=True),
    ColumnSpec(key="from", label="有效期起", kind=CellKind.DATE),
    ColumnSpec(key="until", label="有效期止", kind=CellKind.DATE),
    ColumnSpec(
        key="level", label="层级", kind=CellKind.CHOICE, choices={"市": 1, "市级": 1, "县": 2}
    ),
)


def read(rows, merged=()):
    numbered = {number: row for number, row in enumerate(rows, 1) if any(row)}
    sheet = Sheet("甲", [list(area) for area in merged], [], numbered)
    return read_table(Book("xlsx", [sheet]), SPECS)


def cells(table):
    return [(line.number, line.cells) for line in table.lines]


@given(st.permutations(["证号", "姓名", "层级"]), st.integers(0, 5))
def test_headings_in_any_order_below_any_instructions(order, above):
    rows = [["填表说明：请勿改动表头", "", ""]] * above + [order, ["甲", "乙", "丙"]]
    table = read(rows)
    assert cells(table)[0][0] == above + 2
    by_key = {"证号": "code", "姓名": "name", "层级": "level"}
    assert table.lines[0].cells == {
        by_key[label]: cell for label, cell in zip(order, ["甲", "乙", "丙"], strict=True)
    }


@pytest.mark.parametrize(
    "headings",
    [
        ["证 号", "姓\n名"],
        ["证号（必填）", "*姓名："],
        ["执法证编号", "姓　名"],
        ["【必填】证号", "姓名(真实)"],
    ],
)
def test_headings_as_people_write_them(headings):
    assert len(read([headings, ["1", "张三"]]).lines) == 1


def test_headings_over_two_rows_and_merged_titles():
    rows = [
        ["人员名单", "", "", ""],
        ["证号", "姓名", "有效期", ""],
        ["", "", "起", "止"],
        ["1", "张三", "2021-01-01", "2031-01-01"],
    ]
    merged = [[1, 0, 1, 3], [2, 0, 3, 0], [2, 1, 3, 1], [2, 2, 2, 3]]
    assert cells(read(rows, merged)) == [
        (4, {"code": "1", "name": "张三", "from": "2021-01-01", "until": "2031-01-01"})
    ]


def test_cells_merged_downwards_hold_for_every_row():
    rows = [["证号", "姓名", "层级"], ["1", "张三", "市"], ["2", "李四", ""], ["3", "王五", ""]]
    table = read(rows, [[2, 2, 3, 2]])
    assert [line.cells["level"] for line in table.lines] == ["市", "市", ""]


def test_headings_repeated_and_empty_rows_are_no_data():
    rows = [["证号", "姓名"], ["1", "甲"], ["", " "], ["证号", "姓名"], ["2", "乙"]]
    assert [line.number for line in read(rows).lines] == [2, 5]


def test_what_was_understood_is_told():
    table = read([["证号", "姓名", "备注"], ["1", "张三", "x"]])
    assert table.notes == ["工作表“甲”第 1 行为表头，识别出：证号、姓名；未导入的列：备注"]
    assert table.lines[0].original == [("证号", "1"), ("姓名", "张三"), ("备注", "x")]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([["姓名", "层级"], ["张三", "市"]], "缺少必需的列：证号"),
        ([["甲", "乙"]], "需要有这些列：证号、姓名"),
        ([["证号", "姓名"]], "表头下面没有数据"),
        ([], "文件里没有内容"),
    ],
)
def test_no_table_is_refused_with_what_is_missing(rows, reason):
    with pytest.raises(SpreadsheetError, match=reason):
        read(rows)


@given(st.dates(date(1900, 3, 1), date(2099, 12, 31)))
def test_a_day_in_every_usual_spelling(day):
    y, m, d = day.year, day.month, day.day
    spellings = [
        f"{y}-{m}-{d}", f"{y}.{m}.{d}", f"{y}/{m}/{d}", f"{y}年{m}月{d}日", f"{y}年{m}月{d}",
        f"{y}/{m}/{d} 00:00:00", f"{y}-{m:02}-{d:02} 08:30", f"{y}{m:02}{d:02}",
        str((day - date(1899, 12, 30)).days),
    ]  # fmt: skip
    assert {read_date(text, text) for text in spellings} == {day}
    assert read_date(["d", day.isoformat()], "") == day
    assert read_date(["t", f"{day.isoformat()} 10:00:00"], "") == day


@pytest.mark.parametrize("text", ["2026-02-29", "2026.13.1", "今年", "26-3-1", "1800-01-01", "0"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(CellError):
        read_date(text, text)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (["n", "4.10102E+17"], "已丢失精度"),
        ("4.10102E+17", "已丢失精度"),
        (["d", "2026-03-01"], "成了日期"),
        (["e", "#N/A"], "错误值（#N/A）"),
        ("", "缺少证号"),
        ("长" * 81, "超过 80 个字"),
    ],
)
def test_a_key_column_takes_text_only(cell, reason):
    with pytest.raises(CellError) as refused:
        SPECS[0].value(cell)
    assert reason in refused.value.reason
    assert refused.value.remedy


def test_choices_by_any_of_their_words():
    assert [SPECS[4].value(word) for word in ("市", " 市 级 ", "县")] == [1, 1, 2]
    assert SPECS[4].offered == ["市", "县"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("410102198001020009", "410***********0009"),
        ("电话410102198001020009。", "电话410***********0009。"),
        ("410102 19800102 000Ｘ", "410*************000Ｘ"),
        ("2026-03-01 00:00:00", "2026-03-01 00:00:00"),
        ("13800138000", "13800138000"),
    ],
)
def test_long_numbers_are_masked_wherever_they_stand(text, shown):
    assert masked(text) == shown


def test_a_secret_column_is_masked_whatever_it_holds():
    assert masked("张三", is_secret=True) == "**"
    assert masked("4.10102E+17", is_secret=True) == "4.10102E+17"
