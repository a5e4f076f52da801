"""座位: pause and resume, more time, a message, the end; each with its reason, each recorded."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tests.features.exams.helpers import audited, flashed
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.invigilation import InvigilatorAct
from zhifa_training.exams.rules.attempts import deadline
from zhifa_training.exams.rules.words import AttemptState, Stop
from zhifa_training.exams.services import sweeping

ACTS = ("pause", "resume", "force", "terminate")


@pytest.fixture
def sitting(make, exam):
    return make.sitting(exam)


@pytest.fixture
def attempt(make, sitting, officer):
    make.call(sitting, officer)
    return make.attempt(sitting, officer)


def do(browser, attempt, act, reason="突发情况", **options):
    typed = {f"{act}-reason": reason}
    return browser.post(f"invigilation.{act}", typed, attempt_id=attempt.id, **options)


def said(browser, attempt):
    return flashed(browser, "invigilation.seat", attempt_id=attempt.id)


def fresh(db, attempt):
    db.session.expire_all()
    return db.session.get_one(Attempt, attempt.id)


def turn_back(db, attempt, seconds):
    """Let the pause have begun so many seconds ago."""
    fresh(db, attempt).paused_at -= timedelta(seconds=seconds)
    db.session.commit()


def test_a_pause_is_given_back_to_the_second(browser, db, attempt, invigilator):
    before = attempt.deadline_at
    do(browser.sign_in(invigilator), attempt, "pause")
    assert "计时停止" in said(browser, attempt)
    turn_back(db, attempt, 600)
    do(browser, attempt, "resume")
    held = fresh(db, attempt)
    assert held.paused_at is None
    assert 600 <= held.paused_seconds <= 610
    given = held.deadline_at - before - timedelta(seconds=held.paused_seconds)
    assert abs(given) < timedelta(milliseconds=2)
    acts = db.session.scalars(sa.select(InvigilatorAct.act).order_by(InvigilatorAct.happened_at))
    assert list(acts) == ["pause", "resume"]
    assert len(audited(db, "attempt.pause")) == len(audited(db, "attempt.resume")) == 1


def test_more_time_afterwards_keeps_the_pause(browser, db, attempt, invigilator):
    do(browser.sign_in(invigilator), attempt, "pause")
    turn_back(db, attempt, 120)
    do(browser, attempt, "resume")
    typed = {"extend-minutes": "10", "extend-reason": "补时", "extend-key": str(uuid4())}
    for _ in range(2):
        browser.post("invigilation.extend", typed, attempt_id=attempt.id)
    held = fresh(db, attempt)
    assert held.candidate.extra_minutes == 10
    assert held.deadline_at == deadline(
        started_at=held.started_at,
        duration_minutes=held.sitting.duration_minutes,
        extra_minutes=10,
        closes_at=held.sitting.closes_at,
        paused_seconds=held.paused_seconds,
    )


def test_nobody_runs_out_of_time_while_paused(browser, db, attempt, invigilator):
    do(browser.sign_in(invigilator), attempt, "pause")
    held = fresh(db, attempt)
    held.deadline_at = datetime.now(UTC) - timedelta(minutes=5)
    held.paused_at = datetime.now(UTC) - timedelta(minutes=15)
    db.session.commit()
    assert sweeping.sweep().closed == 0
    assert fresh(db, attempt).state is AttemptState.LIVE
    do(browser, attempt, "resume")
    left = fresh(db, attempt).deadline_at - datetime.now(UTC)
    assert timedelta(minutes=9) < left <= timedelta(minutes=10, seconds=2)


@pytest.mark.parametrize(
    ("act", "stop", "label"),
    [("force", Stop.FORCED, "监考员收卷"), ("terminate", Stop.TERMINATED, "终止考试")],
)
@pytest.mark.parametrize("is_paused", [False, True])
def test_an_end_closes_scores_and_says_so(
    browser, db, attempt, trainer, sitting, act, stop, label, is_paused
):
    browser.sign_in(trainer)
    if is_paused:
        do(browser, attempt, "pause")
    do(browser, attempt, act)
    held = fresh(db, attempt)
    assert (held.state, held.stop, held.paused_at) == (AttemptState.SCORED, stop, None)
    assert held.closed_at <= held.deadline_at
    assert db.session.query(AttemptScore).count() == 1
    assert len(audited(db, f"attempt.{act}")) == 1
    assert label in browser.get("results.sitting", sitting_id=sitting.id).text
    do(browser, attempt, act)
    assert "已经收卷或已到时" in said(browser, attempt)
    assert db.session.query(AttemptScore).count() == 1


@pytest.mark.parametrize("act", ACTS)
def test_a_reason_is_asked_for(browser, db, attempt, trainer, act):
    do(browser.sign_in(trainer), attempt, act, reason="")
    assert "请填写原因" in said(browser, attempt)
    assert db.session.query(InvigilatorAct).count() == 0


def test_an_act_that_does_not_fit_is_refused_in_words(browser, db, attempt, invigilator, hand_in):
    do(browser.sign_in(invigilator), attempt, "resume")
    assert "没有暂停" in said(browser, attempt)
    do(browser, attempt, "pause")
    do(browser, attempt, "pause")
    assert "已经暂停，不必重复" in said(browser, attempt)
    do(browser, attempt, "resume")
    hand_in(fresh(db, attempt), right=1)
    do(browser, attempt, "pause")
    assert "已经收卷或已到时" in said(browser, attempt)
    typed = {"message-words": "在吗"}
    browser.post("invigilation.message", typed, attempt_id=attempt.id)
    assert "不能再发消息" in said(browser, attempt)


def test_an_act_cannot_be_rewritten(db, browser, attempt, invigilator):
    do(browser.sign_in(invigilator), attempt, "pause")
    with pytest.raises(sa.exc.IntegrityError, match="不得改写"):
        db.session.execute(sa.update(InvigilatorAct).values(words="别的"))
    db.session.rollback()


def test_the_end_is_the_managers(browser, attempt, invigilator):
    browser.sign_in(invigilator)
    for act in ("force", "terminate"):
        do(browser, attempt, act, expect=403)
    page = browser.get("invigilation.seat", attempt_id=attempt.id)
    assert "终止考试" not in page.text


def test_an_outsider_finds_nothing(browser, attempt, stranger, candidate_account):
    browser.sign_in(stranger)
    browser.get("invigilation.seat", attempt_id=attempt.id, expect=404)
    for act in ACTS:
        do(browser, attempt, act, expect=404)
    for act, typed in (
        ("message", {"message-words": "话"}),
        ("extend", {"extend-minutes": "5", "extend-reason": "因"}),
    ):
        browser.post(f"invigilation.{act}", typed, attempt_id=attempt.id, expect=404)
    browser.sign_in(candidate_account)
    browser.get("invigilation.seat", attempt_id=attempt.id, expect=403)
