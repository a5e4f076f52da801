"""The officer's own pages: progress, weak articles, learning by heart, favourites."""

from datetime import date

import pytest
import sqlalchemy as sa

from tests.features.practice.conftest import wrong_option
from zhifa_training.accounts.access import Role
from zhifa_training.practice.models import Favourite

PAGES = ["practice.index", "practice.articles", "practice.read", "practice.wrong"]


@pytest.mark.parametrize("endpoint", [*PAGES, "practice.print_wrong"])
def test_empty_pages_stand(browser, learner, endpoint):
    browser.sign_in(learner).get(endpoint)


@pytest.mark.parametrize("endpoint", [*PAGES, "practice.print_wrong"])
@pytest.mark.parametrize("role", [Role.TRAINER, Role.UNIT_VIEWER, Role.SYSTEM_ADMINISTRATOR])
def test_staff_see_nothing_of_practice(browser, make, city, endpoint, role):
    browser.sign_in(make.account(city, role)).get(endpoint, expect=403)


def test_progress_and_what_is_open(browser, questions, begun):
    run = begun()
    browser.post("practice.answer", {"place": "1", "q": questions[0].key}, practice_run_id=run)
    page = browser.get("practice.index")
    assert "1/3" in page.select_one("table").text
    assert "已做 1 题，共 3 题" in page.text
    assert "1 天" in page.text


def test_home_leads_to_it(browser, questions, begun):
    begun()
    home = browser.get("home.index")
    assert home.select_one('.home-section a[href="/practice"], .card a[href="/practice"]')


def test_too_few_answers_say_nothing(browser, questions, begun):
    sent = {"place": "1", "q": wrong_option(questions[0])}
    browser.post("practice.answer", sent, practice_run_id=begun())
    page = browser.get("practice.articles")
    assert "作答太少" in page.text
    assert "只练这些条文" not in page.text


def test_weak_articles_can_be_practised_alone(browser, questions, begun):
    for _ in range(5):
        run = begun(anew="1")
        sent = {"place": "1", "q": wrong_option(questions[0])}
        browser.post("practice.answer", sent, practice_run_id=run)
    page = browser.get("practice.articles")
    assert "答 5 次，对 0 次" in page.text
    assert page.select_one("input[name=subject]")["value"].endswith(".1")


def test_answers_to_an_article_amended_since_say_nothing_of_the_present_one(
    browser, make, questions, begun
):
    for _ in range(5):
        sent = {"place": "1", "q": wrong_option(questions[0])}
        browser.post("practice.answer", sent, practice_run_id=begun(anew="1"))
    texts = {n: f"某条例第{n}条的原文。" for n in range(1, 60)}
    make.enact("某条例", texts | {1: "全新的第一条，罚款改为五千元。"}, date(2025, 3, 1))
    assert "答 5 次" not in browser.get("practice.articles").text


def test_learning_by_heart_shows_keys_and_keeps_nothing(browser, learner, questions, answers):
    page = browser.sign_in(learner).get("practice.read")
    assert page.text.count("（答案）") == 3
    assert "某条例第2条的原文" in page.text
    assert answers() == []


@pytest.mark.parametrize("seen", [("seen", 1), ("unseen", 2), ("favourite", 1)])
def test_the_list_is_narrowed(browser, questions, begun, seen):
    run = begun()
    browser.post("practice.answer", {"place": "1", "q": questions[0].key}, practice_run_id=run)
    browser.post("practice.favourite", {"keep": "1"}, question_id=questions[1].question_id)
    page = browser.get("practice.read", seen=seen[0])
    assert len(page.select("article.question")) == seen[1]


@pytest.mark.parametrize("given", [{"law": "x"}, {"type": "x"}, {"seen": "x"}])
def test_an_odd_filter_is_not_found(browser, learner, given):
    browser.sign_in(learner).get("practice.read", expect=404, **given)


def test_favourites_come_and_go(browser, learner, questions, db):
    def kept():
        return len(db.session.scalars(sa.select(Favourite)).all())

    browser.sign_in(learner)
    for keep, count in (("1", 1), ("1", 1), ("0", 0), ("0", 0)):
        browser.post("practice.favourite", {"keep": keep}, question_id=questions[0].question_id)
        assert kept() == count


def test_what_cannot_be_practised_cannot_be_kept(browser, learner, make, law):
    secret = make.question(law)
    browser.sign_in(learner).post(
        "practice.favourite", {"keep": "1"}, expect=404, question_id=secret.question_id
    )


@pytest.mark.parametrize("endpoint", PAGES)
def test_pages_ask_the_same_number_of_questions(
    browser, make, law, practised, learner, begun, count_queries, endpoint
):
    def answer_all(count):
        practised(*(make.question(law, article=n + 1) for n in range(count)))
        run = begun(anew="1")
        for place in range(1, count + 1):
            browser.post(
                "practice.answer", {"place": str(place), "q": "000000"}, practice_run_id=run
            )
        with count_queries() as counted:
            browser.get(endpoint)
        return counted

    assert len(answer_all(2)) == len(answer_all(6))
