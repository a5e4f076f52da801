"""修订雷达: every article and question in its class, and each number opens its list."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.features.laws.conftest import NAME, NEW
from zhifa_training.accounts.access import Role
from zhifa_training.questions.models import QuestionState, StoredQuestion


def chips(page):
    return {
        chip.get_text(" ", strip=True).rsplit(" ", 1)[0]: int(chip.select_one(".chip-count").text)
        for chip in page.select("a.chip")
    }


def codes(page):
    return [title.text for title in page.select(".card-title > a")]


def code(db, revision):
    return db.session.get(StoredQuestion, revision.question_id).code


def test_counts_every_class_of_article_and_question(browser, author, new):
    page = browser.sign_in(author).get("laws.radar", version_id=new.id)
    assert chips(page) == {
        "不受影响": 1,
        "仅改条号": 1,
        "需复核": 1,
        "应停用": 2,
        "已停用": 0,
        "已引用新版本": 0,
        "未变": 1,
        "仅条号变动": 1,
        "有修改": 2,
        "已删除": 1,
        "新增": 1,
    }


@pytest.mark.parametrize(
    ("shown", "articles"),
    [("untouched", [1]), ("renumbered", [2]), ("to_review", [4]), ("suspended", [3, 5])],
)
def test_each_number_opens_the_list_it_counts(browser, db, author, new, questions, shown, articles):
    page = browser.sign_in(author).get("laws.radar", version_id=new.id, questions=shown)
    assert codes(page) == [code(db, questions[article]) for article in articles]


def test_what_is_most_urgent_is_shown_first(browser, db, author, new, questions):
    page = browser.sign_in(author).get("laws.radar", version_id=new.id)
    assert codes(page) == [code(db, questions[3]), code(db, questions[5])]
    assert "“五十元”在新条文中已不存在" in page.text
    assert "第五条已删除" in page.text


def test_an_amended_article_stands_old_beside_new(browser, author, new):
    page = browser.sign_in(author).get("laws.radar", version_id=new.id, articles="amended")
    assert [side.text for side in page.select("del")] == ["五十"]
    assert [side.text for side in page.select("ins")] == ["二百", "自收到决定书之日起"]
    titles = [title.get_text(strip=True) for title in page.select("h3.card-title")]
    assert titles == ["第三条 → 第四条", "第四条 → 第五条"]


def test_deleted_and_added_articles_stand_alone(browser, author, new):
    browser.sign_in(author)
    assert "保管期限为十年" in browser.get("laws.radar", version_id=new.id, articles="deleted").text
    added = browser.get("laws.radar", version_id=new.id, articles="added").text
    assert NEW[2] in added


def test_a_settled_or_suspended_question_leaves_the_open_classes(
    browser, db, author, reviewer, new, questions
):
    browser.sign_in(author).post("laws.suspend_all", version_id=new.id)
    browser.sign_in(reviewer).post("laws.carry_over", {"effect": "renumbered"}, version_id=new.id)
    counted = chips(browser.get("laws.radar", version_id=new.id))
    assert (counted["应停用"], counted["仅改条号"]) == (0, 0)
    assert (counted["已停用"], counted["已引用新版本"]) == (2, 1)
    closed = browser.get("laws.radar", version_id=new.id, questions="closed")
    assert codes(closed) == [code(db, questions[3]), code(db, questions[5])]


def test_a_retired_question_is_nobodys_task(browser, db, author, new, questions):
    db.session.get(StoredQuestion, questions[4].question_id).state = QuestionState.RETIRED
    db.session.commit()
    assert chips(browser.sign_in(author).get("laws.radar", version_id=new.id))["需复核"] == 0


def test_a_frozen_paper_still_to_be_sat_is_named(browser, make, city, new, questions):
    exam = make.exam(city, [questions[1], questions[3], questions[5]], title="冬季考试")
    make.sitting(exam, opens_in=timedelta(days=3), title="补考场")
    make.sitting(exam, opens_in=timedelta(days=-60), title="早已结束")
    both = make.account(city, Role.AUTHOR, Role.TRAINER)
    page = browser.sign_in(both).get("laws.radar", version_id=new.id)
    (row,) = page.select("table tbody tr")
    assert [cell.text.strip() for cell in row.select("td")][:2] == ["冬季考试", "补考场"]
    assert row.select("td")[-1].text == "2"


def test_papers_of_other_units_are_not_named(browser, make, author, new, questions):
    other = make.unit("外省总队")
    make.sitting(make.exam(other, [questions[3]]), opens_in=timedelta(days=3))
    assert not browser.sign_in(author).get("laws.radar", version_id=new.id).select("table")


def test_without_the_old_text_everything_is_for_a_person_to_read(browser, make, author, today):
    version = make.law(NAME)
    make.question(version, article=3, evidence="处以二百元以下罚款")
    new = make.enact(NAME, NEW, today - timedelta(days=40))
    page = browser.sign_in(author).get("laws.radar", version_id=new.id)
    assert chips(page)["需复核"] == 1
    assert "没有收录条文" in page.text
    assert "第四条" in page.text


def test_the_list_costs_the_same_however_many_questions(
    browser, make, author, old, new, count_queries
):
    browser.sign_in(author)
    with count_queries() as few:
        browser.get("laws.radar", version_id=new.id, questions="to_review")
    for _ in range(12):
        make.question(old, article=4, evidence="申请期限为三十日")
    with count_queries() as many:
        browser.get("laws.radar", version_id=new.id, questions="to_review")
    assert len(many) == len(few)


def test_long_lists_come_in_pages(browser, make, author, old, new):
    for _ in range(25):
        make.question(old, article=4, evidence="申请期限为三十日")
    browser.sign_in(author)
    first = browser.get("laws.radar", version_id=new.id, questions="to_review")
    second = browser.get("laws.radar", version_id=new.id, questions="to_review", page=2)
    assert (len(codes(first)), len(codes(second))) == (20, 6)


def test_buttons_follow_the_rights(browser, author, reviewer, new):
    page = browser.sign_in(author).get("laws.radar", version_id=new.id, questions="to_review")
    assert "提出修订" in page.text
    assert not page.select("input[name=remark]")
    page = browser.sign_in(reviewer).get("laws.radar", version_id=new.id, questions="to_review")
    assert "提出修订" not in page.text
    assert len(page.select("input[name=remark]")) == 1


def test_an_unknown_version_is_not_found(browser, author):
    browser.sign_in(author).get("laws.radar", version_id=uuid4(), expect=404)


def test_an_officer_may_not(browser, officer_account, new):
    browser.sign_in(officer_account).get("laws.radar", version_id=new.id, expect=403)
