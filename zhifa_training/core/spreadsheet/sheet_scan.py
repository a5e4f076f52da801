"""Streams a sheet's XML before the fast reader sees it (引用检查).

The fast reader believes every reference and makes room for it: one cell at XFD1048576 takes all
memory. So each cell's place is read first, with no entity ever expanded.
"""

import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from zhifa_training.core.spreadsheet.limits import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    SpreadsheetError,
)

SHEETS = "xl/worksheets/"
SHARED = "xl/sharedstrings.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
MOST_REMARKS = 1_000
_VALUE_TAGS = frozenset({"v", "is", "f"})


@dataclass(slots=True)
class Remarks:
    """What the fast reader would not tell of a sheet."""

    hidden_rows: list[int] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    """Cells holding an error such as #N/A, or a formula saved without its result."""


class _Scan:
    """Follows one sheet cell by cell."""

    def __init__(self) -> None:
        self.remarks = Remarks()
        self.row = self.column = 0
        self.kind = ""
        self.has_formula = self.has_value = False
        self.text: list[str] | None = None
        self.length = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self.row = _whole(attributes.get("r"), self.row + 1)
            self.column = 0
            if attributes.get("hidden") in ("1", "true") and self.row <= MOST_ROWS:
                self.remarks.hidden_rows.append(self.row)
        elif tag in _VALUE_TAGS:
            self._start_value(tag)

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "v":
            if self.kind == "e":
                self._remark("".join(self.text or ()))
            self.text = None
        elif tag == "c" and self.has_formula and not self.has_value:
            self._remark("公式未保存计算结果")

    def characters(self, data: str) -> None:
        self.length += len(data)
        if self.length > LONGEST_CELL:
            raise SpreadsheetError(f"{self._place()}的内容超过 {LONGEST_CELL} 个字符，请删减")
        if self.text is not None and self.kind == "e":
            self.text.append(data)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.kind = attributes.get("t", "")
        self.has_formula = self.has_value = False
        self.length = 0
        reference = attributes.get("r", "")
        if reference:
            self.column, row = _place_of(reference)
            if row != self.row:
                raise SpreadsheetError(f"单元格 {reference[:12]} 的位置与所在行不符，文件结构异常")
        else:
            self.column += 1

    def _start_value(self, tag: str) -> None:
        if tag == "f":
            self.has_formula = True
        else:
            self.has_value = True
            self.text = []
        self.length = 0
        if self.row > MOST_ROWS:
            raise SpreadsheetError(
                f"第 {self.row} 行仍有内容，超过上限 {MOST_ROWS} 行，请拆分文件或删除多余的行"
            )
        if self.column > MOST_COLUMNS:
            raise SpreadsheetError(
                f"第 {self.row} 行第 {self.column} 列仍有内容，超过上限 {MOST_COLUMNS} 列，"
                "请删除多余的列"
            )

    def _remark(self, text: str) -> None:
        if len(self.remarks.errors) < MOST_REMARKS:
            self.remarks.errors[self.row, self.column] = text

    def _place(self) -> str:
        return f"第 {self.row} 行第 {self.column} 列"


def scan_sheets(package: zipfile.ZipFile) -> dict[str, Remarks]:
    """Return remarks on each sheet by its name; refuse what lies outside the limits."""
    remarks = {}
    for member in package.infolist():
        name = member.filename.lower().lstrip("/")
        if name.startswith(SHEETS) and name.endswith(".xml"):
            scan = _Scan()
            _stream(package, member, scan.start, scan.end, scan.characters)
            remarks[member.filename.lstrip("/")] = scan.remarks
        elif name == SHARED:
            _check_shared(package, member)
    return {
        name: remarks[part] for name, part in _parts_by_name(package).items() if part in remarks
    }


def _parts_by_name(package: zipfile.ZipFile) -> dict[str, str]:
    """Return which part holds which sheet, as the workbook's relations say."""
    names: dict[str, str] = {}
    targets: dict[str, str] = {}

    def workbook(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            names[attributes.get("name", "")] = relation

    def relations(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            targets[attributes.get("Id", "")] = path

    for part, handler in (("xl/workbook.xml", workbook), (RELATIONS, relations)):
        if part in package.namelist():
            _stream(package, package.getinfo(part), handler, _ignore, _ignore)
    return {name: targets.get(relation, "") for name, relation in names.items()}


def _ignore(_something: Any) -> None:
    return None


def _check_shared(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    length = 0

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal length
        if tag.rpartition(":")[2] == "si":
            length = 0

    def characters(data: str) -> None:
        nonlocal length
        length += len(data)
        if length > LONGEST_CELL:
            raise SpreadsheetError(f"有单元格的内容超过 {LONGEST_CELL} 个字符，请删减后再上传")

    _stream(package, member, start, _ignore, characters)


def _stream(
    package: zipfile.ZipFile, member: zipfile.ZipInfo, start: Any, end: Any, characters: Any
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        with package.open(member) as stream:
            parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise SpreadsheetError("工作表内容不完整，请用 Excel 打开后另存为 .xlsx 再上传") from error


def _refuse_doctype(*_declaration: Any) -> None:
    raise SpreadsheetError("文件含有不允许的实体声明（DOCTYPE），已拒绝")


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else otherwise  # noqa: PLR2004


def _place_of(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not (letters.isascii() and letters.isalpha() and digits and len(reference) <= 12):  # noqa: PLR2004
        raise SpreadsheetError("单元格引用无法识别，文件结构异常，请另存为 .xlsx 再上传")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column, int(digits)
