"""登记废止: a version ends without a successor, and its questions rest."""

from datetime import date, timedelta

import pytest

from zhifa_training.laws.models import LawVersion
from zhifa_training.questions.queries import list_pool


def test_a_repeal_ends_the_version_and_takes_its_questions_out_of_the_pool(
    browser, db, reviewer, old, questions, today, audited
):
    assert len(list_pool(actor=None)) == 5
    typed = {"repealed_on": today.isoformat(), "basis": "省政府令第 9 号"}
    browser.sign_in(reviewer).post("laws.repeal", typed, version_id=old.id)
    db.session.expire_all()
    assert db.session.get(LawVersion, old.id).repealed_on == today
    assert list_pool(actor=None) == []
    assert len(list_pool(actor=None, on=today - timedelta(days=1))) == 5
    assert audited("law.repeal")[0].detail["basis"] == "省政府令第 9 号"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"repealed_on": "", "basis": "令"}, "请填写废止日期"),
        ({"repealed_on": "明天", "basis": "令"}, "请按“年-月-日”填写"),
        ({"repealed_on": "2024-01-01", "basis": " "}, "废止依据"),
        ({"repealed_on": "2020-01-01", "basis": "令"}, "须晚于该版本施行之日 2020-01-01"),
    ],
)
def test_each_bad_input_is_refused(browser, db, reviewer, old, flashed, typed, said):
    browser.sign_in(reviewer).post("laws.repeal", typed, version_id=old.id)
    assert said in flashed("laws.show", law_id=old.law_id)
    assert db.session.get(LawVersion, old.id).repealed_on is None


def test_a_version_that_has_ended_is_not_ended_again(browser, reviewer, old, new, flashed):
    typed = {"repealed_on": date(2030, 1, 1).isoformat(), "basis": "令"}
    browser.sign_in(reviewer).post("laws.repeal", typed, version_id=old.id)
    assert "失效，不必再登记废止" in flashed("laws.show", law_id=old.law_id)


def test_an_author_may_not(browser, author, old):
    browser.sign_in(author).post("laws.repeal", {}, version_id=old.id, expect=403)
