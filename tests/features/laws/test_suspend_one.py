"""停用一题: for what the amendment did to it."""

from zhifa_training.questions.models import QuestionState


def act(browser, new, revision, **how):
    address = {"version_id": new.id, "question_id": revision.question_id}
    return browser.post("laws.suspend_one", **address, **how)


def test_one_question_is_suspended(browser, author, new, questions, latest):
    act(browser.sign_in(author), new, questions[4])
    assert latest(questions[4])[1].state is QuestionState.SUSPENDED
    assert latest(questions[3])[1].state is QuestionState.PUBLISHED


def test_a_question_whose_article_stands_is_not(browser, author, new, questions, latest, flashed):
    act(browser.sign_in(author), new, questions[1])
    assert "条文没有变动" in flashed("laws.radar", version_id=new.id)
    assert latest(questions[1])[1].state is QuestionState.PUBLISHED


def test_a_reviewer_may_not(browser, reviewer, new, questions):
    act(browser.sign_in(reviewer), new, questions[4], expect=403)
