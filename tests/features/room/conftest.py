"""A candidate in front of an exam, and the words of the exam page's contract."""

import uuid
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from tests.browser import DEVICE, Browser
from tests.databases import is_postgresql
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt, AttemptScore, LateAnswer
from zhifa_training.exams.rules.delivery import (
    choices_by_attempt,
    choices_by_paper,
    papers,
    papers_by_sitting,
)
from zhifa_training.exams.services import answers
from zhifa_training.exams.services import save_statements as sql
from zhifa_training.exams.services.attempts import device_digest
from zhifa_training.exams.services.closing import marking_by_paper


@pytest.fixture(autouse=True)
def nothing_remembered():
    rooms = (papers, papers_by_sitting, choices_by_attempt, choices_by_paper)
    for memory in (*rooms, marking_by_paper):
        memory.forget()


class Candidate:
    """One officer with a browser, doing what the exam page does."""

    def __init__(self, app, make, officer, account, sitting):
        self.app, self.make = app, make
        self.officer, self.account, self.sitting = officer, account, sitting
        self.browser = Browser(app).sign_in(account)
        self.sitting_id, self.content = sitting.id, sitting.exam.paper.content
        self.attempt_id = None
        self.seq = 0

    @property
    def device(self):
        return device_digest(self.browser.client.get_cookie(DEVICE).value)

    def start(self):
        response = self.browser.post("room.start", sitting_id=self.sitting_id)
        self.attempt_id = uuid.UUID(response.location.rsplit("/", 1)[-1])
        return self.attempt_id

    def given(self, **changes):
        """Put the candidate into an attempt made by the factory."""
        attempt = self.make.attempt(self.sitting, self.officer, device=self.device, **changes)
        self.attempt_id = attempt.id
        return attempt

    def item(self, index=0):
        item = self.content[index]
        return item["id"], [option["id"] for option in item["options"]]

    def event(self, index=0, choose=(0,), **changes):
        self.seq += 1
        item, options = self.item(index)
        value = [options[place] for place in choose]
        return {"id": str(uuid.uuid4()), "item": item, "value": value, "seq": self.seq} | changes

    def save(self, *events, epoch=1, expect=200, browser=None):
        return (
            (browser or self.browser)
            .post(
                "room.save",
                json={"epoch": epoch, "events": list(events) or [self.event()]},
                expect=expect,
                attempt_id=self.attempt_id,
            )
            .json
        )

    def hand_in(self, epoch=1, expect=200, browser=None):
        return (
            (browser or self.browser)
            .post("room.hand_in", json={"epoch": epoch}, expect=expect, attempt_id=self.attempt_id)
            .json
        )

    def another_browser(self):
        return Browser(self.app).sign_in(self.account)


@pytest.fixture
def candidate(app, make):
    unit = make.unit()
    officer = make.officer(unit)
    sitting = make.sitting(make.exam(unit), officer)
    return Candidate(app, make, officer, make.account(unit, officer=officer), sitting)


@pytest.fixture
def stranger(app, make, candidate):
    """Another officer called to the same sitting."""
    unit = candidate.sitting.unit
    officer = make.officer(unit, name="李四")
    account = make.account(unit, officer=officer)
    make.call(candidate.sitting, officer)
    return Candidate(app, make, officer, account, candidate.sitting)


@pytest.fixture
def stored(db):
    """Read what the database holds of attempts."""

    def rows(model, **conditions):
        db.session.expire_all()
        return db.session.query(model).filter_by(**conditions).all()

    return SimpleNamespace(
        events=lambda attempt_id: rows(AnswerEvent, attempt_id=attempt_id),
        late=lambda attempt_id: rows(LateAnswer, attempt_id=attempt_id),
        scores=lambda attempt_id: rows(AttemptScore, attempt_id=attempt_id),
        attempt=lambda attempt_id: rows(Attempt, id=attempt_id)[0],
        attempts=lambda: rows(Attempt),
    )


@pytest.fixture
def stop_clock(monkeypatch):
    """Return a function that makes the saving statements see one fixed moment."""

    def stop(moment):
        if is_postgresql():
            _replace(monkeypatch, "POSTGRESQL_SAVE", f"TIMESTAMPTZ '{moment.isoformat()}'")
            return
        now = f"'{moment:%Y-%m-%d %H:%M:%S.%f}'"
        _replace(monkeypatch, "SQLITE_SAVE", now)
        monkeypatch.setattr(answers, "SQLITE_EXPLAIN", sql.prepared(sql.SQLITE_EXPLAIN, now))
        keep = sa.text(sql.SQLITE_KEEP_LATE.replace("{now}", now))
        monkeypatch.setattr(answers, "SQLITE_KEEP_LATE", keep)

    return stop


def _replace(monkeypatch, name, now):
    kind = type(getattr(answers, name))
    monkeypatch.setattr(answers, name, kind(sql.prepared(getattr(sql, name), now)))
