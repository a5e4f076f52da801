"""QTI packages that lie, break or hide something are refused in words."""

import random
import time
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from question_bank.formats.qti import read, write
from tests.unit.every_type import every_type
from tests.unit.qti_builders import (
    choices,
    item,
    response,
)

GOOD = item(choices(), response("A")).encode()
MANIFEST = (
    '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>'
    '<resource type="imsqti_item_xmlv2p1" href="{}"><file href="{}"/></resource>'
    "</resources></manifest>"
)


def packed(*files, method=zipfile.ZIP_DEFLATED):
    held = BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return held.getvalue()


def listed(href, file=None):
    return ("imsmanifest.xml", MANIFEST.format(href, file or href))


def linked():
    member = zipfile.ZipInfo("a.xml")
    member.external_attr = 0o120777 << 16
    return packed((member, "/etc/passwd"))


def encrypted():
    content = bytearray(packed(("a.xml", GOOD)))
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def lying():
    """A member that says it is small and is not."""
    content = bytearray(packed(("a.xml", b"<a>" + b" " * 300_000 + b"</a>")))
    at = content.find(b"PK\x01\x02") + 24
    content[at : at + 4] = (1000).to_bytes(4, "little")
    return bytes(content)


def doubled():
    with pytest.warns(UserWarning, match="Duplicate name"):
        return packed(("a.xml", GOOD), ("a.xml", GOOD))


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (lambda: packed(("../a.xml", GOOD)), "越出压缩包"),
        (lambda: packed(("a/../../b.xml", GOOD)), "越出压缩包"),
        (lambda: packed(("/etc/a.xml", GOOD)), "越出压缩包"),
        (lambda: packed(("C:/a.xml", GOOD)), "越出压缩包"),
        (lambda: packed(("a\\..\\b.xml", GOOD)), "越出压缩包"),
        (doubled, "重复"),
        (lambda: packed(("a.xml", GOOD), ("A.XML", GOOD)), "重复"),
        (lambda: packed(("a.zip", b"PK"), ("a.xml", GOOD)), "还有压缩文件"),
        (lambda: packed(("a.xml", b" " * 50_000_000)), "压缩比异常"),
        (lambda: packed(*((f"{at}.xml", b"") for at in range(12_001))), "超过 12000 个"),
        (lambda: packed(("a.xml", GOOD), method=zipfile.ZIP_LZMA), "压缩方式不支持"),
        (encrypted, "有密码"),
        (linked, "是链接"),
        (lying, "已损坏"),
        (lambda: packed(("a.xml", GOOD))[:-30], "已损坏"),
        (lambda: b"PK\x03\x04" + b"\0" * 100, "已损坏"),
        (lambda: packed(("a.xml", random.Random(1).randbytes(5_000_000))), "展开后过大"),
        (lambda: packed(("imsmanifest.xml", "<!DOCTYPE m SYSTEM 'a'><m/>")), "DOCTYPE"),
        (lambda: packed(("imsmanifest.xml", "<m>"), ("a.xml", GOOD)), "清单"),
        (lambda: packed(("a.txt", "x")), "没有题目"),
        (packed, "没有题目"),
        (lambda: b"PK" + b"x" * (64 * 2**20), "超过 64 MB"),
    ],
)  # fmt: skip
def test_hostile_packages_are_refused_in_words(build, reason):
    started = time.process_time()
    reading = read(build())
    assert time.process_time() - started < 10
    assert not reading.drafts
    assert reason in reading.faults[0].reason


def test_what_the_manifest_promises_and_the_package_lacks_is_named():
    reading = read(packed(listed("a.xml", "images/b.png"), ("a.xml", GOOD)))
    assert len(reading.drafts) == 1
    assert [told.value for told in reading.faults] == ["images/b.png"]
    reading = read(packed(listed("gone.xml"), ("other.xml", GOOD)))
    assert [told.value for told in reading.faults] == ["gone.xml"]
    assert reading.drafts[0].warnings[-1] == "清单没有列出这道题，已一并读入，请核对。"


def test_a_picture_the_package_lacks_is_named():
    shown = item('<img src="images/b.png"/>' + choices(), response("A"))
    (draft,) = read(packed(listed("a.xml"), ("a.xml", shown))).drafts
    assert draft.warnings[-1] == "图片“b.png”不在压缩包内，请另找原图。"
    (draft,) = read(packed(listed("a.xml"), ("a.xml", shown), ("images/b.png", b"x"))).drafts
    assert "不在压缩包内" not in "".join(draft.warnings)


def test_keywords_of_others_are_told_as_lost():
    keyword = "<lom xmlns='x'><keyword><string>水</string></keyword></lom>"
    href, manifest = listed("a.xml")
    manifest = manifest.replace("<file", f"<metadata>{keyword}</metadata><file")
    (draft,) = read(packed((href, manifest), ("a.xml", GOOD))).drafts
    assert "关键词“水”没有对应的栏目，未读入。" in draft.warnings


def test_addresses_in_a_manifest_are_taken_from_its_folder():
    manifest = MANIFEST.format("../b%20c.xml", "../b%20c.xml")
    reading = read(packed(("x/imsmanifest.xml", manifest), ("b c.xml", GOOD)))
    assert not reading.faults
    assert reading.drafts[0].warnings == ()


def test_one_broken_item_spoils_no_other():
    reading = read(packed(("a.xml", GOOD), ("b.xml", b"<a>"), ("c.xml", GOOD)))
    assert len(reading.drafts) == 2
    assert reading.faults[0].reason.startswith("b.xml：第 1 行不符合 XML 格式")


def test_a_package_inflates_no_more_than_the_limit_in_all():
    """Each member is small enough, all of them together are not."""
    chunk = random.Random(2).randbytes(20_000) * 150
    content = packed(*((f"{at}.xml", chunk) for at in range(70)))
    reading = read(content)
    assert "展开后超过 200 MB" in reading.faults[0].reason


def test_five_thousand_items_read_in_seconds(tmp_path):
    whole = list(every_type(tmp_path).values())
    content = write([replace(whole[at % len(whole)], id=f"q-{at}") for at in range(5000)])
    started = time.process_time()
    assert len(read(content).drafts) == 5000
    assert time.process_time() - started < 20


def test_broken_packages_never_raise_and_never_take_long(tmp_path):
    chance = random.Random(17)
    whole = write(list(every_type(tmp_path).values()))
    started = time.process_time()
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(chance.randrange(1, 20)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        if chance.random() < 0.2:
            del content[chance.randrange(2, len(content)) :]
        reading = read(bytes(content))
        assert reading.drafts or reading.faults
    assert time.process_time() - started < 60
