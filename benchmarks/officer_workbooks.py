"""Invented officers in a workbook: valid check characters, the sequence 000 that nobody has."""

from datetime import date, timedelta
from io import BytesIO

import xlsxwriter

from zhifa_training.units.id_numbers import check_character
from zhifa_training.units.imports.columns import OFFICER_COLUMNS

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚英华文玉兰波辉"
FIRST_BIRTH = date(1966, 1, 1)
DAYS = 13_000


def id_number(serial):
    """Return the ``serial``-th number; place and birth date alone make it unique."""
    place, days = divmod(serial, DAYS)
    body = f"{410102 + place}{FIRST_BIRTH + timedelta(days=days):%Y%m%d}000"
    return body + check_character(body)


def workbook(count, units, first=0):
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet("填写")
    sheet.write_row(0, 0, [spec.label for spec in OFFICER_COLUMNS])
    for row, serial in enumerate(range(first, first + count), 1):
        number = id_number(serial)
        sheet.write_row(row, 0, _cells(serial, number, units[serial % len(units)]))
    book.close()
    return target.getvalue()


def _cells(serial, number, unit):
    name = SURNAMES[serial % 20] + GIVEN[serial // 20 % 26] + GIVEN[serial // 520 % 26]
    born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    return [
        f"B{serial:07d}", name, "女", born, number, "本科", "事业编制", "在岗",
        unit, "一线路面", "2021-01-01", "公路路政、道路运政", "2021-01-01", "2031-01-01", "",
    ]  # fmt: skip
