"""Read questions from Word documents (.docx): paragraphs as text, tables as tables (Word 试题)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any
from xml.etree.ElementTree import Element

from question_bank.formats import tables, text
from question_bank.formats.drafts import Draft, Fault, Reading
from question_bank.formats.grids import Grid, plain_grid
from question_bank.formats.headings import find_heading
from question_bank.formats.packages import DEEPEST, Package, PackageError
from question_bank.formats.repeats import with_repeats
from question_bank.formats.word_numbers import Numbering, W, place_of, read_numbering

DOCUMENT = "word/document.xml"
PICTURE, FORMULA = "\ue000", "\ue001"
"""Stand in the text for what cannot be kept, until it is known which question loses it."""
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PICTURES = frozenset([f"{W}drawing", f"{W}pict", f"{W}object"])
_LEFT_OUT = frozenset(
    [f"{W}del", f"{W}moveFrom", f"{W}instrText",
     "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"]
)  # fmt: skip
_FEWEST_SPACES = 2


def read(content: bytes) -> Reading:
    """Read a document; its pictures are reported on the questions that lose them."""
    try:
        package = Package(content)
        document = package.part(DOCUMENT)
        if document is None:
            raise PackageError("文件不是 Word 文档；支持 .docx，旧版 .doc 请另存为 .docx。")
        numbering = read_numbering(
            package.part("word/numbering.xml"), package.part("word/styles.xml")
        )
        body = _Body(numbering)
        body.take(document, 0)
    except PackageError as error:
        return Reading("docx", (), (Fault(None, "", "", str(error)),))
    return _reading(body)


def _reading(body: "_Body") -> Reading:
    written = "\n".join(body.lines)
    read_in_tables = tables.read(body.grids, "docx") if body.grids else Reading("docx", (), ())
    read_in_text = Reading("docx", (), ())
    if written.strip() or not body.grids:
        read_in_text = text.read_text(written, "docx")
    if body.grids and not read_in_text.drafts:
        read_in_text = replace(read_in_text, faults=(), skipped=_as_skipped(read_in_text))
    drafts = (*read_in_text.drafts, *read_in_tables.drafts)
    return Reading(
        "docx",
        with_repeats([_told(draft) for draft in drafts]),
        tuple(_clean_fault(one) for one in (*read_in_text.faults, *read_in_tables.faults)),
        tuple(_clean_fault(one) for one in (*read_in_text.skipped, *read_in_tables.skipped)),
    )


def _as_skipped(reading: Reading) -> tuple[Fault, ...]:
    return (*reading.skipped, *(one for one in reading.faults if one.row is not None))


def _told(draft: Draft) -> Draft:
    """Take the stand-ins out of a draft, and say what was lost with them."""
    pictures, formulas = (_count(draft, mark) for mark in (PICTURE, FORMULA))
    warnings = list(draft.warnings)
    if pictures:
        warnings.append(f"有 {pictures} 张图片未导入，请审核时补上。")
    if formulas:
        warnings.append(f"有 {formulas} 处公式只保留了文字，请核对。")
    return replace(_cleaned(draft), warnings=tuple(warnings))


def _count(draft: Draft, mark: str) -> int:
    return sum(_marks_in(getattr(draft, one.name), mark) for one in fields(draft))


def _marks_in(value: Any, mark: str) -> int:
    if isinstance(value, str):
        return value.count(mark)
    if isinstance(value, tuple):
        return sum(_marks_in(one, mark) for one in value)
    return _count(value, mark) if isinstance(value, Draft) else 0


def _cleaned(draft: Draft) -> Draft:
    return replace(draft, **{one.name: _clean(getattr(draft, one.name)) for one in fields(draft)})


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace(PICTURE, "").replace(FORMULA, "").strip()
    if isinstance(value, tuple):
        return tuple(_clean(one) for one in value)
    if isinstance(value, Draft):
        return _cleaned(value)
    return value


def _clean_fault(fault: Fault) -> Fault:
    return replace(fault, value=_clean(fault.value))


@dataclass(slots=True)
class _Body:
    """Collect the lines and the question tables of a document."""

    numbering: Numbering
    lines: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)

    def take(self, element: Element, depth: int) -> None:
        """Read an element and what it holds, in order."""
        if depth > DEEPEST:
            raise PackageError("文档的层次过深，结构异常，请把文字复制到新文档后再上传。")
        for child in element:
            if child.tag == f"{W}p":
                self.lines.extend(self._paragraph(child).split("\n"))
            elif child.tag == f"{W}tbl":
                self._table(child, depth)
            elif child.tag not in _LEFT_OUT:
                self.take(child, depth + 1)

    def _paragraph(self, paragraph: Element) -> str:
        properties = paragraph.find(f"{W}pPr")
        place = place_of(properties)
        if place is None and properties is not None:
            style = properties.find(f"{W}pStyle")
            place = (
                self.numbering.styles.get(style.get(f"{W}val", "")) if style is not None else None
            )
        words = "".join(_words(paragraph, 0))
        if place is None or not words.strip():
            return words
        return self.numbering.label(*place) + words

    def _table(self, table: Element, depth: int) -> None:
        """Keep a table with question headings as a table; write any other out as lines."""
        rows = [
            [self._cell(cell, depth) for cell in row.iter(f"{W}tc")]
            for row in table.findall(f"{W}tr")
        ]
        spread = [_spread(row) for row in rows]
        grid = plain_grid(f"表 {len(self.grids) + 1}", spread)
        if find_heading(grid) is not None:
            self.grids.append(grid)
        else:
            self.lines.extend(
                line for row in rows for words, _span in row for line in words.split("\n")
            )

    def _cell(self, cell: Element, depth: int) -> tuple[str, int]:
        inner = _Body(self.numbering)
        inner.take(cell, depth + 1)
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        width = span.get(f"{W}val", "1") if span is not None else "1"
        return "\n".join(inner.lines).strip(), int(width) if width in _WIDTHS else 1


_WIDTHS = frozenset(str(width) for width in range(1, 51))


def _spread(row: list[tuple[str, int]]) -> list[str]:
    return [text for words, span in row for text in (words, *[""] * (span - 1))]


def _words(element: Element, depth: int) -> Iterator[str]:
    """Yield the text of a paragraph; blanks drawn by underlining become underlines."""
    if depth > DEEPEST:
        raise PackageError("文档的层次过深，结构异常，请把文字复制到新文档后再上传。")
    for child in element:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag in _PICTURES:
            yield PICTURE
        elif child.tag == f"{_M}oMath":
            yield FORMULA + "".join(part.text or "" for part in child.iter(f"{_M}t"))
        elif child.tag == f"{W}r":
            yield _run(child, depth)
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag](child)
        else:
            yield from _words(child, depth + 1)


def _run(run: Element, depth: int) -> str:
    words = "".join(_words(run, depth + 1))
    underline = run.find(f"{W}rPr/{W}u")
    is_drawn = underline is not None and underline.get(f"{W}val") != "none"
    if is_drawn and len(words) >= _FEWEST_SPACES and not words.strip(" \u3000\xa0\t"):
        return "____"
    return words


_SIGNS: dict[str, Callable[[Element], str]] = {
    f"{W}t": lambda element: element.text or "",
    f"{W}tab": lambda _element: "\t",
    f"{W}br": lambda _element: "\n",
    f"{W}cr": lambda _element: "\n",
    f"{W}noBreakHyphen": lambda _element: "-",
}
