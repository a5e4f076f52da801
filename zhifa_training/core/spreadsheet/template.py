"""The workbook people fill in (导入模板), made from the same columns that read it back."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from zhifa_training.core.lazy import heavy
from zhifa_training.core.spreadsheet.columns import CellKind, ColumnSpec
from zhifa_training.core.spreadsheet.export import FONT, printable

VERSION = 1
FILLED_ROWS = 5_000
"""How many rows of the template are prepared with drop-downs."""
LONGEST_DICTIONARY = 5_000
VERSION_COLUMN = 25
KINDS = {
    CellKind.TEXT: "文字",
    CellKind.NAME: "姓名",
    CellKind.CODE: "文字（数字也按文字填写）",
    CellKind.DATE: "日期，如 2026-03-01",
    CellKind.CHOICE: "从下拉中选一项",
    CellKind.CHOICES: "一项或多项，用顿号隔开",
}


def template(
    name: str, specs: Sequence[ColumnSpec], dictionaries: Mapping[str, Sequence[str]]
) -> bytes:
    """Return the template of ``specs``; ``dictionaries`` adds words to a column's drop-down."""
    target = BytesIO()
    workbook = heavy("xlsxwriter").Workbook(target)
    words = {spec.key: [*dictionaries.get(spec.key, spec.offered)] for spec in specs}
    styles = {
        "must": workbook.add_format(FONT | {"bold": True, "bg_color": "#F6E3C5", "bottom": 1}),
        "may": workbook.add_format(FONT | {"bold": True, "bg_color": "#E8EDF3", "bottom": 1}),
        "text": workbook.add_format(FONT | {"num_format": "@"}),
        "wrap": workbook.add_format(FONT | {"num_format": "@", "text_wrap": True}),
    }
    form = workbook.add_worksheet("填写")
    _explain(workbook.add_worksheet("说明"), name, specs, styles)
    _list_words(workbook.add_worksheet("字典"), specs, words, styles)
    _prepare(form, specs, words, styles)
    form.activate()
    workbook.close()
    return target.getvalue()


def _prepare(form: Any, specs: Sequence[ColumnSpec], words: Any, styles: Any) -> None:
    for index, spec in enumerate(specs):
        form.set_column(index, index, max(12, 2 * len(spec.label) + 4), styles["text"])
        form.write_string(0, index, _heading(spec), styles["must" if spec.is_required else "may"])
        count = len(words[spec.key][:LONGEST_DICTIONARY])
        if count and spec.kind is not CellKind.CHOICES:
            column = chr(ord("A") + index)
            form.data_validation(
                1,
                index,
                FILLED_ROWS,
                index,
                {
                    "validate": "list",
                    "source": f"=字典!${column}$2:${column}${count + 1}",
                    "error_type": "warning",
                    "error_message": "不在字典中，导入时可能被拒绝",
                },
            )
    form.freeze_panes(1, 0)


def _explain(sheet: Any, name: str, specs: Sequence[ColumnSpec], styles: Any) -> None:
    """Write one line per column; lying on its side, it is never taken for data."""
    for index, label in enumerate(("这一列", "是否必填", "怎样填写", "例一", "例二", "例三")):
        sheet.write_string(0, index, label, styles["may"])
    for row, spec in enumerate(specs, 1):
        must = "必填" if spec.is_required else "选填"
        said = "；".join(part for part in (KINDS[spec.kind], spec.hint) if part)
        for index, text in enumerate((spec.label, must, said, *spec.samples)):
            sheet.write_string(row, index, printable(text), styles["wrap"])
    sheet.set_column(0, 1, 14)
    sheet.set_column(2, 2, 56)
    sheet.set_column(3, 5, 26)
    sheet.write_string(0, VERSION_COLUMN, f"zhifa:{name}:{VERSION}", styles["text"])
    sheet.set_column(VERSION_COLUMN, VERSION_COLUMN, None, None, {"hidden": True})


def _list_words(sheet: Any, specs: Sequence[ColumnSpec], words: Any, styles: Any) -> None:
    for index, spec in enumerate(specs):
        if words[spec.key]:
            sheet.write_string(0, index, f"{spec.label}字典", styles["may"])
        for row, word in enumerate(words[spec.key][:LONGEST_DICTIONARY], 1):
            sheet.write_string(row, index, printable(word), styles["text"])
        sheet.set_column(index, index, 18)


def _heading(spec: ColumnSpec) -> str:
    return f"{spec.label}（必填）" if spec.is_required else spec.label
