"""法规文本检查: what is found in a text, and what is said of its faults."""

from datetime import date

import pytest

from question_bank.law_texts import Gravity, date_faults, look_over

TEXT = """# 某市模拟示范规定

2024年3月1日 某市人民政府令第1号公布

## 第一章　总　则

第一条　为了示范，制定本规定。

第二条　本规定所称示范，是指演示。

## 第二章　附　则

第三条　本规定自2024年5月1日起施行。
"""


def faults(text):
    return [(fault.gravity, fault.text) for fault in look_over(text).faults]


def test_a_clean_text_gives_its_articles_chapters_title_and_dates():
    reading = look_over(TEXT)
    assert reading.title == "某市模拟示范规定"
    assert [(entry.number, entry.chapter) for entry in reading.articles] == [
        (1, "第一章 总则"),
        (2, "第一章 总则"),
        (3, "第二章 附则"),
    ]
    assert [mention.day for mention in reading.mentions] == [date(2024, 3, 1), date(2024, 5, 1)]
    assert "起施行" in reading.mentions[1].words
    assert reading.faults == ()
    assert reading.is_usable


@pytest.mark.parametrize(
    ("change", "gravity", "said"),
    [
        (("第二条", "第四条"), Gravity.WARNING, "缺第二条"),
        (("第二条", "第三条"), Gravity.ERROR, "第三条重复出现"),
        (("为了示范，制定本规定。", ""), Gravity.ERROR, "第一条没有内容"),
        (("第二条　", "第二条之一　"), Gravity.WARNING, "第二条之一"),
    ],
)
def test_each_fault_is_named(change, gravity, said):
    found = faults(TEXT.replace(*change))
    assert any(found_gravity is gravity and said in text for found_gravity, text in found), found


def test_order_turned_round_is_named():
    text = TEXT.replace("第二条", "第九条").replace("第三条", "第二条")
    assert any("次序颠倒" in text for _, text in faults(text))


def test_a_text_without_articles_stands_in_the_way():
    reading = look_over("今天天气很好。")
    assert not reading.is_usable
    assert "没有读到条文" in reading.faults[0].text
    assert look_over("").is_usable is False


def test_a_date_that_does_not_exist_is_passed_over():
    assert look_over("2024年13月40日").mentions == ()


def test_a_date_the_text_never_names_is_doubted():
    reading = look_over(TEXT)
    days = [("公布日期", date(2024, 3, 1)), ("施行日期", date(2024, 6, 1))]
    (fault,) = date_faults(reading, days)
    assert fault.gravity is Gravity.WARNING
    assert "施行日期 2024-06-01" in fault.text
