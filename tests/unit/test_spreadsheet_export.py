"""Exports: typed cells, and nothing in them that a spreadsheet program would run."""

import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from python_calamine import load_workbook

from zhifa_training.core.spreadsheet.export import (
    Column,
    ColumnKind,
    printable,
    sheet_name,
    workbook_bytes,
    workbook_response,
)
from zhifa_training.units.rules import Sex

PAYLOADS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "=cmd|'/c calc'!A0", "＝1+1", "＋1",
    '=HYPERLINK("http://127.0.0.1")', "{=1}", "http://127.0.0.1", "mailto:a@b", "'=1",
]  # fmt: skip
COLUMNS = [Column("text", "文字"), Column("figure", "数", ColumnKind.NUMBER)]


def sheet_xml(content):
    with zipfile.ZipFile(BytesIO(content)) as package:
        return package.read("xl/worksheets/sheet1.xml").decode()


def test_no_payload_becomes_a_formula_or_a_link():
    rows = [{"text": text, "figure": text} for text in PAYLOADS]
    xml = sheet_xml(workbook_bytes("名单", COLUMNS, rows))
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    assert len(re.findall('t="inlineStr"', xml)) == 2 + 2 * len(PAYLOADS)
    read = load_workbook(BytesIO(workbook_bytes("名单", COLUMNS, rows))).get_sheet_by_index(0)
    assert [row[0] for row in read.to_python()[1:]] == PAYLOADS


def test_cells_are_typed_and_ids_stay_text():
    columns = [
        Column("id", "证号"),
        Column("score", "分", ColumnKind.SCORE),
        Column("on", "日", ColumnKind.DATE),
        Column("at", "时", ColumnKind.MOMENT),
        Column("sex", "性别"),
        Column("none", "无", ColumnKind.NUMBER),
    ]
    row = {
        "id": "000000000000000012",
        "score": Decimal("59.50"),
        "on": date(2026, 3, 1),
        "at": datetime(2026, 3, 1, 16, 0, tzinfo=UTC),
        "sex": Sex.FEMALE,
        "none": None,
    }
    content = workbook_bytes("成绩", columns, [row])
    read = load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python()[1]
    midnight_in_beijing = datetime(2026, 3, 2, 0, 0)  # noqa: DTZ001 - a sheet has no zones
    assert read[:3] == ["000000000000000012", 59.5, date(2026, 3, 1)]
    assert read[3] in (midnight_in_beijing, midnight_in_beijing.date())
    assert read[4] == "女"
    assert 'state="frozen"' in sheet_xml(content)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("甲\x00\x0b乙", "甲乙"), ("\ud800x", "x"), (True, "是"), (3, "3"), ("长" * 40_000, None)],
)
def test_what_no_cell_can_hold_is_taken_out(value, shown):
    text = printable(value)
    assert text == shown if shown else len(text) == 32_767


def test_sheet_names_are_made_legal():
    assert sheet_name("a/b[c]:*?") == "a_b_c____"
    assert len(sheet_name("长" * 50)) == 31
    assert sheet_name("\x00") == "Sheet1"


def test_a_chinese_file_name_travels():
    with Flask(__name__).test_request_context():
        answer = workbook_response("人员/名单", COLUMNS, [])
        header = answer.headers["Content-Disposition"]
        answer.close()
    assert "filename*=UTF-8''%E4%BA%BA%E5%91%98_%E5%90%8D%E5%8D%95.xlsx" in header
