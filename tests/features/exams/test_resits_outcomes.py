"""考试结果: each officer once, first tries and resits apart; every number opens its list."""

from datetime import timedelta

import pytest

from tests.features.exams.helpers import column
from tests.workbooks import rows_of
from zhifa_training.exams.models.sittings import Candidate
from zhifa_training.exams.rules.resits import AbsenceReason
from zhifa_training.exams.services import resits

OVER = {"opens_in": timedelta(hours=-3), "window": timedelta(hours=2)}


@pytest.fixture
def exam(db, make, city, someone, hand_in):
    """An exam of four officers: passed at once, after a resit, failed twice, and away."""
    exam = make.exam(city, resit_limit=1)
    squad = make.unit("一中队", parent=city)
    names = ("首考过", "补考过", "两次未过", "缺考人")
    people = [make.officer(squad if name == "缺考人" else city, name) for name in names]
    first = make.sitting(exam, *people, **OVER)
    for officer, right in zip(people[:3], (4, 1, 0), strict=True):
        hand_in(make.attempt(first, officer), right=right)
    again = make.sitting(exam, *people[1:3], **OVER, title="补考", resit_round=1)
    for officer, right in zip(people[1:3], (3, 1), strict=True):
        hand_in(make.attempt(again, officer), right=right)
    absent = db.session.query(Candidate).filter_by(officer_id=people[3].id).one()
    resits.record_absence(absent.id, reason=AbsenceReason.SICK, remark="", actor=someone)
    return exam


def numbers(page):
    labels = [label.text.strip() for label in page.select(".stat-label")]
    return dict(zip(labels, (int(v.text) for v in page.select(".stat-value")), strict=True))


def test_every_number_is_the_list_behind_it(browser, trainer, exam):
    page = browser.sign_in(trainer).get("resits.outcomes", exam_id=exam.id)
    expected = {
        "应考人数": 4,
        "首考合格": 1,
        "补考合格": 1,
        "待考或待出分": 0,
        "不合格": 1,
        "缺考": 1,
    }
    assert numbers(page) == expected
    for link in page.select("a.stat-link")[1:]:
        key = link["href"].partition("outcome=")[2]
        listed = column(browser.get("resits.outcomes", exam_id=exam.id, outcome=key), "姓名")
        assert len(listed) == expected[link.text.strip()]
    absent = browser.get("resits.outcomes", exam_id=exam.id, outcome="absent")
    assert column(absent, "缺考原因") == ["因病"]


def test_the_workbook_is_the_list(browser, trainer, exam):
    rows = rows_of(browser.sign_in(trainer).get("resits.outcomes", exam_id=exam.id, export="xlsx"))
    assert {row[0]: (row[3], row[4]) for row in rows[1:]} == {
        "首考过": ("首考合格", 1),
        "补考过": ("补考合格", 2),
        "两次未过": ("不合格", 2),
        "缺考人": ("缺考", 1),
    }


def test_statements_do_not_grow_with_the_officers(
    browser, trainer, exam, make, city, count_queries
):
    browser.sign_in(trainer).get("resits.outcomes", exam_id=exam.id)
    with count_queries() as few:
        browser.get("resits.outcomes", exam_id=exam.id)
    make.sitting(exam, *(make.officer(city) for _ in range(20)), **OVER)
    with count_queries() as many:
        page = browser.get("resits.outcomes", exam_id=exam.id)
    assert numbers(page)["应考人数"] == 24
    assert len(many) == len(few)


def test_an_outsider_finds_nothing(browser, stranger, candidate_account, exam):
    browser.sign_in(stranger).get("resits.outcomes", exam_id=exam.id, expect=404)
    browser.sign_in(candidate_account).get("resits.outcomes", exam_id=exam.id, expect=403)
