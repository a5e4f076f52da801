"""Parts of a document package read as XML (文档部件), entity bombs refused, sizes bounded."""

import zipfile
import zlib
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

LARGEST_PART = 60 * 1000 * 1000
DEEPEST = 120
DAMAGED = "文件内容不完整，请用 Word 打开后另存为 .docx 再上传。"


class PackageError(ValueError):
    """Say in Chinese why a package cannot be read (文件无法读取)."""


class Package:
    """Hand out the parts of one package."""

    def __init__(self, content: bytes) -> None:
        try:
            self._file = zipfile.ZipFile(BytesIO(content))
        except zipfile.BadZipFile as error:
            raise PackageError("文件已损坏或下载不完整，请用 Word 另存为 .docx 再上传。") from error

    @property
    def names(self) -> list[str]:
        """Return the names of all parts."""
        return self._file.namelist()

    def part(self, name: str) -> Element | None:
        """Return a part as a tree; None where there is none."""
        if name not in self.names:
            return None
        try:
            with self._file.open(name) as stream:
                content = stream.read(LARGEST_PART + 1)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
            raise PackageError("文件已损坏或设有密码，请解除密码并另存后再上传。") from error
        if len(content) > LARGEST_PART:
            raise PackageError("文件展开后过大，请删除多余的内容后再上传。")
        return tree(content)


def tree(content: bytes) -> Element:
    """Return XML as a tree; refuse declarations of entities, excessive depth and what is no XML."""
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.target.data
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise PackageError(DAMAGED) from error
    return builder.target.close()


class _Builder:
    """Build a tree whose names are as ElementTree writes them."""

    def __init__(self) -> None:
        self.target: TreeBuilder = TreeBuilder()
        self.depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element, unless it lies too deep."""
        self.depth += 1
        if self.depth > _DEEPEST_XML:
            raise PackageError("文档的层次过深，结构异常，请把文字复制到新文档后再上传。")
        self.target.start(_named(name), {_named(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        """Close an element."""
        self.depth -= 1
        self.target.end(_named(name))


_DEEPEST_XML = 400


def _named(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def _refuse(*_declaration: Any) -> None:
    raise PackageError("文件含有不允许的实体声明（DOCTYPE），已拒绝。")
