"""粘贴试题: what is understood is shown before anything is kept, with script and without."""

import pytest
from sqlalchemy import select

from zhifa_training.core.imports.models import ImportBatch

WORDS = (
    "1. 罚款上限是（ B ）。\nA. 五十元\nB. 二百元\n解析：见第五十一条。\n2. 题（ ）。\nA.甲 B.乙"
)


@pytest.fixture
def typed(law):
    return {"words": WORDS, "law_version": str(law.id)}


def test_the_button_shows_what_is_read_and_keeps_nothing(browser, db, author, typed):
    browser.sign_in(author)
    page = browser.post("question_imports.paste", typed, expect=200)
    shown = page.select_one("#preview").get_text(" ", strip=True)
    assert shown.startswith("读到 1 题，错误 1 处")
    assert "B. 二百元 （正确）" in shown
    assert page.select_one("textarea#words").text.strip() == WORDS
    assert db.session.scalars(select(ImportBatch)).all() == []


def test_the_live_preview_answers_the_same(browser, author, typed):
    browser.sign_in(author)
    answer = browser.post("question_imports.preview", typed, expect=200)
    assert "读到 1 题，错误 1 处" in answer.json["html"]
    empty = browser.post("question_imports.preview", {"words": " "}, expect=200)
    assert "粘贴试题后" in empty.json["html"]


def test_what_was_pasted_is_staged(browser, db, author, typed):
    browser.sign_in(author)
    browser.post("question_imports.paste", typed | {"stage": "1"})
    batch = db.session.scalars(select(ImportBatch)).one()
    assert batch.file_name == "粘贴的试题.txt"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"words": ""}, "请粘贴试题"),
        ({"law_version": "elsewhere"}, "请从列表中选择"),
        ({"words": "今天开会"}, "请以“1.”开头"),
        ({"words": "1. 题（ ）。\nA.甲 B.乙"}, "无法从答案判断"),
    ],
)
def test_refuses_with_the_reason_and_keeps_the_text(browser, db, author, typed, change, reason):
    browser.sign_in(author)
    sent = {"stage": "1"} | typed | change
    page = browser.post("question_imports.paste", sent, expect=200)
    assert reason in page.text
    assert page.select_one("textarea#words").text.strip() == sent["words"]
    assert db.session.scalars(select(ImportBatch)).all() == []


def test_only_authors_may(browser, reviewer):
    browser.sign_in(reviewer).get("question_imports.paste", expect=403)
    browser.post("question_imports.preview", {"words": WORDS}, expect=403)
