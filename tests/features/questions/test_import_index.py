"""导入试题: an upload is read, kept for a look and listed; nothing is in the bank yet."""

import pytest
from sqlalchemy import select

from tests.features.questions.import_files import TABLE, stage, upload
from zhifa_training.accounts.access import Role
from zhifa_training.core.imports.models import ImportBatch
from zhifa_training.questions.models import StoredQuestion


def test_an_upload_is_staged_and_listed(browser, db, author, law):
    browser.sign_in(author)
    stage(browser, db, law)
    batch = db.session.scalars(select(ImportBatch)).one()
    assert (batch.kind, batch.uploaded_by) == ("questions", author.id)
    assert db.session.scalars(select(StoredQuestion)).all() == []
    row = browser.get("question_imports.index").select_one("tbody tr")
    assert row.get_text(" ", strip=True).startswith("题库.csv 3")


def test_batches_of_questions_do_not_show_among_those_of_people(browser, db, make, author, law):
    browser.sign_in(author)
    batch_id = stage(browser, db, law)
    administrator = make.account(make.unit("另一支队"), Role.UNIT_ADMINISTRATOR)
    browser.sign_in(administrator)
    assert "题库.csv" not in browser.get("imports.index").text
    browser.get("imports.show", expect=404, batch_id=batch_id)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (None, "", "请选择文件"),
        (b"", "a.xlsx", "文件是空的"),
        (b"PK\x03\x04damaged", "a.xlsx", "已损坏或下载不完整"),
        (b"%PDF-1.7", "a.pdf", "不是试题文件"),
    ],
)
def test_refuses_with_the_reason(browser, db, author, law, content, name, reason):
    browser.sign_in(author)
    page = browser.post("question_imports.index", upload(law, content, name), expect=200)
    assert reason in page.text
    assert db.session.scalars(select(ImportBatch)).all() == []


def test_refuses_a_law_nobody_registered(browser, author, law):
    browser.sign_in(author)
    sent = upload(law, TABLE.encode(), law_version="elsewhere")
    page = browser.post("question_imports.index", sent, expect=200)
    assert "请从列表中选择" in page.text


def test_the_same_file_again_shows_the_first_import(browser, db, author, law):
    browser.sign_in(author)
    batch_id = stage(browser, db, law)
    browser.post("question_imports.confirm", {"how": "valid"}, question_batch_id=batch_id)
    assert stage(browser, db, law) == batch_id


def test_only_authors_may(browser, reviewer, officer_account):
    for account in (reviewer, officer_account):
        browser.sign_in(account).get("question_imports.index", expect=403)
