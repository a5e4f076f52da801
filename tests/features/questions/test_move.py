"""改变用途: a question leaves the exams only when no exam needs it kept secret any more."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.features.questions.said import flashed
from zhifa_training.accounts.actor import system
from zhifa_training.audit.models import AuditEntry
from zhifa_training.core import clock
from zhifa_training.core.db import db as database
from zhifa_training.exams.rules.words import ReleasePolicy
from zhifa_training.exams.services import drawing, publishing
from zhifa_training.exams.services import sittings as sitting_services
from zhifa_training.questions import uses
from zhifa_training.questions.models import Pool, QuestionStep, StoredQuestion
from zhifa_training.questions.rules import PoolChangedError, StepKind

REASON = {"move-reason": "改作练习"}
LONG_AGO = {"opens_in": timedelta(days=-9), "window": timedelta(hours=2)}
HELD = "还有考试的试卷用着本题"


def pool_of(revision):
    database.session.expire_all()
    return database.session.get(StoredQuestion, revision.question_id).pool


def move(browser, reviewer, revision):
    browser.sign_in(reviewer).post("questions.move", REASON, question_id=revision.question_id)


def test_an_unused_question_goes_to_practice_and_back_with_its_reason(
    browser, db, reviewer, revision
):
    move(browser, reviewer, revision)
    assert pool_of(revision) is Pool.PRACTICE
    step = db.session.scalars(select(QuestionStep)).one()
    assert (step.kind, step.words) == (StepKind.MOVED, "转为练习题：改作练习")
    entry = db.session.scalars(select(AuditEntry).filter_by(action="question.move")).one()
    assert (entry.detail["pool"], entry.detail["why"]) == ("practice", "转为练习题：改作练习")
    move(browser, reviewer, revision)
    assert pool_of(revision) is Pool.EXAM


@pytest.mark.parametrize(
    ("exam", "sitting", "expected"),
    [
        ({}, None, Pool.EXAM),
        ({"cancelled_at": datetime.now(UTC)}, None, Pool.PRACTICE),
        ({}, {}, Pool.EXAM),
        ({}, {"opens_in": timedelta(days=9)}, Pool.EXAM),
        ({}, LONG_AGO, Pool.PRACTICE),
        ({"release_policy": ReleasePolicy.TOGETHER}, LONG_AGO, Pool.EXAM),
        (
            {"release_policy": ReleasePolicy.TOGETHER},
            LONG_AGO | {"released_at": datetime.now(UTC)},
            Pool.PRACTICE,
        ),
    ],
    ids=["not-sat-yet", "cancelled", "open", "to-come", "over", "unreleased", "released"],
)
def test_it_waits_for_every_exam_that_holds_it(
    browser, make, city, reviewer, revision, exam, sitting, expected
):
    held = make.exam(city, [revision], **exam)
    if sitting is not None:
        make.sitting(held, make.officer(city), **sitting)
    move(browser, reviewer, revision)
    assert pool_of(revision) is expected
    said = flashed(browser, "questions.show", question_id=revision.question_id)
    assert (HELD in said) == (expected is Pool.EXAM)


def test_extra_time_still_keeps_it_secret(browser, make, city, reviewer, revision):
    held = make.exam(city, [revision])
    sitting = make.sitting(held, opens_in=timedelta(hours=-3), window=timedelta(hours=2))
    make.call(sitting, make.officer(city), extra_minutes=120)
    move(browser, reviewer, revision)
    assert pool_of(revision) is Pool.EXAM


def test_an_older_revision_in_a_paper_counts_too(
    browser, make, city, reviewer, author, revision, typed
):
    make.exam(city, [revision])
    where = {"question_id": revision.question_id}
    browser.sign_in(author).post("questions.edit", typed, **where)
    browser.sign_in(reviewer).post("reviews.claim", **where)
    browser.post("reviews.decide", {"number": "2", "action": "approve"}, **where)
    move(browser, reviewer, revision)
    assert pool_of(revision) is Pool.EXAM


def test_what_practice_has_used_does_not_come_back(browser, reviewer, revision, monkeypatch):
    move(browser, reviewer, revision)
    bar = uses.Bar(Pool.PRACTICE, "本题已在练习中用过", lambda: StoredQuestion.id.is_not(None))
    monkeypatch.setattr(uses, "_bars", {bar.text: bar})
    move(browser, reviewer, revision)
    assert pool_of(revision) is Pool.PRACTICE
    assert bar.text in flashed(browser, "questions.show", question_id=revision.question_id)


def test_a_paper_once_given_to_practice_is_sat_no_more(browser, make, city, reviewer, revision):
    held = make.exam(city, [revision])
    sitting = make.sitting(held, **LONG_AGO)
    move(browser, reviewer, revision)
    assert pool_of(revision) is Pool.PRACTICE
    now = datetime.now(UTC)
    plan = sitting_services.SittingPlan(
        title="补考",
        place="",
        opens_at=now + timedelta(days=1),
        closes_at=now + timedelta(days=1, hours=3),
        duration_minutes=60,
        late_entry_minutes=None,
        grace_seconds=30,
        attempt_limit=1,
    )
    someone = system(roots=[city.id])
    with pytest.raises(PoolChangedError, match="1 道题已转为练习题"):
        sitting_services.create(exam=held, unit=city, plan=plan, actor=someone)
    with pytest.raises(PoolChangedError):
        sitting_services.change(sitting, plan=plan, actor=someone)


def test_a_paper_is_not_stored_with_a_question_gone_meanwhile(make, city, revision, monkeypatch):
    exam = make.draft(city, make.blueprint(city, {"count": 1}), pass_score=1)
    stale = publishing.list_pool(on=clock.today(), actor=None)
    for module in (publishing, drawing):
        monkeypatch.setattr(module, "list_pool", lambda **_: stale)
    stored = database.session.get(StoredQuestion, revision.question_id)
    stored.pool = Pool.PRACTICE
    database.session.commit()
    with pytest.raises(PoolChangedError, match="请重新发布"):
        publishing.publish(exam, actor=system(roots=[city.id]))


def test_without_a_reason_nothing_moves(browser, reviewer, revision):
    where = {"question_id": revision.question_id}
    browser.sign_in(reviewer).post("questions.move", {"move-reason": " "}, **where)
    assert "请填写原因" in flashed(browser, "questions.show", **where)
    assert pool_of(revision) is Pool.EXAM


def test_what_is_retired_stays_where_it_is(browser, reviewer, revision):
    where = {"question_id": revision.question_id}
    browser.sign_in(reviewer).post("questions.retire", {"step-reason": "不再考"}, **where)
    move(browser, reviewer, revision)
    assert "已退役，不能改变用途" in flashed(browser, "questions.show", **where)
    assert pool_of(revision) is Pool.EXAM


def test_an_unknown_question_is_not_found(browser, reviewer):
    browser.sign_in(reviewer).post("questions.move", REASON, question_id=uuid4(), expect=404)


def test_an_author_may_not(browser, author, revision):
    browser.sign_in(author).post(
        "questions.move", REASON, question_id=revision.question_id, expect=403
    )
