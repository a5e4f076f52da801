"""选项曲线: an image for whoever may read the bank, empty while nobody answered."""

from uuid import uuid4


def test_is_an_empty_chart_while_nobody_answered(browser, author, revision):
    response = browser.sign_in(author).get(
        "questions.options_chart", question_id=revision.question_id
    )
    assert response.mimetype == "image/svg+xml"
    assert response.text.startswith("<svg")


def test_an_unknown_question_is_not_found(browser, author):
    browser.sign_in(author).get("questions.options_chart", question_id=uuid4(), expect=404)


def test_an_officer_may_not_see_it(browser, officer_account, revision):
    browser.sign_in(officer_account).get(
        "questions.options_chart", question_id=revision.question_id, expect=403
    )
