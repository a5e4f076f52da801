"""Parse XML that may be hostile (安全解析 XML): no DTD, no entities, no network, bounded size."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from itertools import islice

from lxml import etree

LARGEST_XML = 32 * 1024 * 1024
"""5,000 questions as Moodle XML take about 15 MB; a node costs libxml2 some ten times its text."""
MOST_MARKS = 1_500_000
"""Tags and attributes together; 5,000 questions take some 600,000, and each mark some 200 bytes."""
_ATTRIBUTE = re.compile(r"=\s*[\"']")
_DECLARED = re.compile(r"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "utf-16": "utf-16",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "iso-8859-1": "cp1252",
    "windows-1252": "cp1252",
}


class XmlError(ValueError):
    """Say in Chinese why a file is not read as XML."""


def parse_xml(content: bytes) -> etree._Element:
    """Return the root of an XML document, or refuse it."""
    text = _decoded(content)
    if _marks(text) > MOST_MARKS:
        raise XmlError("XML 的标记过多，请拆成几个较小的文件后再导入。")
    try:
        root = etree.fromstring(text.encode(), _parser())
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        reason = f"第 {line} 行不符合 XML 格式，文件可能不完整，请重新导出后再导入。"
        raise XmlError(reason) from error
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise XmlError("文件带有 DOCTYPE 或实体声明，可能引用外部内容，请删除后再导入。")
    return root


def _marks(text: str) -> int:
    """Count tags and attributes, as far as counting matters."""
    attributes = islice(_ATTRIBUTE.finditer(text), MOST_MARKS)
    return text.count("<") + sum(1 for _ in attributes)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )


def _decoded(content: bytes) -> str:
    if not content.strip():
        raise XmlError("文件是空的，请重新选择文件。")
    if len(content) > LARGEST_XML:
        raise XmlError(f"XML 超过 {LARGEST_XML // 1024 // 1024} MB，请拆成几个文件后再导入。")
    name = _encoding(content)
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        raise XmlError(f"文字编码不是声明的 {name}，请另存为 UTF-8 后再导入。") from error
    return _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1)


def _encoding(content: bytes) -> str:
    if content.startswith(BOM_UTF8):
        return "utf-8"
    if content.startswith((BOM_UTF16_BE, BOM_UTF16_LE)):
        return "utf-16"
    declared = _DECLARED.match(content[:200].decode("latin-1"))
    named = declared[1].lower() if declared else "utf-8"
    if named not in _ENCODINGS:
        raise XmlError(f"不支持文字编码“{named}”，请另存为 UTF-8 后再导入。")
    return _ENCODINGS[named]
