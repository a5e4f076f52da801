"""bank load: repeatable, and a changed wording becomes a revision, never an edit."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from question_bank.content import Bank, load_bank
from zhifa_training.accounts.actor import system
from zhifa_training.audit.models import AuditEntry
from zhifa_training.core import clock
from zhifa_training.laws.models import LawVersion
from zhifa_training.questions.models import (
    Pool,
    QuestionRevision,
    QuestionState,
    QuestionStep,
    StoredQuestion,
)
from zhifa_training.questions.rules import (
    PRACTICE_SHARE,
    ReviewState,
    StepKind,
    is_for_practice,
)
from zhifa_training.questions.services.bank import LoadReport
from zhifa_training.questions.services.bank import load_bank as take_in

CODE = "administrative-penalty-001"


@pytest.fixture(scope="module")
def bank():
    return load_bank(only=["administrative-penalty-law"])


@pytest.fixture
def someone(db):
    return system(roots=())


def reworded(bank, stem):
    questions = tuple(
        replace(question, stem=stem) if question.id == CODE else question
        for question in bank.questions
    )
    return Bank(bank.laws, questions)


def wordings(db):
    return db.session.scalars(
        select(QuestionRevision.stem)
        .join(QuestionRevision.question)
        .where(StoredQuestion.code == CODE)
        .order_by(QuestionRevision.number)
    ).all()


def test_the_second_load_changes_nothing(db, bank, someone):
    first = take_in(bank, actor=someone)
    second = take_in(bank, actor=someone)
    size = len(bank.questions)
    assert (first.new, first.revised, first.unchanged) == (size, 0, 0)
    assert second == LoadReport(1, 0, 0, size, first.practice)
    assert db.session.scalars(select(func.count(QuestionRevision.id))).one() == size
    actions = db.session.scalars(select(AuditEntry.action)).all()
    assert actions.count("question.load_bank") == 1
    assert actions.count("law.register") == 1


def test_a_changed_wording_is_a_new_revision_beside_the_old(db, bank, someone):
    take_in(bank, actor=someone)
    before = wordings(db)
    report = take_in(reworded(bank, "新题干"), actor=someone)
    assert (report.new, report.revised) == (0, 1)
    assert wordings(db) == [*before, "新题干"]


def stored(db):
    return db.session.scalars(select(StoredQuestion).filter_by(code=CODE)).one()


def test_a_shipped_revision_is_used_at_once_and_its_approval_is_on_record(db, bank, someone):
    take_in(bank, actor=someone)
    take_in(reworded(bank, "新题干"), actor=someone)
    assert (stored(db).published_number, stored(db).review) == (2, ReviewState.SETTLED)
    steps = db.session.scalars(select(QuestionStep).order_by(QuestionStep.id)).all()
    assert [step.kind for step in steps] == [StepKind.PROPOSED, StepKind.APPROVED]


@pytest.mark.parametrize(
    ("change", "in_use"),
    [
        ({"review": ReviewState.RETURNED}, 1),
        ({"state": QuestionState.SUSPENDED}, 1),
        ({"review": ReviewState.IN_REVIEW, "claimed_at": clock.now()}, 1),
    ],
    ids=["returned", "suspended", "in-review"],
)
def test_where_people_are_at_work_a_shipped_revision_waits(db, bank, someone, change, in_use):
    take_in(bank, actor=someone)
    db.session.execute(update(StoredQuestion).where(StoredQuestion.code == CODE).values(**change))
    db.session.commit()
    assert take_in(reworded(bank, "新题干"), actor=someone).revised == 1
    question = stored(db)
    assert (question.published_number, question.review) == (in_use, ReviewState.WAITING)
    assert question.claimed_at is None


def test_what_is_retired_here_stays_retired(db, bank, someone):
    take_in(bank, actor=someone)
    retired = {"state": QuestionState.RETIRED}
    db.session.execute(update(StoredQuestion).where(StoredQuestion.code == CODE).values(**retired))
    db.session.commit()
    before = wordings(db)
    assert take_in(reworded(bank, "新题干"), actor=someone).revised == 0
    assert wordings(db) == before


def test_an_older_wording_of_the_file_does_not_undo_a_newer_revision(db, bank, someone):
    take_in(bank, actor=someone)
    take_in(reworded(bank, "新题干"), actor=someone)
    assert take_in(bank, actor=someone).unchanged == len(bank.questions)
    assert len(wordings(db)) == 2


def test_about_one_in_ten_goes_to_practice_by_its_code_alone(db, bank, someone):
    take_in(bank, actor=someone)
    pools = dict(db.session.execute(select(StoredQuestion.code, StoredQuestion.pool)).all())
    expected = {code: Pool.PRACTICE if is_for_practice(code) else Pool.EXAM for code in pools}
    assert pools == expected
    share = sum(is_for_practice(f"law-{number:04d}") for number in range(5000)) / 5000
    assert abs(share - 1 / PRACTICE_SHARE) < 0.02


def test_the_version_keeps_the_caveat_of_the_file(db, someone):
    bank = load_bank(only=["enforcement-procedure-provisions"])
    take_in(bank, actor=someone)
    version = db.session.scalars(select(LawVersion)).one()
    assert version.standing == bank.laws[0].standing != ""


def test_the_command_says_what_it_did(app, db):
    result = app.test_cli_runner().invoke(args=["bank", "load"])
    assert result.exit_code == 0, result.output
    total = db.session.scalars(select(func.count(StoredQuestion.id))).one()
    assert f"新增 {total} 题" in result.output
    assert total >= 300
