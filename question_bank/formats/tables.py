"""Read questions from spreadsheets and delimited text (表格试题), whatever their convention."""

from collections.abc import Sequence

from question_bank.formats.drafts import SHOWN, Fault, Reading
from question_bank.formats.grids import Grid, said
from question_bank.formats.guessing import guess_heading, said_guess
from question_bank.formats.headings import Heading, find_heading
from question_bank.formats.repeats import with_repeats
from question_bank.formats.rows import Rows
from question_bank.formats.shaping import Raw, shape_all
from question_bank.formats.type_codes import name_codes

NO_TABLE = (
    "没有找到试题表头，也无法按内容判断各列。请在第一行写上：题型、题干、选项A、选项B、答案，"
    "顺序不限"
)


def read(grids: Sequence[Grid], file_format: str) -> Reading:
    """Read every sheet: each row is a draft, a fault or skipped by name."""
    sheets = [grid for grid in grids if grid.rows]
    if not sheets:
        return Reading(file_format, (), (_empty(),))
    headings = {grid.name: find_heading(grid) for grid in sheets}
    is_guessed = not any(headings.values())
    if is_guessed:
        headings = {grid.name: guess_heading(grid) for grid in sheets}
    raws: list[Raw] = []
    skipped: list[Fault] = []
    faults: list[Fault] = []
    for grid in sheets:
        heading = headings[grid.name]
        if heading is None:
            (faults if is_guessed else skipped).append(_unread(grid, is_only=is_guessed))
            continue
        rows = Rows(grid, heading, is_named=len(sheets) > 1)
        found = rows.raws()
        if is_guessed:
            _tell_guess(found, heading)
        raws.extend(found)
        skipped.extend(_named(rows.skipped, grid, is_named=len(sheets) > 1))
    name_codes(raws)
    drafts, wrong = shape_all(raws)
    return Reading(file_format, with_repeats(drafts), (*faults, *wrong), tuple(skipped))


def _tell_guess(raws: Sequence[Raw], heading: Heading) -> None:
    warning = said_guess(heading)
    for raw in raws:
        raw.warnings.append(warning)


def _named(skipped: Sequence[Fault], grid: Grid, *, is_named: bool) -> list[Fault]:
    place = f"“{grid.name}”" if is_named else ""
    return [
        Fault(one.row, one.column, one.value, f"{place}第 {one.row} 行：{one.reason}")
        for one in skipped
    ]


def _unread(grid: Grid, *, is_only: bool) -> Fault:
    number = min(grid.rows)
    value = next((text for cell in grid.rows[number] if (text := said(cell))), "")[:SHOWN]
    where = f"工作表“{grid.name}”（{len(grid.rows)} 行）"
    reason = f"{where}{NO_TABLE}。" if is_only else f"{where}没有试题表头，未读取。"
    return Fault(number, "", value, reason)


def _empty() -> Fault:
    return Fault(None, "", "", "文件里没有内容，请填写后再导入。")
