"""更新依据: one question, where nobody need read it again."""

from uuid import uuid4


def act(browser, new, question_id, **how):
    return browser.post("laws.carry_one", version_id=new.id, question_id=question_id, **how)


def test_one_citation_moves(browser, reviewer, new, questions, latest):
    act(browser.sign_in(reviewer), new, questions[2].question_id)
    assert latest(questions[2])[0].article == 3
    assert latest(questions[1])[0].number == 1


def test_what_was_amended_is_refused(browser, reviewer, new, questions, latest, flashed):
    act(browser.sign_in(reviewer), new, questions[4].question_id)
    assert "须人工复核" in flashed("laws.radar", version_id=new.id)
    assert latest(questions[4])[0].number == 1


def test_what_is_settled_or_unknown_is_refused(browser, reviewer, new, questions, flashed):
    act(browser.sign_in(reviewer), new, questions[2].question_id)
    browser.get("laws.index")
    act(browser, new, questions[2].question_id)
    assert "本题已处理" in flashed("laws.radar", version_id=new.id)
    act(browser, new, uuid4())
    assert "本题已处理" in flashed("laws.radar", version_id=new.id)


def test_an_author_may_not(browser, author, new, questions):
    act(browser.sign_in(author), new, questions[2].question_id, expect=403)
