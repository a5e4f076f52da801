"""bank export: every format of ours gives back what the bank holds, and the log knows."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from question_bank.content import load_bank
from question_bank.formats.building import question_of
from zhifa_training.accounts.actor import system
from zhifa_training.audit.models import AuditEntry
from zhifa_training.questions.services.bank import load_bank as take_in
from zhifa_training.questions.uploads import read_upload


@pytest.fixture
def bank(db):
    bank = load_bank(only=["highway-law"])
    take_in(bank, actor=system(roots=()))
    return bank


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["bank", "export", *arguments])


@pytest.mark.parametrize("file_format", ["xlsx", "txt", "docx"])
def test_the_file_says_what_the_bank_holds(app, db, bank, tmp_path, file_format):
    target = tmp_path / f"bank.{file_format}"
    result = run(app, "--format", file_format, "--to", str(target))
    assert result.exit_code == 0, result.output
    reading = read_upload(target.read_bytes(), target.name)
    assert reading.faults == ()
    found = {one.id: one for one in (question_of(draft) for draft in reading.drafts)}
    assert found == {one.id: replace(one) for one in bank.questions}
    entry = db.session.scalars(select(AuditEntry).filter_by(action="question.export")).one()
    assert entry.object_id == file_format


def test_only_a_state_may_be_asked_for(app, db, bank, tmp_path):
    result = run(app, "--format", "txt", "--to", str(tmp_path / "a.txt"), "--state", "draft")
    assert "已导出 0 题" in result.output


def test_a_folder_that_is_missing_is_refused(app, db, bank, tmp_path):
    result = run(app, "--format", "txt", "--to", str(tmp_path / "none" / "a.txt"))
    assert result.exit_code == 2
