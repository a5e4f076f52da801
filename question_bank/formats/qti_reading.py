"""Read QTI: a package of items or one item by itself (QTI 导入)."""

from collections.abc import Iterator
from typing import Any

from question_bank.formats.drafts import Draft, Fault, Reading
from question_bank.formats.meanings import InexpressibleError, warned
from question_bank.formats.qti_items import item_draft
from question_bank.formats.qti_names import local
from question_bank.formats.qti_package import (
    MANIFEST,
    Manifest,
    Package,
    PackageError,
    read_manifest,
)
from question_bank.formats.wording import excerpt
from question_bank.formats.xml_trees import XmlError, parse_xml

Element = Any
ZIP = b"PK"
_ITEMS = ("assessmentItem", "qti-assessment-item")
_TESTS = (
    "assessmentTest", "qti-assessment-test", "assessmentSection", "qti-assessment-section",
    "assessmentStimulus", "qti-assessment-stimulus",
)  # fmt: skip
_FIRST_VERSION = "questestinterop"
MOST_FAULTS = 2000


def read(content: bytes) -> Reading:
    """Return the questions of a QTI package, or of a single item."""
    collected = _Collected()
    try:
        if content.startswith(ZIP):
            collected.package(Package(content))
        else:
            collected.file(content, "")
    except PackageError as refused:
        collected.faults.append(Fault(None, "压缩包", "", str(refused)))
    if not (collected.drafts or collected.faults):
        collected.faults.append(Fault(None, "文件", "", "文件中没有题目，请核对格式后再导入。"))
    return Reading(
        "qti", tuple(collected.drafts), tuple(collected.faults), tuple(collected.skipped)
    )


class _Collected:
    """Gather what the files of a package say."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.faults: list[Fault] = []
        self.skipped: list[Fault] = []

    def package(self, package: Package) -> None:
        """Read the items a manifest lists, then those it does not."""
        manifest, names = read_manifest(package), set(package.names())
        pictures = {name.rpartition("/")[2] for name in names}
        for missing in [name for name in manifest.files if name not in names]:
            reason = f"清单列出的文件“{excerpt(missing)}”不在压缩包内，请补上后重新打包。"
            self.faults.append(Fault(None, "清单", excerpt(missing), reason))
        for name in _in_order(package, manifest):
            try:
                content = package.read(name)
            except PackageError as refused:
                self.faults.append(Fault(None, "压缩包", excerpt(name), str(refused)))
                if package.is_spent or len(self.faults) > MOST_FAULTS:
                    break
                continue
            self.file(content, name, manifest, pictures)

    def file(
        self,
        content: bytes,
        name: str,
        manifest: Manifest | None = None,
        pictures: set[str] | None = None,
    ) -> None:
        """Read one XML file."""
        named = name
        try:
            root = parse_xml(content)
            if local(root) not in _ITEMS:
                self._no_item(local(root), name)
                return
            named = name or str(root.get("identifier", ""))
            self.drafts.append(_with_pictures(_item(root, name, manifest), pictures))
        except XmlError as refused:
            said = f"{excerpt(name)}：{refused}" if name else str(refused)
            self.faults.append(Fault(None, "题目文件", excerpt(name), said))
        except InexpressibleError as reason:
            self.faults.append(reason.at(None, excerpt(named)))

    def _no_item(self, kind: str, name: str) -> None:
        if kind == _FIRST_VERSION:
            old = f"{excerpt(name) or '文件'}：这是 QTI 1.2，请先转换为 2.1 以上的版本再导入。"
            self.faults.append(Fault(None, "题目文件", excerpt(name), old))
            return
        said = "试卷或材料的结构，不是题目，未读入。" if kind in _TESTS else "不是题目，未读入。"
        self.skipped.append(Fault(None, "文件", excerpt(name), said))


def _item(root: Element, name: str, manifest: Manifest | None) -> Draft:
    keywords = manifest.keywords.get(name, []) if manifest else []
    draft = item_draft(root, str(root.get("identifier") or name), keywords)
    is_unlisted = manifest and manifest.files and name not in manifest.files
    return warned(draft, "清单没有列出这道题，已一并读入，请核对。" if is_unlisted else "")


def _in_order(package: Package, manifest: Manifest) -> Iterator[str]:
    names = [name for name in package.names() if name.lower().endswith(".xml")]
    own = [name for name in names if name.rpartition("/")[2] != MANIFEST]
    listed = {name: place for place, name in enumerate(manifest.files)}
    return iter(sorted(own, key=lambda name: listed.get(name, len(listed))))


def _with_pictures(draft: Draft, pictures: set[str] | None) -> Draft:
    """Say which pictures an item shows that the package does not hold."""
    shown = [name for name in draft.media if ":" not in name]
    missing = [name for name in shown if pictures is not None and name not in pictures]
    named = "、".join(missing)
    return warned(draft, f"图片“{excerpt(named)}”不在压缩包内，请另找原图。" if named else "")
