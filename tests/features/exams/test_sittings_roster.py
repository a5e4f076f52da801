"""应考名单: who was in post and enforcing on the opening day, and why others are left out."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.features.exams.helpers import audited, column, flashed
from tests.workbooks import rows_of
from zhifa_training.accounts.actor import system
from zhifa_training.core import clock
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.queries.sittings import list_members
from zhifa_training.exams.rules.roster import LeftOut, roster
from zhifa_training.exams.rules.sittings import CandidateFaultError
from zhifa_training.exams.services import sittings as services
from zhifa_training.units.rules import Establishment, ExclusionReason, OfficerStatus

LONG_AGO = date(2022, 1, 1)


@pytest.fixture
def sitting(make, exam):
    return make.sitting(exam, opens_in=timedelta(days=3))


@pytest.fixture
def day(sitting):
    return clock.in_beijing(sitting.opens_at).date()


def called(db, sitting):
    return set(db.session.scalars(select(Candidate.officer_id).filter_by(sitting_id=sitting.id)))


def test_calls_the_subtree_once(browser, db, make, city, trainer, sitting, officer):
    squad = make.unit("一中队", parent=city)
    deep = make.officer(squad, "王五")
    make.officer(make.unit("邻市支队"), "外人")
    browser.sign_in(trainer).post("sittings.roster", sitting_id=sitting.id)
    assert called(db, sitting) == {officer.id, deep.id}
    assert audited(db, "sitting.call_roster")[0].detail["called"] == 2
    browser.get("sittings.show", sitting_id=sitting.id)
    browser.post("sittings.roster", sitting_id=sitting.id)
    assert "都已在名单中" in flashed(browser, "sittings.show", sitting_id=sitting.id)
    assert called(db, sitting) == {officer.id, deep.id}


def test_preview_names_who_is_left_out_and_why(browser, make, city, trainer, sitting, officer, day):
    make.exclusion(make.officer(city, "病假"), since=LONG_AGO)
    make.officer(city, "退休", status=OfficerStatus.RETIRED)
    make.officer(city, "协管", establishment=Establishment.AUXILIARY)
    clerk = make.officer(city, "内勤", until=LONG_AGO)
    make.posting(clerk, city, since=LONG_AGO, is_enforcing=False)
    make.officer(city, "已走", until=day)
    browser.sign_in(trainer)
    page = browser.get("sittings.roster", sitting_id=sitting.id)
    reasons = dict(zip(column(page, "姓名"), column(page, "未列入原因"), strict=True))
    assert reasons == {
        "病假": "不计入应训人员（病假六个月以上）",
        "退休": "不在岗（退休）",
        "内勤": "非执法岗位",
        "协管": "辅助人员",
    }
    assert "将 1 人列入名单" in page.text
    rows = rows_of(browser.get("sittings.roster", sitting_id=sitting.id, export="xlsx"))
    assert {row[0]: row[3] for row in rows[1:]} == {"李四": ""} | reasons


def test_maternity_lifts_no_duty_here_as_in_the_rate(
    browser, make, city, trainer, sitting, officer
):
    make.exclusion(officer, since=LONG_AGO, reason=ExclusionReason.MATERNITY)
    page = browser.sign_in(trainer).get("sittings.roster", sitting_id=sitting.id)
    assert "将 1 人列入名单" in page.text


def test_who_is_on_the_list_already_is_not_called_left_out(
    browser, make, trainer, sitting, officer
):
    make.call(sitting, officer)
    page = browser.sign_in(trainer).get("sittings.roster", sitting_id=sitting.id)
    assert column(page, "姓名") == []
    figures = [value.text for value in page.select(".stat-value")]
    assert figures == ["0", "1"]


def test_the_day_that_counts_is_the_opening_day_in_beijing(db, make, city, sitting, day, someone):
    make.officer(city, "当日到任", since=day)
    make.officer(city, "次日到任", since=day + timedelta(days=1))
    make.officer(city, "当日离任", until=day)
    back = make.officer(city, "假满")
    make.exclusion(back, since=LONG_AGO, until=day)
    names = {m.name for m in roster(list_members(sitting, actor=someone)).called}
    assert names == {"当日到任", "假满"}


def test_a_withdrawn_candidate_is_not_called_again_by_the_roster(db, sitting, officer, someone):
    services.call_roster(sitting, actor=someone)
    candidate = db.session.scalars(select(Candidate)).one()
    services.withdraw(candidate, reason="请假", actor=someone)
    with pytest.raises(CandidateFaultError):
        services.call_roster(sitting, actor=someone)
    (member,) = list_members(sitting, actor=someone)
    assert member.left_out is LeftOut.WITHDRAWN


@pytest.mark.parametrize("seed", range(4))
def test_the_roster_equals_a_naive_count(db, make, city, sitting, day, someone, seed):
    """Build a random history and compare with a plain reading of it, officer by officer."""
    draw = random.Random(seed)
    units = [city, make.unit("一中队", parent=city), make.unit("邻市支队")]
    expected = set()
    for _ in range(25):
        first, second = draw.choice(units), draw.choice(units)
        moved = day + timedelta(days=draw.randint(-3, 3))
        left = draw.choice([None, day + timedelta(days=draw.randint(1, 5) - 2)])
        left = left if left is None or left > moved else None
        status = draw.choice([OfficerStatus.IN_POST] * 4 + [OfficerStatus.LEFT])
        officer = make.officer(first, until=moved, status=status)
        enforcing = draw.random() < 0.8
        make.posting(officer, second, since=moved, until=left, is_enforcing=enforcing)
        since = day + timedelta(days=draw.randint(-4, 2))
        until = draw.choice([None, since + timedelta(days=draw.randint(1, 6))])
        is_excluded = draw.random() < 0.3
        if is_excluded:
            make.exclusion(officer, since=since, until=until)
        unit, is_enforcing = (first, True) if day < moved else (second, enforcing)
        in_service = day < moved or left is None or day < left
        excluded_today = is_excluded and since <= day and (until is None or day < until)
        due = in_service and is_enforcing and not excluded_today
        if due and unit is not units[2] and status is OfficerStatus.IN_POST:
            expected.add(officer.id)
    found = roster(list_members(sitting, actor=someone))
    assert {member.officer_id for member in found.called} == expected
    everyone = [member.officer_id for member in (*found.called, *found.left_out)]
    assert len(everyone) == len(set(everyone)), "nobody is counted twice"


@pytest.mark.race
def test_two_trainers_at_once_call_each_officer_once(app, db, make, city, sitting, officer):
    for number in range(5):
        make.officer(city, f"人员{number}")
    sitting_id, actor = sitting.id, system(roots=[city.id])
    db.session.commit()
    gate = Barrier(2)

    def work(_):
        with app.app_context():
            mine = db.session.get(Sitting, sitting_id)
            gate.wait()
            try:
                return services.call_roster(mine, actor=actor)
            except CandidateFaultError:
                return 0

    with ThreadPoolExecutor(2) as threads:
        counts = list(threads.map(work, range(2)))
    db.session.commit()
    assert sorted(counts) == [0, 6]
    assert db.session.scalars(select(func.count(Candidate.id))).one() == 6


def test_preview_costs_the_same_however_many(
    browser, make, city, trainer, sitting, officer, count_queries
):
    browser.sign_in(trainer)
    with count_queries() as few:
        browser.get("sittings.roster", sitting_id=sitting.id)
    for number in range(15):
        make.officer(city, f"人员{number}")
    with count_queries() as many:
        browser.get("sittings.roster", sitting_id=sitting.id)
    assert len(many) == len(few)


def test_another_units_is_not_found(browser, stranger, sitting):
    browser.sign_in(stranger).post("sittings.roster", expect=404, sitting_id=sitting.id)


def test_an_invigilator_may_not(browser, invigilator, sitting):
    browser.sign_in(invigilator).get("sittings.roster", expect=403, sitting_id=sitting.id)
