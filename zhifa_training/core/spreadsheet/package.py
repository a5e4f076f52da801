"""Looks into a package of an office program before anyone opens it (压缩包预检)."""

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from zhifa_training.core.spreadsheet.limits import (
    LARGEST_MEMBER,
    LARGEST_PACKAGE,
    MOST_MEMBERS,
    RATIO_MATTERS_FROM,
    STEEPEST_RATIO,
    SpreadsheetError,
)

ZIP_MAGIC = b"PK\x03\x04"
OLE2_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVE_MAGICS = (ZIP_MAGIC, OLE2_MAGIC, b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
WORKBOOK_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TEMPLATE_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
CONTENT_TYPES = "[Content_Types].xml"
PIECE = 256 * 1024
IS_ENCRYPTED = 0x1
DOCUMENT_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@dataclass(frozen=True, slots=True)
class PackageKind:
    """Say what a package must be, and how its user makes it sound (压缩包种类)."""

    named: str
    supported: str
    remedy: str
    """What to do: 用 Excel 打开后另存为 .xlsx."""
    types: tuple[bytes, ...]
    most_members: int = MOST_MEMBERS
    unopened: tuple[str, ...] = ()
    """Folders whose parts no reader of ours opens; they are measured, not looked into."""
    refused: tuple[tuple[str, str], ...] = ()


_MACROS = ("vbaproject", "文件含有宏（VBA），请另存为不含宏的文件再上传")
_ACTIVE_X = ("activex/", "文件含有 ActiveX 控件，请删除控件后再上传")
WORKBOOK = PackageKind(
    named="Excel 工作簿",
    supported=".xlsx、.xls 和 .csv",
    remedy="用 Excel 打开后另存为 .xlsx",
    types=(WORKBOOK_TYPE, TEMPLATE_TYPE),
    refused=(
        ("vbaproject", "文件含有宏（VBA），请另存为不含宏的 .xlsx 再上传"),
        (
            "externallinks/",
            "文件含有指向其他文件的外部链接，请在“数据→编辑链接”中断开链接后再上传",
        ),
        _ACTIVE_X,
        ("embeddings/", "文件嵌入了其他文件，请删除嵌入对象后再上传"),
    ),
)
DOCUMENT = PackageKind(
    named="Word 文档",
    supported=".docx",
    remedy="用 Word 打开后另存为 .docx",
    types=(DOCUMENT_TYPE,),
    most_members=2_000,
    unopened=("word/embeddings/", "word/media/"),
    refused=(_MACROS, _ACTIVE_X),
)
COLLECTION = PackageKind(
    named="试题包",
    supported="QTI 的 .zip",
    remedy="从原系统重新导出",
    types=(),
    most_members=10_000,
)
DAMAGED = f"文件已损坏或下载不完整，请{WORKBOOK.remedy}再上传"


def open_package(content: bytes, kind: PackageKind = WORKBOOK) -> zipfile.ZipFile:
    """Return the package if its directory, its parts and every inflated byte are acceptable."""
    try:
        package = zipfile.ZipFile(BytesIO(content))
        _check_directory(package.infolist(), kind)
        for member in package.infolist():
            _check_inflated(package, member, kind)
        _check_type(package, kind)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError) as error:
        raise SpreadsheetError(_damaged(kind)) from error
    return package


def check_ole2(content: bytes) -> None:
    """Refuse an OLE2 file that is an encrypted workbook, or an old one with macros."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise SpreadsheetError("文件设有打开密码，请取消密码后再上传")
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise SpreadsheetError(WORKBOOK.refused[0][1])


def _damaged(kind: PackageKind) -> str:
    return f"文件已损坏或下载不完整，请{kind.remedy}再上传"


def _check_directory(members: list[zipfile.ZipInfo], kind: PackageKind) -> None:
    if len(members) > kind.most_members:
        most = kind.most_members
        raise SpreadsheetError(f"文件内部超过 {most} 个部件，不像是{kind.named}，请另存后再上传")
    names = [member.filename.lower() for member in members]
    if len(set(names)) != len(names):
        raise SpreadsheetError(f"文件内部有重名部件，结构异常，请{kind.remedy}再上传")
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if total > LARGEST_PACKAGE or any(m.file_size > LARGEST_MEMBER for m in members):
        raise SpreadsheetError("文件解压后超过 100 MB，请删除多余的行、列和空白格式后再上传")
    if total > RATIO_MATTERS_FROM and total > STEEPEST_RATIO * max(1, packed):
        raise SpreadsheetError("文件压缩比异常（疑似压缩炸弹），请把内容复制到新文件后再上传")
    for member in members:
        _check_name(member, kind)


def _check_name(member: zipfile.ZipInfo, kind: PackageKind) -> None:
    name = member.filename.lower()
    if ".." in name.split("/") or name.startswith("/") or "\\" in name or "\x00" in name:
        raise SpreadsheetError(f"文件内部路径异常，已拒绝；请{kind.remedy}再上传")
    if member.flag_bits & IS_ENCRYPTED:
        raise SpreadsheetError("文件设有密码，请取消密码后再上传")
    for part, reason in kind.refused:
        if part in name:
            raise SpreadsheetError(reason)


def _check_inflated(package: zipfile.ZipFile, member: zipfile.ZipInfo, kind: PackageKind) -> None:
    """Inflate piece by piece, keeping nothing, so that what the directory says is proved."""
    counted = 0
    is_opened = not member.filename.lower().startswith(kind.unopened or ("\x00",))
    with package.open(member) as stream:
        piece = stream.read(PIECE)
        if is_opened and piece.startswith(ARCHIVE_MAGICS):
            raise SpreadsheetError(f"文件内部又有压缩包，请只上传{kind.named}本身")
        while piece:
            counted += len(piece)
            if counted > min(LARGEST_MEMBER, member.file_size):
                raise SpreadsheetError(_damaged(kind))
            piece = stream.read(PIECE)


def _check_type(package: zipfile.ZipFile, kind: PackageKind) -> None:
    if not kind.types:
        return
    types = package.read(CONTENT_TYPES)
    if b"macroEnabled" in types:
        raise SpreadsheetError(kind.refused[0][1])
    if not any(one in types for one in kind.types):
        raise SpreadsheetError(f"文件不是 {kind.named}；支持 {kind.supported}")
