"""考场异常: stored once, told to the candidate, evidence for the invigilator; never a verdict."""

import uuid

import pytest
import sqlalchemy as sa

from zhifa_training.accounts.access import Role
from zhifa_training.exams.models.attempts import Attempt
from zhifa_training.exams.models.invigilation import AttemptIncident, InvigilatorAct
from zhifa_training.exams.rules.leaving import LeavePolicy
from zhifa_training.exams.rules.words import AttemptState, Stop


@pytest.fixture
def begun(candidate):
    candidate.start()
    return candidate


def event(amount=12, kind="away", **changes):
    return {"id": str(uuid.uuid4()), "kind": kind, "amount": amount, "number": 2} | changes


def send(candidate, *events, expect=200):
    answer = candidate.browser.post(
        "room.incidents",
        json={"events": list(events)},
        expect=expect,
        attempt_id=candidate.attempt_id,
    )
    return answer.json


def stored(db):
    db.session.expire_all()
    return db.session.query(AttemptIncident).all()


def test_an_absence_is_stored_once_and_told(begun, db):
    first = event(12)
    assert send(begun, first)["words"] == "离开考试页面 1 次（共 12 秒）"
    assert send(begun, first, event(30))["count"] == 2
    assert [(one.amount, one.number) for one in stored(db)] == [(12, 2), (30, 2)]


def test_a_moment_away_does_not_count_and_a_paste_is_no_absence(begun, db):
    told = send(begun, event(4), event(200, "paste"))
    assert (told["count"], told["seconds"]) == (0, 0)
    assert [one.kind for one in stored(db)] == ["paste"]


def test_the_paper_is_taken_where_the_exam_says_so(begun, db, stored_attempt):
    exam = begun.sitting.exam
    exam.leave_policy, exam.leave_limit = LeavePolicy.COLLECT, 2
    db.session.commit()
    begun.save()
    assert send(begun, event(50))["collected"] is False
    assert send(begun, event(20))["collected"] is True
    attempt = stored_attempt(begun)
    assert (attempt.state, attempt.stop) == (AttemptState.SCORED, Stop.FORCED)
    act = db.session.query(InvigilatorAct).one()
    assert "离开考试页面 2 次（共 70 秒）" in act.words
    assert send(begun, event(99))["collected"] is False
    assert len(stored(db)) == 2


def test_otherwise_nobody_is_sent_out(begun, db, stored_attempt):
    begun.sitting.exam.leave_policy = LeavePolicy.REMIND
    db.session.commit()
    assert send(begun, *(event(100) for _ in range(9)))["collected"] is False
    assert stored_attempt(begun).state is AttemptState.LIVE


@pytest.fixture
def stored_attempt(db):
    def read(candidate):
        db.session.expire_all()
        return db.session.get_one(Attempt, candidate.attempt_id)

    return read


def test_the_console_and_the_seat_tell_it(begun, make, db):
    send(begun, event(12), event(40, "paste"))
    unit = begun.sitting.unit
    invigilator = make.account(unit, Role.INVIGILATOR)
    browser = begun.another_browser().sign_in(invigilator)
    page = browser.get("invigilation.console", sitting_id=begun.sitting.id)
    assert "离开考试页面 1 次（共 12 秒）；粘贴 1 次" in page.text
    seat = browser.get("invigilation.seat", attempt_id=begun.attempt_id)
    assert "离开考试页面 12 秒" in seat.text
    assert "不是违纪结论" in seat.text


def test_records_cannot_be_rewritten(begun, db):
    send(begun, event())
    with pytest.raises(sa.exc.IntegrityError, match="不得改写"):
        db.session.execute(sa.update(AttemptIncident).values(amount=0))
    db.session.rollback()


def test_anything_else_is_refused(begun, stranger, db):
    assert send(begun, event(kind="cheating"), expect=422)["code"] == "malformed"
    stranger.start()
    stranger.attempt_id = begun.attempt_id
    send(stranger, event(), expect=404)
    assert stored(db) == []


def test_the_rules_page_says_what_is_made_of_it(candidate, db):
    candidate.sitting.exam.leave_policy = LeavePolicy.COLLECT
    db.session.commit()
    page = candidate.browser.get("room.waiting", sitting_id=candidate.sitting.id)
    assert "满 5 次且累计满 60 秒自动收卷" in page.text
