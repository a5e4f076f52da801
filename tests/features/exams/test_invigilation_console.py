"""监考台: the whole room on one screen, counted and listed by the same rows, cheap to refresh."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tests.features.exams.helpers import audited, column, flashed
from zhifa_training.accounts.access import Role
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt
from zhifa_training.exams.models.sittings import Candidate
from zhifa_training.exams.services import sweeping


@pytest.fixture
def sitting(make, exam):
    return make.sitting(exam)


@pytest.fixture
def attempt(make, sitting, officer):
    make.call(sitting, officer)
    return make.attempt(sitting, officer)


def answer(db, attempt, values, *, received_at=None):
    for number, value in enumerate(values, 1):
        db.session.add(
            AnswerEvent(
                attempt_id=attempt.id,
                client_event_id=uuid4(),
                item_id=attempt.paper.items[0].revision_id,
                value=value,
                client_seq=number,
                lease_epoch=1,
                received_at=received_at or datetime.now(UTC),
            )
        )
    db.session.commit()


def same(moment, other):
    """SQLite reckons with moments to the millisecond."""
    return abs(moment - other) < timedelta(milliseconds=2)


def numbers(page):
    labels = [label.text.strip() for label in page.select(".stat-label")]
    return dict(zip(labels, (int(v.text) for v in page.select(".stat-value")), strict=True))


def test_every_seat_is_told_with_its_state(browser, db, make, city, sitting, attempt, invigilator):
    make.call(sitting, make.officer(city, "未来人"))
    silent = make.officer(city, "久未人")
    make.call(sitting, silent)
    quiet = make.attempt(sitting, silent)
    quiet.started_at = datetime.now(UTC) - timedelta(minutes=4)
    answer(db, attempt, ["000"])
    page = browser.sign_in(invigilator).get("invigilation.console", sitting_id=sitting.id)
    states = dict(zip(column(page, "姓名"), column(page, "状态"), strict=True))
    assert states == {"李四": "作答中", "未来人": "未进场", "久未人": "久未保存"}
    answered = dict(zip(column(page, "姓名"), column(page, "已答"), strict=True))
    assert answered == {"李四": "1/4", "未来人": "—", "久未人": "0/4"}
    shown = numbers(page)
    assert (shown["全部"], shown["作答中"], shown["久未保存"], shown["未进场"]) == (3, 1, 1, 1)
    listed = browser.get("invigilation.console", sitting_id=sitting.id, seat="silent")
    assert column(listed, "姓名") == ["久未人"]


def test_an_answer_taken_back_is_not_counted(browser, db, sitting, attempt, invigilator):
    answer(db, attempt, ["000", ""])
    page = browser.sign_in(invigilator).get("invigilation.console", sitting_id=sitting.id)
    assert column(page, "已答") == ["0/4"]


def test_a_refresh_says_nothing_where_nothing_changed(browser, db, sitting, attempt, invigilator):
    browser.sign_in(invigilator)
    first = browser.client.get(browser.url("invigilation.seats", sitting_id=sitting.id))
    tag = {"If-None-Match": first.headers["ETag"]}
    again = browser.get("invigilation.seats", sitting_id=sitting.id, headers=tag, expect=304)
    assert again.data == b""
    answer(db, attempt, ["000"])
    changed = browser.client.get(
        browser.url("invigilation.seats", sitting_id=sitting.id), headers=tag
    )
    assert changed.status_code == 200
    assert "1/4" in changed.text


def test_a_refresh_of_two_hundred_seats_is_two_statements(
    browser, make, city, sitting, invigilator, count_queries
):
    for _ in range(200):
        make.call(sitting, make.officer(city))
    browser.sign_in(invigilator)
    url = browser.url("invigilation.seats", sitting_id=sitting.id)
    browser.client.get(url)
    with count_queries() as counted:
        assert browser.client.get(url).text.count("<tr") > 200
    assert len(counted) <= 2


def test_a_message_to_all_is_kept_and_audited(browser, db, sitting, attempt, invigilator):
    browser.sign_in(invigilator)
    typed = {"message-words": "请检查草稿纸"}
    browser.post("invigilation.message_all", typed, sitting_id=sitting.id)
    page = browser.get("invigilation.console", sitting_id=sitting.id)
    assert "请检查草稿纸" in page.text
    assert audited(db, "sitting.message")[0].detail["words"] == "请检查草稿纸"
    browser.post("invigilation.message_all", {"message-words": ""}, sitting_id=sitting.id)
    assert "请填写消息内容" in flashed(browser, "invigilation.console", sitting_id=sitting.id)


def extend_all(browser, sitting, minutes="10", reason="停电", key=None, **options):
    typed = {"time-minutes": minutes, "time-reason": reason, "time-key": key or str(uuid4())}
    return browser.post("invigilation.extend_all", typed, sitting_id=sitting.id, **options)


def test_more_time_for_all_reaches_who_answers_and_who_comes(
    browser, db, make, city, sitting, attempt, trainer, hand_in
):
    late_comer, done = make.officer(city), make.officer(city)
    make.call(sitting, late_comer)
    make.call(sitting, done, extra_minutes=5)
    hand_in(make.attempt(sitting, done), right=4)
    before = attempt.deadline_at
    extend_all(browser.sign_in(trainer), sitting)
    extend_all(browser, sitting, minutes="5")
    db.session.expire_all()
    assert same(attempt.deadline_at, before + timedelta(minutes=15))
    given = dict(db.session.execute(sa.select(Candidate.officer_id, Candidate.extra_minutes)).all())
    assert (given[late_comer.id], given[done.id]) == (15, 5)
    assert [entry.detail["of"] for entry in audited(db, "sitting.extend")] == [2, 2]


def test_a_form_sent_twice_is_given_once(browser, db, sitting, attempt, trainer):
    key = str(uuid4())
    for _ in range(2):
        extend_all(browser.sign_in(trainer), sitting, key=key)
    assert "已经生效，不必重复提交" in flashed(
        browser, "invigilation.console", sitting_id=sitting.id
    )
    db.session.expire_all()
    assert db.session.query(Candidate).one().extra_minutes == 10
    extend_all(browser, sitting, key="x")
    assert "页面已过期" in flashed(browser, "invigilation.console", sitting_id=sitting.id)


def test_who_ran_out_of_time_unswept_is_not_called_back(
    browser, db, make, city, sitting, attempt, trainer
):
    late = make.officer(city)
    make.call(sitting, late)
    make.attempt(sitting, late, deadline_in=timedelta(minutes=-5))
    extend_all(browser.sign_in(trainer), sitting)
    given = dict(db.session.execute(sa.select(Candidate.officer_id, Candidate.extra_minutes)).all())
    assert given[late.id] == 0
    assert audited(db, "sitting.extend")[0].detail["of"] == 1


def test_who_begins_at_that_moment_is_levelled_by_the_sweep(db, make, sitting, attempt):
    candidate = db.session.query(Candidate).one()
    candidate.extra_minutes = 20
    before = attempt.deadline_at
    db.session.commit()
    sweeping.sweep()
    db.session.expire_all()
    assert same(attempt.deadline_at, before + timedelta(minutes=20))
    sweeping.sweep()
    db.session.expire_all()
    assert same(attempt.deadline_at, before + timedelta(minutes=20))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"minutes": "0"}, "再延长的分钟数须在 1 至 480 之间"),
        ({"minutes": "十"}, "请填写整数"),
        ({"reason": ""}, "请填写原因"),
        ({"minutes": "480"}, "超过 480 分钟的上限"),
    ],
)
def test_refuses(browser, db, sitting, attempt, trainer, typed, said):
    db.session.query(Candidate).one().extra_minutes = 5
    db.session.commit()
    extend_all(browser.sign_in(trainer), sitting, **typed)
    assert said in flashed(browser, "invigilation.console", sitting_id=sitting.id)
    db.session.expire_all()
    assert db.session.query(Candidate).one().extra_minutes == 5


def test_an_outsider_finds_nothing(browser, make, sitting, stranger, candidate_account):
    other = make.account(make.unit("外市"), Role.INVIGILATOR)
    for account in (stranger, other):
        browser.sign_in(account)
        browser.get("invigilation.console", sitting_id=sitting.id, expect=404)
        browser.get("invigilation.seats", sitting_id=sitting.id, expect=404)
        typed = {"message-words": "话"}
        browser.post("invigilation.message_all", typed, sitting_id=sitting.id, expect=404)
    browser.sign_in(candidate_account)
    browser.get("invigilation.console", sitting_id=sitting.id, expect=403)


def test_time_for_all_is_the_managers_to_give(browser, sitting, attempt, invigilator, db):
    extend_all(browser.sign_in(invigilator), sitting, expect=403)
    assert db.session.query(Attempt).one().deadline_at == attempt.deadline_at
