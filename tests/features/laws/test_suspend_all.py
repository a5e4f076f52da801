"""批量停用: the questions whose rule is gone, and no other."""

from zhifa_training.questions.models import QuestionState


def test_suspends_what_lost_its_rule_with_the_reason(
    browser, author, new, questions, latest, audited, flashed
):
    browser.sign_in(author).post("laws.suspend_all", version_id=new.id)
    assert "已停用 2 题" in flashed("laws.radar", version_id=new.id)
    states = {article: latest(revision)[1].state for article, revision in questions.items()}
    assert {a for a, state in states.items() if state is QuestionState.SUSPENDED} == {3, 5}
    assert "第五条已删除" in " ".join(e.detail["why"] for e in audited("question.suspend"))


def test_a_reviewer_may_not(browser, reviewer, new):
    browser.sign_in(reviewer).post("laws.suspend_all", version_id=new.id, expect=403)
