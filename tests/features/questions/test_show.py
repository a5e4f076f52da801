"""试题: key, explanation, citation, revisions and where it was used."""

from uuid import uuid4

from zhifa_training.accounts.access import Role


def test_shows_key_citation_and_every_revision(browser, author, revision, typed):
    browser.sign_in(author).post("questions.edit", typed, question_id=revision.question_id)
    page = browser.get("questions.show", question_id=revision.question_id)
    text = page.select_one("main").text
    assert "改过的题干" in text
    assert revision.stem in text
    assert "《行政处罚法》（2021-01-22）第四十二条" in text
    assert "甲 （答案）" in " ".join(page.select_one("ol").text.split())
    assert "表述更清楚" in text


def test_names_the_papers_that_used_it_to_those_who_may_see_them(browser, make, city, revision):
    make.exam(city, [revision], title="春季考试")
    trainer = make.account(city, Role.TRAINER)
    page = browser.sign_in(trainer).get("questions.show", question_id=revision.question_id)
    assert "春季考试" in page.text
    elsewhere = make.account(make.unit("邻市支队"), Role.TRAINER)
    page = browser.sign_in(elsewhere).get("questions.show", question_id=revision.question_id)
    assert "春季考试" not in page.text


def test_the_caveat_of_the_law_is_shown(browser, db, author, law, revision):
    law.standing = "所据文本应核对。"
    db.session.commit()
    page = browser.sign_in(author).get("questions.show", question_id=revision.question_id)
    assert "所据文本应核对" in page.text


def test_an_unknown_question_is_not_found(browser, author):
    browser.sign_in(author).get("questions.show", question_id=uuid4(), expect=404)


def test_an_officer_may_not_see_a_key(browser, officer_account, revision):
    browser.sign_in(officer_account).get(
        "questions.show", question_id=revision.question_id, expect=403
    )
