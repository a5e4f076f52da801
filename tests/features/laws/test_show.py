"""法规: its versions, the one in force on a day, its articles."""

from datetime import date, timedelta
from uuid import uuid4

from tests.features.laws.conftest import NAME


def numbers(page):
    return [heading.text for heading in page.select(".law-number")]


def shown_version(page):
    return next(h.text for h in page.select(".card-title") if h.text.startswith("条文"))


def test_shows_the_articles_in_force_today_with_their_questions(browser, author, new):
    page = browser.sign_in(author).get("laws.show", law_id=new.law_id)
    assert numbers(page) == ["第一条", "第二条", "第三条", "第四条", "第五条"]
    assert str(new.adopted_on) in shown_version(page)


def test_counts_the_questions_of_an_article_and_links_to_them(browser, author, old, questions):
    page = browser.sign_in(author).get("laws.show", law_id=old.law_id)
    link = page.select_one("#article-3 .hint a")
    assert link.text == "1 题依据本条"
    listed = browser.client.get(link["href"]).text
    assert listed.count("第三条") == 1
    assert "第四条" not in listed


def test_a_day_picks_the_version_that_held_then(browser, author, old, new, today):
    browser.sign_in(author)
    before = today - timedelta(days=11)
    page = browser.get("laws.show", law_id=old.law_id, on=before.isoformat())
    assert "2020-01-01" in shown_version(page)
    first = today - timedelta(days=10)
    page = browser.get("laws.show", law_id=old.law_id, on=first.isoformat())
    assert str(new.adopted_on) in shown_version(page)
    badges = [badge.text for badge in page.select("table .badge")]
    assert badges == ["现行有效", "已失效"]


def test_a_day_without_any_version_says_so(browser, author, old):
    page = browser.sign_in(author).get("laws.show", law_id=old.law_id, on="2019-12-31")
    assert "这一天没有施行中的版本" in page.text
    assert "尚未施行" in page.text


def test_a_senseless_day_means_today(browser, author, old):
    page = browser.sign_in(author).get("laws.show", law_id=old.law_id, on="昨天")
    assert "2020-01-01" in shown_version(page)


def test_a_version_can_be_asked_for_by_name(browser, author, old, new):
    page = browser.sign_in(author).get("laws.show", law_id=old.law_id, version=old.id)
    assert "2020-01-01" in shown_version(page)


def test_searches_the_articles(browser, author, new):
    browser.sign_in(author)
    assert numbers(browser.get("laws.show", law_id=new.law_id, q="票据")) == ["第三条"]
    assert "没有条文含有" in browser.get("laws.show", law_id=new.law_id, q="飞船").text


def test_a_version_without_text_says_what_to_do(browser, make, author):
    version = make.law(NAME, adopted_on=date(2021, 1, 22))
    page = browser.sign_in(author).get("laws.show", law_id=version.law_id)
    assert "尚未收录条文" in page.text


def test_an_unknown_law_is_not_found(browser, author):
    browser.sign_in(author).get("laws.show", law_id=uuid4(), expect=404)


def test_an_officer_may_not(browser, officer_account, old):
    browser.sign_in(officer_account).get("laws.show", law_id=old.law_id, expect=403)
