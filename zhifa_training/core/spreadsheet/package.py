"""Looks into a workbook's package before anyone opens it (压缩包预检)."""

import zipfile
import zlib
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
DAMAGED = "文件已损坏或下载不完整，请用 Excel 打开后另存为 .xlsx 再上传"
PARTS_REFUSED = (
    ("vbaproject", "文件含有宏（VBA），请另存为不含宏的 .xlsx 再上传"),
    ("externallinks/", "文件含有指向其他文件的外部链接，请在“数据→编辑链接”中断开链接后再上传"),
    ("activex/", "文件含有 ActiveX 控件，请删除控件后再上传"),
    ("embeddings/", "文件嵌入了其他文件，请删除嵌入对象后再上传"),
)


def open_package(content: bytes) -> zipfile.ZipFile:
    """Return the workbook's package if it is acceptable in every byte."""
    package = open_checked(content)
    _check_type(package)
    return package


def open_checked(content: bytes) -> zipfile.ZipFile:
    """Return a package if its directory, its parts and every inflated byte are acceptable."""
    try:
        package = zipfile.ZipFile(BytesIO(content))
        _check_directory(package.infolist())
        for member in package.infolist():
            _check_inflated(package, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError) as error:
        raise SpreadsheetError(DAMAGED) from error
    return package


def check_ole2(content: bytes) -> None:
    """Refuse an OLE2 file that is an encrypted workbook, or an old one with macros."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise SpreadsheetError("文件设有打开密码，请取消密码后再上传")
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise SpreadsheetError(PARTS_REFUSED[0][1])


def _check_directory(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise SpreadsheetError(f"文件内部超过 {MOST_MEMBERS} 个部件，不像是数据表，请另存后再上传")
    names = [member.filename.lower() for member in members]
    if len(set(names)) != len(names):
        raise SpreadsheetError("文件内部有重名部件，结构异常，请用 Excel 另存为 .xlsx 再上传")
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if total > LARGEST_PACKAGE or any(m.file_size > LARGEST_MEMBER for m in members):
        raise SpreadsheetError("文件解压后超过 100 MB，请删除多余的行、列和空白格式后再上传")
    if total > RATIO_MATTERS_FROM and total > STEEPEST_RATIO * max(1, packed):
        raise SpreadsheetError("文件压缩比异常（疑似压缩炸弹），请把数据复制到新工作簿后再上传")
    for member in members:
        _check_name(member)


def _check_name(member: zipfile.ZipInfo) -> None:
    name = member.filename.lower()
    if ".." in name.split("/") or name.startswith("/") or "\\" in name or "\x00" in name:
        raise SpreadsheetError("文件内部路径异常，已拒绝；请用 Excel 另存为 .xlsx 再上传")
    if member.flag_bits & IS_ENCRYPTED:
        raise SpreadsheetError("文件设有密码，请取消密码后再上传")
    for part, reason in PARTS_REFUSED:
        if part in name:
            raise SpreadsheetError(reason)


def _check_inflated(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Inflate piece by piece, keeping nothing, so that what the directory says is proved."""
    counted = 0
    with package.open(member) as stream:
        piece = stream.read(PIECE)
        if piece.startswith(ARCHIVE_MAGICS):
            raise SpreadsheetError("文件内部又有压缩包，请只上传数据表本身")
        while piece:
            counted += len(piece)
            if counted > min(LARGEST_MEMBER, member.file_size):
                raise SpreadsheetError(DAMAGED)
            piece = stream.read(PIECE)


def _check_type(package: zipfile.ZipFile) -> None:
    if CONTENT_TYPES not in package.namelist():
        raise SpreadsheetError(DAMAGED)
    types = package.read(CONTENT_TYPES)
    if b"macroEnabled" in types:
        raise SpreadsheetError(PARTS_REFUSED[0][1])
    if WORKBOOK_TYPE not in types and TEMPLATE_TYPE not in types:
        raise SpreadsheetError("文件不是 Excel 工作簿；支持 .xlsx、.xls 和 .csv")
