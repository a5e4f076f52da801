from io import BytesIO

import pytest
from python_calamine import load_workbook

from tests.features.imports.workbooks import officer, xlsx
from zhifa_training.accounts.access import Role
from zhifa_training.core.imports import services


@pytest.fixture
def batch(stage, cities):
    rows = [officer(1), officer(2, 学历="博学"), officer(3), officer(3, 执法证号="B8")]
    return stage("officers", xlsx(rows, above=[["人员名单"]])).id


def test_shows_every_tab_and_all_errors(browser, administrator, batch):
    page = browser.sign_in(administrator).get("imports.show", batch_id=batch)
    chips = [chip.get_text(" ", strip=True) for chip in page.select("a.chip")]
    assert chips == ["可导入 1", "有错误 1", "疑似重复 2", "更新 0", "无变化 0"]
    page = browser.get("imports.show", batch_id=batch, show="error")
    cells = [cell.text.strip() for cell in page.select("tbody td")]
    assert cells[:3] == ["“填写”第 4 行", "学历", "博学"]
    assert cells[4].startswith("可填：")
    assert "第 2 行为表头" in page.text
    assert (
        len(browser.get("imports.show", batch_id=batch, show="duplicate").select("tbody tr")) == 2
    )


def test_confirm_then_undo(browser, administrator, batch):
    browser.sign_in(administrator)
    browser.post("imports.confirm", {"how": "valid"}, batch_id=batch)
    page = browser.get("imports.show", batch_id=batch)
    assert "已导入 1 行" in page.text
    assert "撤销整批" in page.text
    browser.post("imports.undo", batch_id=batch)
    assert "已撤销整批，共 1 行" in browser.get("imports.show", batch_id=batch).text
    browser.post("imports.undo", batch_id=batch)
    assert "只有已导入的批次可以撤销" in browser.get("imports.show", batch_id=batch).text


def test_confirm_all_or_nothing_and_twice(browser, administrator, batch):
    browser.sign_in(administrator)
    browser.post("imports.confirm", {"how": "whole"}, batch_id=batch)
    assert "未导入任何一行" in browser.get("imports.show", batch_id=batch).text
    browser.post("imports.confirm", {"how": "valid"}, batch_id=batch)
    browser.post("imports.confirm", {"how": "valid"}, batch_id=batch)
    page = browser.get("imports.show", batch_id=batch)
    assert "该批次已处理过" in page.text


def test_discard_forgets_the_rows(browser, administrator, batch):
    browser.sign_in(administrator).post("imports.discard", batch_id=batch)
    page = browser.get("imports.show", batch_id=batch)
    assert "已放弃" in page.text
    assert "共 0 行" in page.text
    browser.post("imports.discard", batch_id=batch)
    assert "不能放弃" in browser.get("imports.index").text


def test_error_workbook_can_be_corrected_and_uploaded_again(browser, make, province, stage, cities):
    mine = make.account(province, Role.UNIT_ADMINISTRATOR)
    browser.sign_in(mine)
    data = {
        "kind": "officers",
        "unit_id": str(province.id),
        "file": (BytesIO(xlsx([officer(1), officer(2, 学历="博学")])), "名单.xlsx"),
    }
    url = browser.post("imports.index", data).location
    content = browser.get("imports.errors", batch_id=url.rsplit("/", 1)[1], only=1).data
    rows = load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][:2] == ["错误说明", "执法证号"]
    assert len(rows) == 2
    assert rows[1][0].startswith("原第 3 行 学历：“博学”不在可选范围内")
    assert rows[1][rows[0].index("身份证号")] == officer(2)["身份证号"]
    corrected = dict(zip(rows[0], rows[1], strict=True)) | {"学历": "博士"}
    again = stage("officers", xlsx([corrected]))
    assert [note for note in again.notes if "未导入的列：错误说明" in note]
    services.read_lines(again)


def test_others_get_the_error_workbook_masked(browser, administrator, batch):
    content = browser.sign_in(administrator).get("imports.errors", batch_id=batch).data
    text = str(load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python())
    assert officer(1)["身份证号"] not in text
    assert f"410***********{officer(1)['身份证号'][-4:]}" in text


def test_the_template_reads_back(browser, administrator, province, cities, stage):
    browser.sign_in(administrator)
    for kind in ("officers", "units"):
        content = browser.get("imports.get_template", kind_name=kind, unit_id=province.id).data
        book = load_workbook(BytesIO(content))
        assert book.sheet_names == ["填写", "说明", "字典"]
    words = book.get_sheet_by_name("字典").to_python(skip_empty_area=False)
    assert "省总队/甲市支队" in [row[4] for row in words]
    browser.get("imports.get_template", kind_name="exams", unit_id=province.id, expect=404)


@pytest.mark.parametrize("endpoint", ["show", "errors"])
def test_outside_is_not_there(browser, make, cities, batch, endpoint):
    browser.sign_in(make.account(cities[0], Role.UNIT_ADMINISTRATOR))
    browser.get(f"imports.{endpoint}", batch_id=batch, expect=404)


@pytest.mark.parametrize("endpoint", ["confirm", "undo", "discard"])
def test_outside_nothing_can_be_done(browser, make, cities, batch, endpoint):
    browser.sign_in(make.account(cities[0], Role.UNIT_ADMINISTRATOR))
    browser.post(f"imports.{endpoint}", batch_id=batch, expect=404)
    browser.sign_in(make.account(cities[0], Role.UNIT_VIEWER))
    browser.post(f"imports.{endpoint}", batch_id=batch, expect=403)


def test_needs_the_right(browser, make, cities, batch):
    browser.sign_in(make.account(cities[0], Role.UNIT_VIEWER))
    browser.get("imports.show", batch_id=batch, expect=403)
    browser.get("imports.errors", batch_id=batch, expect=403)
