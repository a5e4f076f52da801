"""试题页与法规库: a stale question says so, lists narrow by article, a revision starts right."""

from tests.features.laws.conftest import NAME


def test_a_stale_question_says_why_and_where_to_settle_it(browser, author, new, questions):
    browser.sign_in(author)
    page = browser.get("questions.show", question_id=questions[2].question_id)
    notice = page.select_one(".notice")
    assert "条号改为第三条" in notice.text
    assert notice.select_one("a")["href"].endswith(f"/laws/versions/{new.id}/radar")
    page = browser.get("questions.show", question_id=questions[1].question_id)
    assert not page.select(".notice")


def test_the_list_narrows_to_a_version_and_an_article(browser, author, old, questions):
    browser.sign_in(author)
    page = browser.get("questions.index", version=old.id)
    assert len(page.select("tbody tr")) == 5
    assert page.select_one("input[name=version]")["value"] == str(old.id)
    page = browser.get("questions.index", law=old.law_id, article="4")
    assert [cell.text for cell in page.select('td[data-label="依据"]')] == [
        f"《{NAME}》（2020-01-01）第四条"
    ]
    assert len(browser.get("questions.index", article="四").select("tbody tr")) == 5


def test_a_revision_from_the_radar_starts_on_the_new_version(browser, author, new, questions):
    browser.sign_in(author)
    question_id = questions[4].question_id
    page = browser.get("questions.edit", question_id=question_id, version=new.id)
    assert page.select_one("#law_version option[selected]")["value"] == str(new.id)
    page = browser.get("questions.edit", question_id=question_id, version="nonsense")
    chosen = page.select_one("#law_version option[selected]")["value"]
    assert chosen == str(questions[4].law_version_id)
