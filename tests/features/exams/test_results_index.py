"""考试成绩一览."""

from datetime import timedelta

from tests.features.exams.helpers import column
from tests.workbooks import rows_of


def test_counts_who_sat_and_who_passed(browser, make, city, trainer, exam, hand_in):
    good, bad, away = (make.officer(city, name) for name in ("甲", "乙", "丙"))
    sitting = make.sitting(exam, good, bad, away)
    hand_in(make.attempt(sitting, good), right=4)
    hand_in(make.attempt(sitting, bad), right=1)
    browser.sign_in(trainer)
    page = browser.get("results.index")
    shown = [column(page, label)[0] for label in ("应考", "已出分", "合格", "公布")]
    assert shown == ["3", "2", "1", "待公布"]
    rows = rows_of(browser.get("results.index", export="xlsx"))
    assert [str(int(value)) for value in rows[1][4:7]] == shown[:3]


def test_cancelled_sittings_have_no_results(browser, make, trainer, exam):
    make.sitting(exam, cancelled_at=make.sitting(exam).opens_at, title="取消的")
    assert column(browser.sign_in(trainer).get("results.index"), "场次") == ["第一场"]


def test_list_costs_the_same_however_long(browser, make, trainer, exam, count_queries):
    make.sitting(exam)
    browser.sign_in(trainer)
    with count_queries() as few:
        browser.get("results.index")
    for number in range(10):
        make.sitting(exam, opens_in=timedelta(hours=-number))
    with count_queries() as many:
        browser.get("results.index")
    assert len(many) == len(few)


def test_another_units_is_not_listed(browser, make, stranger, exam):
    make.sitting(exam)
    assert column(browser.sign_in(stranger).get("results.index"), "场次") == []


def test_an_officer_may_not(browser, candidate_account):
    browser.sign_in(candidate_account).get("results.index", expect=403)
