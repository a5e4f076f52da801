"""首页: each part for whoever holds the right to it, and the same few statements at any size."""

from datetime import timedelta
from decimal import Decimal

import pytest

from zhifa_training.accounts.access import Role
from zhifa_training.core import clock
from zhifa_training.core.db import db as database
from zhifa_training.exams.models.attempts import AttemptScore
from zhifa_training.exams.rules.words import AttemptState, CloseReason, ReleasePolicy
from zhifa_training.records.models import Fact
from zhifa_training.records.services import credit

MOST_STATEMENTS = 11
LAST_WEEK = timedelta(days=-7)


@pytest.fixture
def province(make):
    return make.unit("省局")


@pytest.fixture
def city(make, province):
    return make.unit("甲市支队", province)


@pytest.fixture
def officer(make, city):
    return make.officer(city, "王一")


def finished(make, exam, officer, *, score=Decimal(6), is_passed=True):
    """Return a sitting of last week in which ``officer`` earned ``score``."""
    sitting = make.sitting(exam, officer, opens_in=LAST_WEEK)
    attempt = make.attempt(sitting, officer, deadline_in=timedelta(days=-6))
    attempt.state, attempt.closed_at = (
        AttemptState.SCORED,
        attempt.started_at + timedelta(minutes=9),
    )
    attempt.close_reason, attempt.receipt = CloseReason.HANDED_IN, attempt.id.hex[-16:]
    database.session.add(
        AttemptScore(
            attempt_id=attempt.id,
            scorer_version="1",
            answers_digest="0" * 64,
            score=score,
            full_score=Decimal(8),
            is_passed=is_passed,
            item_scores={},
        )
    )
    database.session.commit()
    return sitting


def hrefs(page, text):
    return [link["href"] for link in page.select("a") if text in link.get_text()]


def test_officer_is_led_into_the_open_sitting(browser, make, city, officer):
    sitting = make.sitting(make.exam(city, title="轮训考试"), officer)
    page = browser.sign_in(make.account(city, officer=officer)).get("home.index")
    assert hrefs(page, "进入考场") == [browser.url("room.waiting", sitting_id=sitting.id)]


def test_officer_goes_on_with_the_attempt_begun(browser, make, city, officer):
    attempt = make.attempt(make.sitting(make.exam(city), officer), officer)
    page = browser.sign_in(make.account(city, officer=officer)).get("home.index")
    assert hrefs(page, "继续作答") == [browser.url("room.paper", attempt_id=attempt.id)]


def test_what_is_to_come_cannot_be_entered_yet(browser, make, city, officer):
    make.sitting(make.exam(city, title="专题考试"), officer, opens_in=timedelta(days=3))
    page = browser.sign_in(make.account(city, officer=officer)).get("home.index")
    assert "专题考试" in page.text
    assert not hrefs(page, "进入考场")


def test_officer_sees_only_results_that_are_out(browser, make, city, officer):
    finished(make, make.exam(city, title="即时公布"), officer)
    waiting = make.exam(city, title="统一公布", release_policy=ReleasePolicy.TOGETHER)
    sitting = finished(make, waiting, officer, score=Decimal(2), is_passed=False)
    page = browser.sign_in(make.account(city, officer=officer)).get("home.index")
    assert [row.get_text(strip=True) for row in page.select(".home-result-title")] == ["即时公布"]
    sitting.released_at = clock.now()
    database.session.commit()
    page = browser.get("home.index")
    titles = {row.get_text(strip=True) for row in page.select(".home-result-title")}
    assert titles == {"即时公布", "统一公布"}
    assert "不合格" in page.text


def test_officer_sees_their_own_file(browser, make, city, officer):
    for fact in (Fact.ROTATION_EXAM_SAT, Fact.ROTATION_EXAM_PASSED):
        credit(
            officer_id=officer.id,
            unit_id=city.id,
            fact=fact,
            occurred_on=clock.today(),
            source="attempt:1",
            title="轮训",
            evidence={},
        )
    page = browser.sign_in(make.account(city, officer=officer)).get("home.index")
    assert "参加 1 次，合格 1 次" in page.text
    assert officer.badge_number in page.text


def test_trainer_is_told_what_to_do(browser, make, city, officer):
    draft = make.draft(city, title="待发布的考试")
    to_release = finished(
        make, make.exam(city, title="待公布", release_policy=ReleasePolicy.TOGETHER), officer
    )
    running = make.sitting(make.exam(city, title="进行中"), officer)
    page = browser.sign_in(make.account(city, Role.TRAINER)).get("home.index")
    assert hrefs(page, "去发布") == [browser.url("exams.show", exam_id=draft.id)]
    assert hrefs(page, "去公布") == [browser.url("results.sitting", sitting_id=to_release.id)]
    assert hrefs(page, "查看进度") == [browser.url("sittings.show", sitting_id=running.id)]
    assert "已进场 0/1 人" in page.text


def test_finished_released_and_cancelled_are_no_tasks(browser, make, city, officer):
    sitting = finished(make, make.exam(city, release_policy=ReleasePolicy.TOGETHER), officer)
    sitting.released_at = clock.now()
    finished(make, make.exam(city), officer)
    make.sitting(make.exam(city), officer, cancelled_at=clock.now())
    make.draft(city).cancelled_at = clock.now()
    make.sitting(make.exam(city), officer, opens_in=timedelta(days=20))
    database.session.commit()
    page = browser.sign_in(make.account(city, Role.TRAINER)).get("home.index")
    assert not page.select(".task")
    assert "没有待办事项" in page.text


def test_tasks_of_other_units_stay_theirs(browser, make, province, city, officer):
    other = make.unit("乙市支队", province)
    make.draft(city, title="甲市的考试")
    make.sitting(make.exam(city), officer)
    page = browser.sign_in(make.account(other, Role.TRAINER)).get("home.index")
    assert "甲市的考试" not in page.text
    assert not page.select(".task")


def test_who_only_watches_is_not_asked_to_publish(browser, make, city, officer):
    make.draft(city, title="待发布的考试")
    finished(make, make.exam(city, release_policy=ReleasePolicy.TOGETHER), officer)
    page = browser.sign_in(make.account(city, Role.INVIGILATOR)).get("home.index")
    assert not hrefs(page, "去发布")
    assert not hrefs(page, "去公布")
    assert "待发布的考试" not in page.text


def test_viewer_sees_who_is_behind_with_links_to_the_names(browser, make, province):
    late, early = make.unit("乙市支队", province), make.unit("丙市支队", province)
    make.officer(late, "赵一")
    done = make.officer(early, "钱二")
    credit(
        officer_id=done.id,
        unit_id=early.id,
        fact=Fact.ROTATION_EXAM_SAT,
        occurred_on=clock.today(),
        source="attempt:2",
        title="轮训",
        evidence={},
    )
    page = browser.sign_in(make.account(province, Role.UNIT_VIEWER)).get("home.index")
    assert "50.0%" in page.text
    rows = page.select("tbody tr")
    assert [row.td.get_text(strip=True) for row in rows] == ["乙市支队"]
    names = browser.client.get(rows[0].select("a")[-1]["href"])
    assert "赵一" in names.text
    assert "钱二" not in names.text


def test_administrator_gets_the_ways_in(browser, make, province):
    page = browser.sign_in(make.account(province, Role.AUDIT_ADMINISTRATOR)).get("home.index")
    assert page.select(".home-entries a")
    assert not page.select(".task, .stat")


def test_nobody_is_shown_a_home_page_unasked(browser):
    response = browser.get("home.index", expect=302)
    assert "/sign-in" in response.location


def test_statements_stay_few_at_any_size(browser, make, province, city, officer, count_queries):
    roles = (Role.OFFICER, Role.TRAINER, Role.UNIT_VIEWER, Role.UNIT_ADMINISTRATOR)
    browser.sign_in(make.account(province, *roles, officer=officer))
    finished(make, make.exam(city), officer)
    with count_queries() as small:
        browser.get("home.index")
    for number in range(4):
        unit = make.unit(f"{number}县大队", city)
        finished(make, make.exam(unit), make.officer(unit))
        finished(make, make.exam(city), officer)
        make.sitting(make.exam(city), officer)
        make.draft(city)
    with count_queries() as large:
        page = browser.get("home.index")
    assert page.select(".task")
    assert len(large) == len(small) <= MOST_STATEMENTS
