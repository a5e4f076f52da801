"""导入预览: each question as it would become, with what was guessed, lost or wrong."""

from uuid import uuid4

import pytest

from tests.features.questions.import_files import stage
from zhifa_training.accounts.access import Role


@pytest.fixture
def batch_id(browser, db, author, law):
    browser.sign_in(author)
    return stage(browser, db, law)


def test_sound_questions_come_first_with_their_keys(browser, batch_id):
    page = browser.get("question_imports.show", question_batch_id=batch_id)
    assert "将导入 2 题" in page.text
    first = page.select_one("main ol > li").get_text(" ", strip=True)
    assert "罚款上限是（　）。" in first
    assert "B. 二百元 （正确）" in first
    assert "解析：见第五十一条" in first


def test_what_is_wrong_names_place_value_reason_and_remedy(browser, batch_id):
    page = browser.get("question_imports.show", question_batch_id=batch_id, show="error")
    said = page.select_one("main ol li.error").get_text(" ", strip=True)
    assert said.startswith("答案“A”：第 4 行：多选题只有一个答案")
    assert said.endswith("请补齐答案，或将题型改为单选题")


def test_a_question_the_bank_has_is_suspected(browser, db, make, author, law):
    known = make.question(law)
    table = f"题型,题干,选项A,选项B,选项C,选项D,答案\n单选题,{known.stem},丁,丙,乙,甲,A\n"
    browser.sign_in(author)
    batch_id = stage(browser, db, law, content=table.encode())
    page = browser.get("question_imports.show", question_batch_id=batch_id)
    assert "与题库中的 test-" in page.text


def test_a_law_that_is_not_registered_is_said_to_be_replaced(browser, db, author, law):
    table = "题型,题干,答案,依据法规\n判断题,应当出示证件。,对,某某条例\n"
    browser.sign_in(author)
    batch_id = stage(browser, db, law, content=table.encode())
    page = browser.get("question_imports.show", question_batch_id=batch_id)
    assert "依据“某某条例”不在法规库" in page.text


def test_another_unit_and_no_batch_are_the_same(browser, make, batch_id):
    outsider = make.account(make.unit("外市支队"), Role.AUTHOR)
    browser.sign_in(outsider)
    browser.get("question_imports.show", expect=404, question_batch_id=batch_id)
    browser.get("question_imports.show", expect=404, question_batch_id=uuid4())


def test_markup_of_a_file_is_shown_as_text(browser, db, author, law):
    table = "题型,题干,答案\n判断题,<script>alert(1)</script>应当出示证件。,对\n"
    browser.sign_in(author)
    batch_id = stage(browser, db, law, content=table.encode())
    page = browser.get("question_imports.show", question_batch_id=batch_id)
    assert "<script>alert(1)</script>应当" in page.get_text()
