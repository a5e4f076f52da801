"""法规修订与考试: no exam opens on a stale rule, and what is refused is named."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.features.exams.helpers import alerts, flashed
from zhifa_training.core import clock
from zhifa_training.exams.models.papers import Paper
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.questions.models import StoredQuestion

NAME = "模拟示范规定"
OLD = {1: "为了规范示范活动，保护当事人的合法权益，制定本规定。", 2: "申请期限为三十日。"}
NEW = OLD | {2: "申请期限为六十日。"}
AHEAD = 20


@pytest.fixture
def pool(make):
    """Four questions: three on an article that stays, one on an article that changes."""
    version = make.enact(NAME, OLD, date(2020, 1, 1))
    stays = [make.question(version, article=1, evidence="保护当事人的合法权益") for _ in range(3)]
    changes = make.question(
        version, article=2, evidence="为三十日", texts=["三十日", "甲", "乙", "丙"]
    )
    return [*stays, changes]


@pytest.fixture
def amended(make, pool):
    """The rule changes in twenty days."""
    today = clock.today()
    return make.enact(NAME, NEW, today, today + timedelta(days=AHEAD))


@pytest.fixture
def code(db, pool):
    return db.session.get(StoredQuestion, pool[-1].question_id).code


def day(ahead):
    return (clock.today() + timedelta(days=ahead)).isoformat()


def window(typed, ahead):
    opens = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=ahead, hours=9)
    closes = opens + timedelta(hours=3)
    written = {"opens_at": opens, "closes_at": closes}
    return typed | {name: at.strftime("%Y-%m-%dT%H:%M") for name, at in written.items()}


def papers(db):
    return db.session.scalars(select(Paper)).all()


def test_publishing_for_a_day_after_the_change_names_what_is_stale(
    browser, db, trainer, draft, amended, code
):
    browser.sign_in(trainer).post("exams.publish", {"held_on": day(AHEAD)}, exam_id=draft.id)
    said = flashed(browser, "exams.show", exam_id=draft.id)
    assert "缺 1 题" in said
    assert f"另有 1 题因法规修订尚未处理，没有计入：{code}" in said
    assert papers(db) == []


@pytest.mark.parametrize("held_on", ["", day(AHEAD - 1)])
def test_publishing_for_a_day_before_the_change_draws_everything(
    browser, db, trainer, draft, amended, held_on
):
    browser.sign_in(trainer).post("exams.publish", {"held_on": held_on}, exam_id=draft.id)
    assert len(papers(db)) == 1


def test_a_day_that_is_none_is_refused(browser, db, trainer, draft, amended):
    browser.sign_in(trainer).post("exams.publish", {"held_on": "下周"}, exam_id=draft.id)
    assert "请按“年-月-日”填写" in flashed(browser, "exams.show", exam_id=draft.id)
    assert papers(db) == []


def test_a_sitting_that_opens_on_or_after_the_day_is_refused_by_name(
    browser, db, make, city, trainer, pool, amended, typed_window, code
):
    exam = make.exam(city, pool)
    browser.sign_in(trainer)
    typed = window(typed_window, AHEAD + 1)
    page = browser.post("sittings.new", typed, expect=200, exam_id=exam.id)
    assert f"有 1 题所依条文已修订或失效：{code}" in alerts(page)
    assert db.session.scalars(select(Sitting)).all() == []


def test_a_sitting_that_opens_before_it_is_arranged(
    browser, db, make, city, trainer, pool, amended, typed_window
):
    exam = make.exam(city, pool)
    typed = window(typed_window, AHEAD - 2)
    browser.sign_in(trainer).post("sittings.new", typed, exam_id=exam.id)
    assert len(db.session.scalars(select(Sitting)).all()) == 1


def test_a_paper_without_stale_questions_is_sat_on_any_day(
    browser, make, city, trainer, pool, amended, typed_window
):
    exam = make.exam(city, pool[:3])
    typed = window(typed_window, AHEAD + 1)
    browser.sign_in(trainer).post("sittings.new", typed, exam_id=exam.id)


def test_a_sitting_is_not_moved_past_the_day(
    browser, make, city, trainer, pool, amended, typed_window
):
    sitting = make.sitting(make.exam(city, pool), opens_in=timedelta(days=2))
    typed = window(typed_window, AHEAD + 1)
    browser.sign_in(trainer)
    page = browser.post("sittings.edit", typed, expect=200, sitting_id=sitting.id)
    assert "所依条文已修订或失效" in alerts(page)


def test_a_sitting_already_past_the_day_can_still_be_renamed(
    browser, db, make, city, trainer, pool, amended, typed_window
):
    opens_in = timedelta(days=AHEAD + 1, hours=1)
    sitting = make.sitting(make.exam(city, pool), opens_in=opens_in)
    local = clock.in_beijing(sitting.opens_at)
    typed = typed_window | {
        "title": "改了名",
        "opens_at": local.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (local + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"),
    }
    browser.sign_in(trainer).post("sittings.edit", typed, sitting_id=sitting.id)
    assert db.session.get(Sitting, sitting.id).title == "改了名"
