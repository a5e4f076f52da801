"""确认、撤销、放弃: drafts that wait for their review, and a day to take them back."""

import pytest
from sqlalchemy import select

from tests.features.questions.import_files import TABLE, stage
from zhifa_training.accounts.access import Role
from zhifa_training.audit.models import AuditEntry
from zhifa_training.core.imports import services
from zhifa_training.core.imports.models import BatchState, ImportBatch
from zhifa_training.questions.models import QuestionRevision, QuestionState, StoredQuestion
from zhifa_training.questions.queries import list_pool
from zhifa_training.questions.rules import ReviewState


@pytest.fixture
def batch_id(browser, db, author, law):
    browser.sign_in(author)
    return stage(browser, db, law)


@pytest.fixture
def imported(browser, batch_id):
    browser.post("question_imports.confirm", {"how": "valid"}, question_batch_id=batch_id)
    return batch_id


def states(db):
    return [one.state for one in db.session.scalars(select(StoredQuestion))]


def test_sound_questions_become_drafts(db, imported, author, law):
    assert states(db) == [QuestionState.DRAFT] * 2
    assert list_pool(actor=None) == []
    revisions = {one.stem: one for one in db.session.scalars(select(QuestionRevision))}
    single = revisions["罚款上限是（　）。"]
    assert (single.law_version_id, single.article, single.created_by) == (law.id, 51, author.id)
    assert single.options[1]["id"] in single.key
    assert revisions["应当出示证件。"].article == 0, "the file names none; the review asks for it"
    actions = db.session.scalars(select(AuditEntry.action)).all()
    assert {"import.stage", "import.commit"} <= set(actions)


def test_all_or_nothing_imports_nothing_where_something_is_wrong(browser, db, batch_id):
    browser.post("question_imports.confirm", {"how": "whole"}, question_batch_id=batch_id)
    assert states(db) == []
    page = browser.get("question_imports.show", question_batch_id=batch_id)
    assert "未导入任何一行" in page.text


def test_an_incomplete_draft_is_not_published(browser, db, imported, reviewer):
    bare = db.session.scalars(select(QuestionRevision).filter_by(article=0)).one()
    browser.sign_in(reviewer)
    browser.post("reviews.claim", question_id=bare.question_id)
    approval = {"action": "approve", "number": "1"}
    browser.post("reviews.decide", approval, question_id=bare.question_id)
    page = browser.get("reviews.show", question_id=bare.question_id)
    assert "解析为空" in page.text
    assert QuestionState.PUBLISHED not in states(db)


def test_a_batch_is_taken_back_and_may_come_again(browser, db, imported, law):
    browser.post("question_imports.undo", question_batch_id=imported)
    assert states(db) == [QuestionState.RETIRED] * 2
    assert db.session.scalars(select(ImportBatch)).one().state is BatchState.UNDONE
    again = stage(browser, db, law)
    browser.post("question_imports.confirm", {"how": "valid"}, question_batch_id=again)
    assert states(db).count(QuestionState.DRAFT) == 2


def test_a_reviewed_question_keeps_its_batch(browser, db, imported, make, author):
    stored = db.session.scalars(select(StoredQuestion)).first()
    stored.review = ReviewState.RETURNED
    db.session.commit()
    browser.post("question_imports.undo", question_batch_id=imported)
    assert QuestionState.RETIRED not in states(db)
    page = browser.get("question_imports.show", question_batch_id=imported)
    assert "有 1 题已审核或修订" in page.text


def test_undo_is_refused_after_a_day(browser, db, imported, monkeypatch):
    monkeypatch.setattr(services, "UNDO_WITHIN", services.UNDO_WITHIN * 0)
    browser.post("question_imports.undo", question_batch_id=imported)
    assert states(db) == [QuestionState.DRAFT] * 2


def test_an_upload_may_be_dropped(browser, db, batch_id):
    browser.post("question_imports.discard", question_batch_id=batch_id)
    assert db.session.scalars(select(ImportBatch)).one().state is BatchState.DISCARDED
    browser.get("question_imports.show", question_batch_id=batch_id)


@pytest.mark.parametrize("step", ["confirm", "undo", "discard"])
def test_outsiders_find_nothing(browser, db, make, batch_id, step):
    browser.sign_in(make.account(make.unit("外市支队"), Role.AUTHOR))
    browser.post(f"question_imports.{step}", expect=404, question_batch_id=batch_id)
    assert states(db) == []


def test_what_repeats_in_one_file_is_imported_once(browser, db, author, law):
    lines = TABLE.splitlines()
    browser.sign_in(author)
    batch_id = stage(browser, db, law, content="\n".join([*lines[:2], lines[1]]).encode())
    browser.post("question_imports.confirm", {"how": "valid"}, question_batch_id=batch_id)
    assert len(states(db)) == 1
