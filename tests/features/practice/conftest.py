from datetime import date

import pytest
import sqlalchemy as sa

from zhifa_training.accounts.actor import Actor
from zhifa_training.practice.models import PracticeAnswer, PracticeRun, WrongEntry
from zhifa_training.questions.models import Pool, StoredQuestion


@pytest.fixture
def city(make):
    return make.unit("某市支队")


@pytest.fixture
def officer(make, city):
    return make.officer(city, "李四")


@pytest.fixture
def learner(make, city, officer):
    return make.account(city, officer=officer)


@pytest.fixture
def other(make, city):
    return make.account(city, officer=make.officer(city, "王五"))


@pytest.fixture
def me(learner):
    return acting_as(learner)


def acting_as(account):
    return Actor(
        account_id=account.id, officer_id=account.officer_id, name=account.name, holdings={}
    )


@pytest.fixture
def law(make):
    return make.enact(
        "某条例", {n: f"某条例第{n}条的原文。" for n in range(1, 60)}, date(2024, 3, 1)
    )


@pytest.fixture
def practised(db, make):
    """Put a revision into the practice pool."""

    def practised(*revisions):
        ids = [revision.question_id for revision in revisions]
        db.session.execute(
            sa.update(StoredQuestion).where(StoredQuestion.id.in_(ids)).values(pool=Pool.PRACTICE)
        )
        db.session.commit()
        return revisions

    return practised


@pytest.fixture
def questions(make, law, practised):
    return practised(*(make.question(law, article=article) for article in (1, 1, 2)))


@pytest.fixture
def begun(browser, learner, db):
    """Begin a run as the learner and return its id."""

    def begun(**sent):
        browser.sign_in(learner).post("practice.start", {"mode": "sequence"} | sent)
        newest = sa.select(PracticeRun.id).order_by(PracticeRun.id.desc()).limit(1)
        return db.session.scalars(newest).one()

    return begun


@pytest.fixture
def answers(db):
    return lambda: db.session.scalars(sa.select(PracticeAnswer)).all()


@pytest.fixture
def book(db):
    return lambda: db.session.scalars(sa.select(WrongEntry)).all()


def wrong_option(revision):
    return next(o["id"] for o in revision.options if o["id"] not in revision.key)
