"""Officers in front of one exam, and threads with connections of their own."""

import random
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import sqlalchemy as sa

from question_bank.questions import QuestionType
from tests.databases import is_postgresql
from zhifa_training.accounts.actor import Actor
from zhifa_training.accounts.models import SignInSession
from zhifa_training.accounts.services.sessions import digest, open_session
from zhifa_training.core.db import db
from zhifa_training.core.triggers import declared
from zhifa_training.exams.rules.answers import Answer, Save
from zhifa_training.exams.services import answers
from zhifa_training.exams.services import save_statements as sql

OPTIONS = [f"{place:03x}" for place in range(12)]
"""Enough that every event in a race chooses another set: the digest tells which one was scored."""


class Crowd:
    """A sitting, and as many candidates as a race needs."""

    def __init__(self, app, make):
        self.app, self.make = app, make
        self.unit = make.unit()
        version = make.law()
        revision = make.question(
            version,
            type=QuestionType.MULTIPLE,
            options=[{"id": option, "text": option} for option in OPTIONS],
        )
        self.item = revision.id
        self.sitting = make.sitting(make.exam(self.unit, [revision]), attempt_limit=10)
        self.sitting_id = self.sitting.id

    def candidate(self):
        officer = self.make.officer(self.unit)
        self.make.call(self.sitting, officer)
        account = self.make.account(self.unit, officer=officer)
        raw_token = open_session(account=account, address="127.0.0.1", browser="race")
        token = digest(raw_token)
        session = db.session.query(SignInSession).filter_by(token_digest=token).one()
        runner = Runner(self, officer, account, token, session.id)
        runner.raw_token = raw_token
        return runner

    def in_parallel(self, *calls):
        """Run the calls at one moment, each in its own thread and context; return their results."""
        gate = threading.Barrier(len(calls))
        db.session.rollback()  # what the test has read so far is history

        def run(call):
            with self.app.app_context():
                gate.wait()
                return call()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(run, calls))


class Runner:
    """A candidate whose every request is a call of the service that the view calls."""

    def __init__(self, crowd, officer, account, token, session_id):
        self.crowd, self.officer, self.token = crowd, officer, token
        self.actor = Actor(
            account_id=account.id,
            officer_id=officer.id,
            name=officer.name,
            holdings={},
            session_id=session_id,
        )
        self.attempt_id = None

    def begin(self, **changes):
        self.attempt_id = self.crowd.make.attempt(self.crowd.sitting, self.officer, **changes).id
        return self

    def save(self, seq, epoch=1):
        """Save an event told from all others by what it chooses; return what became of it."""
        chosen = tuple(option for bit, option in enumerate(OPTIONS) if seq >> bit & 1)
        answer = Answer(uuid.uuid4(), self.crowd.item, chosen, seq)
        outcome = answers.save(self.attempt_id, Save(epoch, (answer,)), token_digest=self.token)
        return answer, outcome


def pause(longest):
    time.sleep(random.random() * longest)


@contextmanager
def without_trigger(name):
    """Take a trigger away, and put it back."""
    trigger, dialect = declared()[name], db.engine.dialect.name
    _run(trigger.drop(dialect))
    try:
        yield
    finally:
        _run(trigger.create(dialect))


@contextmanager
def without_index(table, name):
    """Take an index away; put it back once what it would have refused is gone."""
    db.session.rollback()
    [index] = [index for index in table.indexes if index.name == name]
    index.drop(db.engine)
    try:
        yield
    finally:
        if is_postgresql():
            db.session.remove()
            _run([f"TRUNCATE {table.name} CASCADE"])
            index.create(db.engine)


def mutant(monkeypatch, name, guard, instead):
    """Put a weakened save statement into the product: one of its guards is replaced."""
    text, now = getattr(sql, name), getattr(sql, f"{name.partition('_')[0]}_NOW")
    assert guard in text
    weakened = sql.prepared(text.replace(guard, instead), now)
    kind = type(getattr(answers, name))
    monkeypatch.setattr(answers, name, kind(weakened))


def _run(statements):
    db.session.rollback()
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement.replace(":", "\\:")))
