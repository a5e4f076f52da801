"""Pasting questions with a live preview, and importing what was read (粘贴试题)."""

from zhifa_training.accounts.access import Role

WORDS = """一、单项选择题
1. 对公民当场处罚，罚款的上限是（ B ）。
A. 五十元
B. 二百元
解析：见第五十一条。
2. 答案漏写的一题是（ ）。
A. 甲  B. 乙
"""


def test_what_is_pasted_is_understood_while_it_is_typed(new_device, make):
    make.law("行政处罚法")
    device = new_device(account=make.account(make.unit("某市支队"), Role.AUTHOR))
    page = device.open("/questions/import/paste")
    assert "粘贴试题后" in page.inner_text("#preview")
    page.fill("#words", WORDS)
    page.wait_for_selector("#preview li.error")
    shown = page.inner_text("#preview")
    assert "读到 1 题，错误 1 处" in shown
    assert "B. 二百元 （正确）" in shown
    page.get_by_role("button", name="暂存并查看").click()
    page.wait_for_url("**/questions/import/*-*")
    page.get_by_role("button", name="确认导入").click()
    page.get_by_role("button", name="撤销整批").wait_for()
    assert "已导入 1 题" in page.inner_text("body")
