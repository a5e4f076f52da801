"""Writing a question with script: rows come without a page load, and nothing typed is lost."""

import pytest

from zhifa_training.accounts.access import Role


@pytest.fixture
def author(make):
    make.law("行政处罚法")
    return make.account(make.unit(), Role.AUTHOR)


def write(page):
    page.fill("#stem", "当场处罚公民，罚款上限是（　）。")
    for place, text in enumerate(["二百元", "三千元", "五千元", "一万元"]):
        page.fill(f"[name=rows-{place}-text]", text)
    page.check("[name=rows-0-is_right]")


def test_rows_come_and_go_where_one_is_writing(new_device, author):
    device = new_device(account=author)
    page = device.page
    page.goto(f"{device.address}/questions/new/single")
    page.evaluate("window.isSamePage = true")
    write(page)
    page.click("button[value='add:rows']")
    page.wait_for_selector("[name=rows-4-text]")
    assert page.evaluate("document.activeElement.name") == "rows-4-text"
    page.click("button[value='remove:rows-1']")
    page.wait_for_selector("[name=rows-1-text]", state="detached")
    texts = page.eval_on_selector_all("textarea[name$=-text]", "(all) => all.map((a) => a.value)")
    assert texts == ["二百元", "五千元", "一万元", ""]
    assert page.is_checked("[name=rows-0-is_right]")
    assert page.evaluate("window.isSamePage") is True


def test_what_is_missing_is_told_at_rest_and_then_the_question_is_sent(new_device, author):
    device = new_device(account=author)
    page = device.page
    page.goto(f"{device.address}/questions/new/single")
    write(page)
    page.press("#stem", "Tab")
    page.wait_for_selector("[data-findings] :text('请摘录条文中的依据')")
    assert page.input_value("#stem").startswith("当场处罚公民")
    page.select_option("#law_version", index=1)
    page.fill("#article", "51")
    page.fill("#evidence", "对公民处以二百元以下")
    page.fill("#explanation", "当场处罚对公民以二百元为限。")
    page.select_option("#topic", "common_law")
    page.check("input[name=fields][value=general]")
    page.click("button[value=save]")
    page.wait_for_url("**/questions/*-*-*-*-*")
    assert "待另一位审题员审核" in page.inner_text("main")


def test_another_type_of_part_brings_its_own_columns(new_device, author):
    device = new_device(account=author)
    page = device.page
    page.goto(f"{device.address}/questions/new/case")
    page.select_option("[name=parts-0-type]", "short_answer")
    page.wait_for_selector("[name=parts-0-rows-0-points]")
    assert not page.query_selector("[name=parts-0-rows-0-is_right]")
    assert page.query_selector("[name=parts-1-rows-0-is_right]")
