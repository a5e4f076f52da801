"""新建考试."""

import pytest
from sqlalchemy import select

from tests.features.exams.helpers import alerts, audited
from zhifa_training.exams.models.papers import Exam


@pytest.fixture
def typed(typed_rules, blueprint):
    return typed_rules | {"blueprint": str(blueprint.id)}


def exams(db):
    return db.session.scalars(select(Exam)).all()


def test_keeps_the_rules_as_typed(browser, db, trainer, typed):
    browser.sign_in(trainer).post("exams.new", typed)
    (exam,) = exams(db)
    assert (exam.title, exam.kind, exam.duration_minutes) == ("春季轮训考试", "rotation", 90)
    assert (exam.partial_credit, exam.release_policy) == ("half", "together")
    assert (exam.shuffles_items, exam.shuffles_options) == (True, False)
    assert exam.minimum_minutes == 30
    assert exam.published_at is None
    assert len(audited(db, "exam.create")) == 1


def test_suggests_ninety_minutes_and_sixty_to_pass(browser, trainer, blueprint):
    page = browser.sign_in(trainer).get("exams.new")
    assert page.select_one("#duration_minutes")["value"] == "90"
    assert page.select_one("#pass_score")["value"] == "60"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": " "}, "请填写考试名称"),
        ({"duration_minutes": "0"}, "考试时长须在 1 至 480 分钟之间"),
        ({"duration_minutes": "一小时"}, "请填写整数"),
        ({"minimum_minutes": ""}, "最短交卷时间须为整数"),
        ({"minimum_minutes": "-1"}, "最短交卷时间须在 0 至 480 分钟之间"),
        ({"minimum_minutes": "91"}, "最短交卷时间不能长于考试时长"),
        ({"pass_score": "0"}, "及格分须大于 0"),
        ({"pass_score": "60.001"}, "最多两位小数"),
        ({"kind": "x"}, "请从列表中选择"),
        ({"blueprint": "x"}, "请从列表中选择"),
        ({"unit": "x"}, "请从列表中选择"),
        ({"partial_credit": "x"}, "请从列表中选择"),
        ({"release_policy": "x"}, "请从列表中选择"),
        ({"review_mode": "x"}, "请从列表中选择"),
    ],
)
def test_each_bad_input_is_refused_in_chinese(browser, db, trainer, typed, change, said):
    page = browser.sign_in(trainer).post("exams.new", typed | change, expect=200)
    assert said in alerts(page)
    assert exams(db) == []


def test_another_units_blueprint_cannot_be_used(browser, db, make, stranger, typed):
    page = browser.sign_in(stranger).post("exams.new", typed, expect=200)
    assert "请从列表中选择" in alerts(page)
    assert exams(db) == []


def test_an_invigilator_may_not(browser, invigilator, typed):
    browser.sign_in(invigilator).post("exams.new", typed, expect=403)
