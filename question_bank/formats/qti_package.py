"""Open and build content packages (QTI 内容包), trusting nothing an archive says of itself."""

import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from lxml import etree

from question_bank.formats.qti_names import Version, local
from question_bank.formats.wording import excerpt
from question_bank.formats.xml_trees import LARGEST_XML, XmlError, parse_xml

LARGEST_PACKAGE = 64 * 1024 * 1024
MOST_MEMBERS = 12_000
"""A bank of 5,000 items is a package of as many files, often with a folder or a picture each."""
LARGEST_WHOLE = 200 * 1024 * 1024
LARGEST_ITEM = 4 * 1024 * 1024
HIGHEST_RATIO = 100
SMALL = 64 * 1024
"""Below this a ratio means nothing: a short file of equal lines shrinks a hundredfold."""
MANIFEST = "imsmanifest.xml"
_ENTRY = b"PK\x01\x02"
_IGNORED = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|\._)")
_ARCHIVES = re.compile(r"\.(?:zip|rar|7z|tar|gz|tgz|bz2|xz|jar|docx|xlsx|imscc)$", re.IGNORECASE)
_CHUNK = 64 * 1024
_FIRST_YEAR = (1980, 1, 1, 0, 0, 0)
Element = Any


class PackageError(ValueError):
    """Say in Chinese why a package is not opened."""


@dataclass
class Manifest:
    """Hold what the manifest lists: files in their order, and the keywords told of each (清单)."""

    files: list[str] = field(default_factory=list)
    keywords: dict[str, list[str]] = field(default_factory=dict)


class Package:
    """Read members of an archive, never more than the limits allow."""

    def __init__(self, content: bytes) -> None:
        if len(content) > LARGEST_PACKAGE:
            raise PackageError(f"文件超过 {LARGEST_PACKAGE // 1024 // 1024} MB，请拆分后再导入。")
        if content.count(_ENTRY) > MOST_MEMBERS:
            raise PackageError(f"压缩包内的文件超过 {MOST_MEMBERS} 个，请拆分后再导入。")
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise PackageError("压缩包已损坏，请重新导出后再导入。") from error
        self.members = _checked(self._archive.infolist())
        self._left = LARGEST_WHOLE

    def names(self) -> list[str]:
        """Return the files in the package, those of the operating system left out."""
        return list(self.members)

    @property
    def is_spent(self) -> bool:
        """Tell whether as much has been inflated as one package may hold."""
        return self._left < 0

    def read(self, name: str, largest: int = LARGEST_ITEM) -> bytes:
        """Inflate one member, counting as it grows."""
        member = self.members[name]
        parts, size = [], 0
        try:
            with self._archive.open(member) as stream:
                while part := stream.read(_CHUNK):
                    size += len(part)
                    self._left -= len(part)
                    if size > min(largest, member.file_size) or self._left < 0:
                        raise PackageError(f"“{excerpt(name)}”展开后过大，请拆分后再导入。")
                    parts.append(part)
        except PackageError:
            raise
        except Exception as error:
            raise PackageError(f"“{excerpt(name)}”已损坏，无法展开，请重新导出。") from error
        return b"".join(parts)


def _checked(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    if len(members) > MOST_MEMBERS:
        raise PackageError(f"压缩包内的文件超过 {MOST_MEMBERS} 个，请拆分后再导入。")
    kept: dict[str, zipfile.ZipInfo] = {}
    seen, whole = set[str](), 0
    for member in members:
        _check_name(member)
        folded = member.filename.casefold()
        if folded in seen:
            raise PackageError(f"压缩包内“{excerpt(member.filename)}”重复，请删除其一后再导入。")
        seen.add(folded)
        whole += member.file_size
        if whole > LARGEST_WHOLE:
            limit = LARGEST_WHOLE // 1024 // 1024
            raise PackageError(f"压缩包展开后超过 {limit} MB，请拆分后再导入。")
        if not member.is_dir() and not _IGNORED.search(member.filename):
            _check_content(member)
            kept[member.filename] = member
    return kept


def _check_name(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    parts = name.replace("\\", "/").split("/")
    if "\\" in name or "\0" in name or ".." in parts or name.startswith("/") or ":" in parts[0]:
        raise PackageError(f"压缩包内的路径“{excerpt(name)}”越出压缩包，请重新打包后再导入。")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise PackageError(f"压缩包内的“{excerpt(name)}”是链接，请换成文件本身后再导入。")


def _check_content(member: zipfile.ZipInfo) -> None:
    name = excerpt(member.filename)
    if member.flag_bits & 0x1:
        raise PackageError(f"“{name}”有密码，请取消加密后再导入。")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise PackageError(f"“{name}”的压缩方式不支持，请用普通 ZIP 重新打包。")
    if _ARCHIVES.search(member.filename):
        raise PackageError(f"压缩包内还有压缩文件“{name}”，请先展开再打包。")
    if member.file_size > max(SMALL, member.compress_size * HIGHEST_RATIO):
        raise PackageError(f"“{name}”的压缩比异常，可能是压缩炸弹，不能导入。")


def read_manifest(package: Package) -> Manifest:
    """Return what the manifest lists; a package without one lists nothing."""
    names = [name for name in package.names() if name.rpartition("/")[2] == MANIFEST]
    manifest = Manifest()
    if not names:
        return manifest
    first = min(names, key=lambda name: name.count("/"))
    folder = first.rpartition("/")[0]
    try:
        root = parse_xml(package.read(first, LARGEST_XML))
    except XmlError as refused:
        raise PackageError(f"清单 {MANIFEST}：{refused}") from refused
    for resource in _named(root, "resource"):
        listed = [resource.get("href"), *(one.get("href") for one in _named(resource, "file"))]
        paths = [_path(folder, href) for href in listed if href]
        manifest.files += paths
        if paths:
            manifest.keywords[paths[0]] = list(_keywords(resource))
    manifest.files = list(dict.fromkeys(manifest.files))
    return manifest


def _path(folder: str, href: str) -> str:
    """Return the place in the package an address means."""
    parts: list[str] = folder.split("/") if folder else []
    for step in unquote(href).partition("#")[0].replace("\\", "/").split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step not in ("", "."):
            parts.append(step)
    return "/".join(parts)


def _keywords(resource: Element) -> Iterator[str]:
    for keyword in _named(resource, "keyword"):
        words = " ".join("".join(keyword.itertext()).split())
        if words:
            yield words


def _named(root: Element, name: str) -> Iterator[Element]:
    return (one for one in root.iter() if isinstance(one.tag, str) and local(one) == name)


def build_package(items: list[tuple[str, bytes, list[str]]], version: Version) -> bytes:
    """Return a package of items, each an identifier, its XML and its keywords."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = [(name, f"items/{at:05}.xml", said) for at, (name, _, said) in enumerate(items, 1)]
        _store(archive, MANIFEST, _manifest(listed, version))
        for (_name, path, _said), (_identifier, content, _keywords) in zip(
            listed, items, strict=True
        ):
            _store(archive, path, content)
    return held.getvalue()


def _store(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Store a member; a fixed date makes equal questions equal packages."""
    member = zipfile.ZipInfo(name, date_time=_FIRST_YEAR)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    archive.writestr(member, content)


def _manifest(listed: list[tuple[str, str, list[str]]], version: Version) -> bytes:
    space, lom = version.package_namespace, "http://ltsc.ieee.org/xsd/LOM"
    root = etree.Element(f"{{{space}}}manifest", nsmap={None: space, "lom": lom})
    root.set("identifier", "manifest")
    about = etree.SubElement(root, f"{{{space}}}metadata")
    etree.SubElement(about, f"{{{space}}}schema").text = version.package_schema
    etree.SubElement(about, f"{{{space}}}schemaversion").text = version.package_version
    etree.SubElement(root, f"{{{space}}}organizations")
    resources = etree.SubElement(root, f"{{{space}}}resources")
    for at, (name, path, said) in enumerate(listed, 1):
        resource = etree.SubElement(resources, f"{{{space}}}resource", identifier=f"resource-{at}")
        resource.set("type", version.item_type)
        resource.set("href", path)
        held = etree.SubElement(resource, f"{{{space}}}metadata")
        general = etree.SubElement(etree.SubElement(held, f"{{{lom}}}lom"), f"{{{lom}}}general")
        identifier = etree.SubElement(general, f"{{{lom}}}identifier")
        etree.SubElement(identifier, f"{{{lom}}}entry").text = name
        for words in said:
            keyword = etree.SubElement(general, f"{{{lom}}}keyword")
            etree.SubElement(keyword, f"{{{lom}}}string", language="zh").text = words
        etree.SubElement(resource, f"{{{space}}}file", href=path)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
