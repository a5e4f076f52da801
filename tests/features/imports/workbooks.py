"""Workbooks as people make them."""

from datetime import date
from io import BytesIO

import xlsxwriter

from tests.features.units.people import id_number

HEADINGS = (
    "执法证号", "姓名", "性别", "出生日期", "身份证号", "学历", "编制类型", "状态",
    "单位", "岗位", "任职起始", "门类", "证件有效期起", "证件有效期止", "班子职务",
)  # fmt: skip
UNIT_HEADINGS = ("编码", "名称", "简称", "层级", "上级", "成立日期")


def born(serial):
    return date.fromordinal(date(1980, 1, 1).toordinal() + serial)


def officer(serial=1, **changes):
    """Return one row as a mapping from heading to cell."""
    row = {
        "执法证号": f"B{serial:04d}",
        "姓名": "张三",
        "性别": "女",
        "出生日期": born(serial).isoformat(),
        "身份证号": id_number(born(serial)),
        "学历": "本科",
        "编制类型": "事业编制",
        "状态": "在岗",
        "单位": "甲市支队",
        "岗位": "一线路面",
        "任职起始": "2021-01-01",
        "门类": "公路路政、道路运政",
        "证件有效期起": "2021-01-01",
        "证件有效期止": "2031-01-01",
        "班子职务": "",
    }
    return row | changes


def unit(code, name, level, parent, **changes):
    row = {"编码": code, "名称": name, "简称": "", "层级": level, "上级": parent}
    return row | {"成立日期": "2021-01-01"} | changes


def xlsx(rows, headings=None, above=(), sheet="填写", also=None):
    """Return a workbook; ``also`` is handed the workbook and the sheet before it is closed."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet(sheet)
    headings = headings or list(rows[0])
    for number, line in enumerate([*above, headings]):
        page.write_row(number, 0, line)
    for number, row in enumerate(rows, len(above) + 1):
        for index, heading in enumerate(headings):
            value = row.get(heading, "")
            if isinstance(value, str):
                page.write_string(number, index, value)
            else:
                page.write(number, index, value)
    if also:
        also(book, page)
    book.close()
    return target.getvalue()
