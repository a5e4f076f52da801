from io import BytesIO

import pytest
from sqlalchemy import select

from tests.features.imports.workbooks import officer, xlsx
from zhifa_training.accounts.access import Role
from zhifa_training.core.imports.models import ImportBatch


def upload(unit, content, kind="officers", name="名单.xlsx"):
    return {"kind": kind, "unit_id": str(unit.id), "file": (BytesIO(content), name)}


def test_an_upload_is_staged_and_shown(browser, cities, province, administrator, db):
    browser.sign_in(administrator).get("imports.index")
    browser.post("imports.index", upload(province, xlsx([officer(1)])))
    batch = db.session.scalars(select(ImportBatch)).one()
    assert batch.uploaded_by == administrator.id
    page = browser.get("imports.index")
    assert (
        page.select_one("tbody tr")
        .get_text(" ", strip=True)
        .startswith("名单.xlsx 执法人员 省总队 1")
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04damaged", "文件已损坏或下载不完整"),
        (b"%PDF-1.7", "文件不是数据表"),
        ("姓名,身份证号\n张三,1".encode(), "缺少必需的列：执法证号"),
        ("甲,乙\n1,2".encode(), "没有找到表头"),
        (xlsx([officer(1)])[:3000], "文件已损坏"),
    ],
)
def test_refuses_with_the_reason(browser, cities, province, administrator, content, text, db):
    browser.sign_in(administrator)
    page = browser.post("imports.index", upload(province, content), expect=200)
    assert text in page.text
    assert db.session.scalars(select(ImportBatch)).all() == []


def test_refuses_no_file_and_an_unknown_kind(browser, cities, province, administrator):
    browser.sign_in(administrator)
    page = browser.post("imports.index", {"kind": "officers"}, expect=200)
    assert "请选择文件" in page.text
    data = upload(province, xlsx([officer(1)]), kind="exams")
    assert "请从列表中选择" in browser.post("imports.index", data, expect=200).text


def test_the_same_file_again_shows_the_first_import(browser, cities, province, administrator, db):
    content = xlsx([officer(1)])
    browser.sign_in(administrator).post("imports.index", upload(province, content))
    batch_id = db.session.scalars(select(ImportBatch)).one().id
    browser.post("imports.confirm", {"how": "whole"}, batch_id=batch_id)
    answer = browser.post("imports.index", upload(province, content))
    assert answer.location.endswith(str(batch_id))
    assert "这个文件已经导入过" in browser.get("imports.show", batch_id=batch_id).text


def test_another_units_roof_is_not_offered(browser, make, cities):
    browser.sign_in(make.account(cities[0], Role.UNIT_ADMINISTRATOR))
    page = browser.post("imports.index", upload(cities[1], xlsx([officer(1)])), expect=200)
    assert "请从列表中选择" in page.text


def test_needs_the_right(browser, make, cities):
    browser.sign_in(make.account(cities[0], Role.UNIT_VIEWER)).get("imports.index", expect=403)
