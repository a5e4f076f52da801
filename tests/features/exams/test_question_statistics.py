"""作答统计 on the page of a question: whose answers count, when, and what is told of them."""

from datetime import UTC, datetime, timedelta

import pytest

from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import system
from zhifa_training.exams.queries.answering import find_answers
from zhifa_training.exams.rules.words import ReleasePolicy
from zhifa_training.exams.services import closing
from zhifa_training.questions.models import QuestionRevision

EARNED = (0, 1, 2, 3, 4, 4)
WORDING = (
    "question_id", "type", "options", "key", "explanation", "evidence", "law_version_id",
    "article", "topic", "fields", "difficulty",
)  # fmt: skip


@pytest.fixture
def exam(make, city):
    return make.exam(city)


@pytest.fixture
def revision(exam):
    """The second question of the paper: whoever got two or more right has this one right."""
    return exam.paper.items[1].revision


@pytest.fixture
def sit(make, hand_in):
    def sit(exam, unit, earned=EARNED, **window):
        people = [make.officer(unit) for _ in earned]
        sitting = make.sitting(exam, *people, **window)
        for person, right in zip(people, earned, strict=True):
            hand_in(make.attempt(sitting, person), right=right)
        return sitting

    return sit


def section(browser, account, revision):
    page = browser.sign_in(account).get("questions.show", question_id=revision.question_id)
    (found,) = [card for card in page.select(".card") if "作答统计" in card.text]
    return found


def facts(found):
    names = [term.text.strip() for term in found.select("dt")]
    return dict(zip(names, [value.text.strip() for value in found.select("dd")], strict=True))


def test_facility_discrimination_and_options_of_the_paper(
    browser, trainer, city, exam, revision, sit
):
    sit(exam, city)
    found = section(browser, trainer, revision)
    assert facts(found) == {
        "答卷": "6 份，其中未答 0 份",
        "难度": "0.67（95% 区间 0.30 至 0.90）",
        "区分度": "0.75（95% 区间 -0.17 至 0.97）",
        "高低分组差": "0.67",
    }
    rows = [[cell.text.strip() for cell in row.select("td")] for row in found.select("tbody tr")]
    assert [row[:4] for row in rows] == [
        ["A（答案）", "甲", "4", "66.7%"],
        ["B", "乙", "2", "33.3%"],
        ["C", "丙", "0", "0.0%"],
        ["D", "丁", "0", "0.0%"],
    ]
    assert "有干扰项无人选择" in found.text
    assert "统计第 1 次修订" in found.text
    assert found.select_one("figure img")["alt"]


def test_only_the_caller_s_units_count(browser, make, city, exam, revision, sit):
    county = make.unit("某县大队", city)
    sitting = sit(exam, county)
    for unit, shown in ((county, True), (city, True), (make.unit("邻市支队"), False)):
        text = section(browser, make.account(unit, Role.TRAINER), revision).text
        assert ("6 份" in text) is shown
        assert ("还没有可统计的作答" in text) is not shown
    assert sitting.unit_id == city.id, "whose unit the candidate is, not who held the sitting"


def test_an_author_sees_the_figures_of_their_own_units(browser, make, city, exam, revision, sit):
    sit(exam, city)
    assert "6 份" in section(browser, make.account(city, Role.AUTHOR), revision).text


def test_nothing_is_told_before_the_results_are_out(browser, db, make, trainer, city, sit):
    exam = make.exam(city, release_policy=ReleasePolicy.TOGETHER)
    revision = exam.paper.items[1].revision
    sitting = sit(exam, city)
    assert "还没有可统计的作答" in section(browser, trainer, revision).text
    sitting.released_at = datetime.now(UTC)
    db.session.commit()
    assert "6 份" in section(browser, trainer, revision).text


def test_of_few_answers_nothing_is_told(browser, trainer, city, exam, revision, sit):
    sit(exam, city, earned=(4, 4, 0, 1))
    found = section(browser, trainer, revision)
    assert "作答不足 5 份" in found.text
    assert not found.select("dd, table, img")


def test_a_cancelled_sitting_does_not_count(browser, db, trainer, city, exam, revision, sit):
    sitting = sit(exam, city)
    sitting.cancelled_at = datetime.now(UTC)
    db.session.commit()
    assert "还没有可统计的作答" in section(browser, trainer, revision).text


def test_a_resit_on_the_same_paper_does_not_count_again(make, hand_in, city, exam, revision, sit):
    someone = system(roots=[city.id])
    officer = make.officer(city)
    for title, right in (("第一场", 0), ("补考", 4)):
        sitting = make.sitting(exam, officer, title=title)
        hand_in(make.attempt(sitting, officer), right=right)
    (answer,) = find_answers(revision.id, actor=someone)
    assert (answer.share, answer.rest) == (0.0, 0.0)


def test_the_answers_of_several_papers_come_together(make, city, exam, revision, sit):
    version = make.law("公路法")
    others = [make.question(version) for _ in range(2)]
    second = make.exam(city, [revision, *others], title="另一场")
    sit(exam, city, earned=(2,))
    sit(second, city, earned=(1,))
    found = find_answers(revision.id, actor=system(roots=[city.id]))
    assert sorted((answer.share, round(answer.rest, 3)) for answer in found) == [(1, 0), (1, 0.333)]
    assert {answer.chosen for answer in found} == {frozenset(revision.key)}


def test_no_answer_at_all_is_counted_as_such(browser, make, trainer, city, exam, revision, sit):
    sitting = sit(exam, city)
    absent = make.officer(city)
    make.call(sitting, absent)
    attempt = make.attempt(sitting, absent, deadline_in=timedelta(minutes=-2))
    assert closing.close_expired(attempt.id)
    found = section(browser, trainer, revision)
    assert facts(found)["答卷"] == "7 份，其中未答 1 份"
    assert [cell.text for cell in found.select('td[data-label="选项"]')][-1] == "未答"


def test_a_new_wording_nobody_met_leaves_the_figures_of_the_old(
    browser, db, trainer, city, exam, revision, sit
):
    sit(exam, city)
    kept = {name: getattr(revision, name) for name in WORDING}
    db.session.add(
        QuestionRevision(**kept, number=2, stem="改过的题干（　）。", content_digest="2" * 64)
    )
    db.session.commit()
    found = section(browser, trainer, revision)
    assert "统计第 1 次修订" in found.text
    assert "6 份" in found.text


def test_the_page_costs_the_same_however_many_answered(
    browser, make, trainer, city, exam, revision, sit, count_queries
):
    sit(exam, city, earned=(0, 1, 2, 3, 4))
    browser.sign_in(trainer)
    with count_queries() as few:
        browser.get("questions.show", question_id=revision.question_id)
    sit(exam, city)
    with count_queries() as many:
        browser.get("questions.show", question_id=revision.question_id)
    assert len(many) == len(few)


def test_the_chart_draws_the_options(browser, trainer, city, exam, revision, sit):
    sit(exam, city)
    response = browser.sign_in(trainer).get(
        "questions.options_chart", question_id=revision.question_id
    )
    assert response.mimetype == "image/svg+xml"
    for text in ("A（答案）", "低分组", "高分组"):
        assert text in response.text
