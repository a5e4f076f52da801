"""Two reviewers at once, and an approval that meets a new revision: the database decides."""

import uuid
from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa

from tests.databases import is_postgresql
from tests.races.crowd import pause, without_index, without_trigger
from zhifa_training.accounts.actor import Actor
from zhifa_training.core.db import db, transactional
from zhifa_training.core.errors import DomainError
from zhifa_training.laws.models import LawVersion
from zhifa_training.questions import rules
from zhifa_training.questions.models import QuestionRevision, QuestionStep, StoredQuestion
from zhifa_training.questions.rules import ReviewState, StepKind
from zhifa_training.questions.services import review, revisions, steps
from zhifa_training.questions.wording import as_question

pytestmark = pytest.mark.race
ROUNDS = 40
BOUND = 200


def person(name):
    return Actor(account_id=uuid.uuid4(), officer_id=None, name=name, holdings={})


AUTHOR, LEFT, RIGHT = person("命题人"), person("审题人甲"), person("审题人乙")


@pytest.fixture
def desk(crowd):
    return Desk(crowd)


class Desk:
    """Questions with a revision to be reviewed, and what people do to them in threads."""

    def __init__(self, crowd):
        self.crowd = crowd
        self.version_id = crowd.make.law("审核法").id

    def question(self):
        """Return the id of a published question whose second revision waits for review."""
        version = db.session.get_one(LawVersion, self.version_id)
        revision = self.crowd.make.question(version)
        question_id = revision.question_id
        self.propose(question_id, "第二稿")
        return question_id

    def propose(self, question_id, stem):
        stored = db.session.get_one(StoredQuestion, question_id)
        wording = replace(as_question(stored.revisions[0]), stem=stem)
        version_id = stored.revisions[0].law_version_id
        revisions.propose(
            stored, wording=wording, law_version_id=version_id, why="改", actor=AUTHOR
        )

    def claim(self, question_id, who):
        review.claim(db.session.get_one(StoredQuestion, question_id), actor=who)

    def approve(self, question_id, who, number=2):
        review.approve(db.session.get_one(StoredQuestion, question_id), number=number, actor=who)

    def together(self, *calls):
        """Run the calls at one moment; return what each refused with, or None."""
        return self.crowd.in_parallel(*(lambda call=call: refused(call) for call in calls))


def refused(call):
    pause(0.004)
    try:
        call()
    except (DomainError, sa.exc.DBAPIError) as refusal:
        db.session.rollback()
        return refusal
    return None


def kept(question_id):
    """Return ``(number in use, review, newest number, approvals)`` as the database has them."""
    db.session.rollback()
    stored = db.session.get_one(StoredQuestion, question_id, populate_existing=True)
    newest = db.session.scalars(
        sa.select(sa.func.max(QuestionRevision.number)).filter_by(question_id=question_id)
    ).one()
    approvals = db.session.scalars(
        sa.select(QuestionStep.number).filter_by(question_id=question_id, kind=StepKind.APPROVED)
    ).all()
    return stored.published_number, stored.review, newest, list(approvals)


def test_one_of_two_reviewers_gets_the_revision(desk):
    for _ in range(ROUNDS):
        question = desk.question()
        outcomes = desk.together(
            partial(desk.claim, question, LEFT), partial(desk.claim, question, RIGHT)
        )
        assert [type(outcome) for outcome in outcomes if outcome] == [rules.ClaimedError]


def test_one_reviewer_who_clicks_twice_approves_once(desk):
    for _ in range(ROUNDS):
        question = desk.question()
        desk.claim(question, LEFT)
        outcomes = desk.together(*[partial(desk.approve, question, LEFT)] * 2)
        assert outcomes.count(None) == 1
        assert kept(question) == (2, ReviewState.SETTLED, 2, [2])


def race_with_a_new_revision(desk):
    """Approve the second revision while the author sends a third; return what is kept."""
    question = desk.question()
    desk.claim(question, LEFT)
    desk.together(lambda: desk.approve(question, LEFT), lambda: desk.propose(question, "第三稿"))
    return kept(question)


def is_lost(in_use, state, newest, approvals):
    """Tell whether a revision is in use unread, or waits where no reviewer will find it."""
    is_unread = in_use != 1 and in_use not in approvals
    return is_unread or (newest > in_use and state is ReviewState.SETTLED)


def test_an_approval_never_swallows_a_newer_revision(desk):
    found = [race_with_a_new_revision(desk) for _ in range(ROUNDS)]
    assert not any(is_lost(*one) for one in found)
    assert {one[2] for one in found} == {3}
    assert {one[0] for one in found} <= {1, 2}


@pytest.fixture
def careless(monkeypatch):
    """The mutant: read in one transaction, decide, and write in the next."""

    def approve(stored, *, number, actor, words=""):
        life = transactional(steps.read)(stored)
        life = rules.approve(life, by=actor.account_id, number=number)
        pause(0.004)

        @transactional
        def write():
            steps.enter(StepKind.APPROVED, stored, number=number, actor=actor)
            steps.write(stored, life)

        write()

    monkeypatch.setattr(review, "approve", approve)


@pytest.mark.skipif(
    is_postgresql(), reason="a trigger there does not see what another has not committed: the lock"
)
def test_the_trigger_holds_even_a_careless_approval(desk, careless):
    for _ in range(ROUNDS):
        assert not is_lost(*race_with_a_new_revision(desk))


def test_without_lock_and_trigger_an_approval_swallows_a_revision(desk, careless):
    with without_trigger("question_step_newest_only"):
        assert any(is_lost(*race_with_a_new_revision(desk)) for _ in range(BOUND))


def test_without_the_index_a_careless_approval_counts_twice(desk, careless):
    def approved_twice():
        question = desk.question()
        desk.claim(question, LEFT)
        desk.together(*[partial(desk.approve, question, LEFT)] * 2)
        return len(kept(question)[3]) > 1

    with without_index(QuestionStep.__table__, "uq_question_step_approved"):
        assert any(approved_twice() for _ in range(BOUND))


def test_the_database_itself_wants_two_people(desk, monkeypatch):
    """The mutant: the rule lets anyone approve; the trigger does not."""
    monkeypatch.setattr(rules, "ensure_two_people", lambda **_: None)
    question = desk.question()
    desk.claim(question, AUTHOR)
    [outcome] = desk.together(lambda: desk.approve(question, AUTHOR))
    assert isinstance(outcome, sa.exc.DBAPIError)
    assert "命题与审题须为两人" in str(outcome)
    assert kept(question)[0] == 1
    with without_trigger("question_step_two_people"):
        desk.approve(question, AUTHOR)
    assert kept(question)[0] == 2


def test_nothing_unapproved_comes_into_use_whatever_the_code_does(desk):
    question = desk.question()
    wanted = sa.update(StoredQuestion).where(StoredQuestion.id == question)
    with pytest.raises(sa.exc.DBAPIError, match="未经审核"), db.engine.begin() as connection:
        connection.execute(wanted.values(published_number=2))
    with db.engine.begin() as connection:
        retired = wanted.values(state="retired", review=ReviewState.SETTLED)
        connection.execute(retired)
    with pytest.raises(sa.exc.DBAPIError, match="不得恢复"), db.engine.begin() as connection:
        connection.execute(wanted.values(state="published"))
