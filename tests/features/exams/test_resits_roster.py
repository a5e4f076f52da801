"""补考名单: those who failed, and those who were away with a reason; one place in a round."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.features.exams.helpers import audited, column, flashed
from zhifa_training.exams.models.resits import ResitCall
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.resits import AbsenceReason, ResitError
from zhifa_training.exams.rules.sittings import CandidateFaultError
from zhifa_training.exams.rules.words import ReleasePolicy
from zhifa_training.exams.services import resits, sittings

OVER = {"opens_in": timedelta(hours=-3), "window": timedelta(hours=2)}


@pytest.fixture
def exam(make, city):
    return make.exam(city, resit_limit=1)


@pytest.fixture
def first(make, exam):
    return make.sitting(exam, **OVER)


@pytest.fixture
def resit(make, exam, first):
    return make.sitting(exam, opens_in=timedelta(days=3), title="补考", resit_round=1)


@pytest.fixture
def people(make, city, first, hand_in):
    """One who passed, one who failed, and three who did not come."""
    named = {
        name: make.officer(city, name) for name in ("合格", "不合格", "执勤", "无故", "未登记")
    }
    calls = {name: make.call(first, officer) for name, officer in named.items()}
    hand_in(make.attempt(first, named["合格"]), right=4)
    hand_in(make.attempt(first, named["不合格"]), right=1)
    return named, calls


@pytest.fixture
def explained(people, someone):
    for name, reason in (("执勤", AbsenceReason.DUTY), ("无故", AbsenceReason.NONE)):
        resits.record_absence(people[1][name].id, reason=reason, remark="", actor=someone)


def called(db, sitting):
    statement = select(Candidate).filter_by(sitting_id=sitting.id, withdrawn_at=None)
    return {candidate.officer.name for candidate in db.session.scalars(statement)}


def test_the_preview_says_who_is_due_and_why_others_are_not(
    browser, trainer, resit, people, explained
):
    page = browser.sign_in(trainer).get("sittings.roster", sitting_id=resit.id)
    reasons = dict(zip(column(page, "姓名"), column(page, "未列入原因"), strict=True))
    assert reasons == {
        "合格": "合格",
        "无故": "缺考（无正当理由）",
        "未登记": "缺考（未登记原因）",
    }
    assert "将 2 人列入名单" in page.text
    assert "第 1 次补考" in page.text


def test_those_due_are_called_and_hold_their_places(browser, db, trainer, resit, people, explained):
    browser.sign_in(trainer).post("sittings.roster", sitting_id=resit.id)
    assert called(db, resit) == {"不合格", "执勤"}
    assert {place.round for place in db.session.scalars(select(ResitCall))} == {1}


def test_the_exam_may_take_who_stayed_away(browser, db, trainer, exam, resit, people, explained):
    exam.takes_unexcused = True
    db.session.commit()
    browser.sign_in(trainer).post("sittings.roster", sitting_id=resit.id)
    assert called(db, resit) == {"不合格", "执勤", "无故"}


def test_a_result_that_is_not_out_calls_nobody(
    browser, db, trainer, exam, first, resit, people, someone
):
    exam.release_policy = ReleasePolicy.TOGETHER
    db.session.commit()
    page = browser.sign_in(trainer).get("sittings.roster", sitting_id=resit.id)
    assert "成绩未公布" in column(page, "未列入原因")
    assert "将列入名单" in page.text
    browser.post("sittings.roster", sitting_id=resit.id)
    assert called(db, resit) == set()


def test_a_place_taken_elsewhere_is_named(browser, db, make, trainer, exam, resit, people):
    make.sitting(exam, opens_in=timedelta(days=4), title="补考二场", resit_round=1)
    browser.sign_in(trainer).post("sittings.roster", sitting_id=resit.id)
    other = db.session.scalars(select(Sitting).filter_by(title="补考二场")).one()
    page = browser.get("sittings.roster", sitting_id=other.id)
    reasons = dict(zip(column(page, "姓名"), column(page, "未列入原因"), strict=True))
    assert reasons["不合格"] == "已列入本轮其他场次"


def test_one_officer_is_called_by_number_only_when_due(
    browser, db, make, trainer, exam, resit, people, officer
):
    browser.sign_in(trainer)
    for who, said in (
        (people[0]["合格"], "结果是“合格”，不能列入补考名单"),
        (people[0]["未登记"], "缺考（未登记原因）"),
        (officer, "没有列入过本考试的前几轮名单"),
    ):
        browser.post("sittings.call", {"badge_number": who.badge_number}, sitting_id=resit.id)
        assert said in flashed(browser, "sittings.show", sitting_id=resit.id)
    failed = people[0]["不合格"]
    browser.post("sittings.call", {"badge_number": failed.badge_number}, sitting_id=resit.id)
    assert called(db, resit) == {"不合格"}


def test_a_withdrawn_candidate_frees_the_place(db, make, exam, resit, people, someone):
    other = make.sitting(exam, opens_in=timedelta(days=4), title="补考二场", resit_round=1)
    failed = people[0]["不合格"]
    call = {"badge_number": failed.badge_number, "actor": someone}
    candidate = sittings.call_officer(resit, **call)
    with pytest.raises(CandidateFaultError, match="其他场次"):
        sittings.call_officer(other, **call)
    sittings.withdraw(candidate, reason="改到第二场", actor=someone)
    sittings.call_officer(other, **call)
    assert called(db, other) == {"不合格"}


def test_a_resit_is_arranged_by_its_round(browser, db, trainer, exam, first, typed_window):
    browser.sign_in(trainer)
    page = browser.get("sittings.new", exam_id=exam.id)
    assert [o.text for o in page.select("#resit_round option")] == ["首考", "第 1 次补考"]
    browser.post("sittings.new", typed_window | {"resit_round": "1"}, exam_id=exam.id)
    sitting = db.session.scalars(select(Sitting).filter_by(resit_round=1)).one()
    assert audited(db, "sitting.create")[-1].detail["resit_round"] == 1
    assert "第 1 次补考" in browser.get("sittings.show", sitting_id=sitting.id).text


def test_without_resits_in_the_rules_there_is_no_choice(browser, trainer, make, city):
    plain = make.exam(city, title="无补考")
    page = browser.sign_in(trainer).get("sittings.new", exam_id=plain.id)
    assert not page.select("#resit_round")


def test_no_resit_after_the_end(db, make, exam, resit, someone, browser, trainer, typed_window):
    resits.end_resits(exam, actor=someone)
    with pytest.raises(ResitError, match="已经宣布结束"):
        resits.end_resits(exam, actor=someone)
    page = browser.sign_in(trainer).post(
        "sittings.new", typed_window | {"resit_round": "1"}, exam_id=exam.id, expect=200
    )
    assert "补考已宣布结束" in page.text
