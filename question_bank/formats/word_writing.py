"""Questions as a Word document (导出 Word): the lines of the text form, a paragraph each."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from question_bank.formats.text_writing import write_lines
from question_bank.questions import Question

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_FONT = '<w:rPr><w:rFonts w:ascii="Times New Roman" w:eastAsia="宋体"/><w:sz w:val="21"/></w:rPr>'
_MADE = (1980, 1, 1, 0, 0, 0)
"""One moment for every file, so that the same questions make the same bytes."""


def write(questions: Sequence[Question]) -> bytes:
    """Return a document that ``word.read`` reads back."""
    paragraphs = "".join(_paragraph(line) for line in write_lines(questions))
    document = f'{_HEAD}<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}</w:body></w:document>'
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", document),
        ):
            package.writestr(zipfile.ZipInfo(name, _MADE), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _paragraph(line: str) -> str:
    pieces = f"</w:t><w:br/><w:t {_KEPT}>".join(escape(part) for part in line.split("\n"))
    return f"<w:p><w:r>{_FONT}<w:t {_KEPT}>{pieces}</w:t></w:r></w:p>"


_KEPT = 'xml:space="preserve"'
