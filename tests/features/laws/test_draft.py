"""文本预览: what was read and what is doubtful, for the person who confirms."""

from datetime import date
from uuid import uuid4

from tests.features.laws.conftest import NAME, OLD


def test_shows_articles_dates_and_doubts(browser, make, reviewer, author):
    articles = OLD | {9: "本规定自2024年5月1日起施行。"}
    draft = make.law_draft(NAME, articles, date(2024, 3, 1), date(2024, 5, 1), proposer=author)
    page = browser.sign_in(reviewer).get("laws.draft", draft_id=draft.id)
    warning = page.select_one('.notice[data-tone="warning"]').text
    assert "缺第六条、第七条、第八条" in warning
    assert "通过或公布日期 2024-03-01 在文本中没有出现" in warning
    assert "自2024年5月1日起施行" in page.text
    assert len(page.select(".law-article")) == 6
    assert "确认版本" in page.text


def test_who_handed_it_in_cannot_confirm_it(browser, make, city, author, db):
    draft = make.law_draft(NAME, OLD, date(2024, 3, 1), proposer=author)
    page = browser.sign_in(author).get("laws.draft", draft_id=draft.id)
    assert "确认版本" not in page.text
    assert "须由另一位审题员" in page.text
    assert page.select(f'form[action$="{draft.id}/withdraw"]')


def test_a_text_with_errors_has_no_button_to_confirm(browser, make, reviewer):
    draft = make.law_draft(NAME, {1: "甲。", 2: ""}, date(2024, 3, 1))
    page = browser.sign_in(reviewer).get("laws.draft", draft_id=draft.id)
    assert "第二条没有内容" in page.select_one('.notice[data-tone="danger"]').text
    assert "确认版本" not in page.text


def test_an_unknown_draft_is_not_found(browser, reviewer):
    browser.sign_in(reviewer).get("laws.draft", draft_id=uuid4(), expect=404)


def test_an_officer_may_not(browser, make, officer_account):
    draft = make.law_draft(NAME, OLD, date(2024, 3, 1))
    browser.sign_in(officer_account).get("laws.draft", draft_id=draft.id, expect=403)
