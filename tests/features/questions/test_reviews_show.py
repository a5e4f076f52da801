"""审题: what changed, on what it rests, and what was said of it."""

from uuid import uuid4

import pytest

from zhifa_training.questions import cited


def test_marks_what_changed_and_only_that(browser, reviewer, proposed, revision):
    page = browser.sign_in(reviewer).get("reviews.show", question_id=proposed)
    rows = page.select(".redline-row[data-changed]")
    assert [row.select_one("dt").contents[0] for row in rows] == ["题干"]
    before, after = rows[0].select_one(".redline-before"), rows[0].select_one(".redline-after")
    assert (before.text.strip(), after.text.strip()) == (revision.stem, "改过的题干（　）。")
    assert before.select("del")
    assert after.select("ins")
    assert "修订对照（1 处有变化）" in page.text


def test_a_question_never_published_is_shown_whole_without_marks(browser, author, make, law):
    revision = make.question(law)
    page = browser.sign_in(author).get("reviews.show", question_id=revision.question_id)
    assert revision.stem in page.text
    assert not page.select("ins, del")
    assert "没有待审的修订" in page.text


def test_the_article_is_shown_where_somebody_keeps_it(browser, reviewer, proposed, monkeypatch):
    browser.sign_in(reviewer)
    assert "没有收录这一条" in browser.get("reviews.show", question_id=proposed).text
    monkeypatch.setattr(cited, "_finders", [lambda version, article: f"第{article}条的原文"])
    page = browser.get("reviews.show", question_id=proposed)
    assert page.select_one("blockquote").text == "第42条的原文"


def test_offers_a_decision_only_to_who_reads_it(browser, author, reviewer, claimed):
    assert browser.get("reviews.show", question_id=claimed).select("[value=approve]")
    page = browser.sign_in(author).get("reviews.show", question_id=claimed)
    assert not page.select("[value=approve]")
    assert "有您提出的内容" in page.text


def test_a_remark_is_kept_with_its_author(browser, author, reviewer, proposed):
    browser.sign_in(reviewer).post(
        "reviews.comment", {"comment-words": "依据宜引第二款。"}, question_id=proposed
    )
    page = browser.sign_in(author).get("reviews.show", question_id=proposed)
    step = page.select_one(".timeline-step")
    assert "依据宜引第二款。" in step.text
    assert "审题人" in step.text


@pytest.mark.parametrize("words", ["", " ", "长" * 2001])
def test_a_remark_must_say_something_and_end(browser, reviewer, proposed, words):
    browser.sign_in(reviewer).post(
        "reviews.comment", {"comment-words": words}, question_id=proposed
    )
    page = browser.get("reviews.show", question_id=proposed)
    assert len(page.select(".timeline-step")) == 1
    assert page.select(".notice[data-tone=danger]")


def test_an_unknown_question_is_not_found(browser, reviewer):
    browser.sign_in(reviewer).get("reviews.show", question_id=uuid4(), expect=404)
    browser.post("reviews.comment", {"comment-words": "x"}, question_id=uuid4(), expect=404)


def test_an_officer_sees_nothing(browser, officer_account, proposed):
    browser.sign_in(officer_account).get("reviews.show", question_id=proposed, expect=403)
    browser.post("reviews.comment", {}, question_id=proposed, expect=403)
