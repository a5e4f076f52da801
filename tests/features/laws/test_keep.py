"""复核无误: a person has read both texts; the evidence must stand in the new one."""

from zhifa_training.questions.queries import list_pool


def act(browser, new, revision, remark="期限未变", **how):
    sent = {"remark": remark, "shown": "to_review"}
    address = {"version_id": new.id, "question_id": revision.question_id}
    return browser.post("laws.keep", sent, **address, **how)


def test_a_question_that_still_holds_moves_with_its_remark(
    browser, reviewer, new, questions, latest, audited
):
    answer = act(browser.sign_in(reviewer), new, questions[4])
    assert answer.location.endswith("?questions=to_review")
    after, _ = latest(questions[4])
    assert (after.law_version_id, after.article) == (new.id, 5)
    assert "复核无误：期限未变" in after.why
    assert str(after.id) in {item.id for item in list_pool(actor=None)}
    assert audited("question.recite")


def test_without_a_remark_it_is_refused(browser, reviewer, new, questions, latest, flashed):
    act(browser.sign_in(reviewer), new, questions[4], remark=" ")
    assert "请填写复核说明" in flashed("laws.radar", version_id=new.id)
    assert latest(questions[4])[0].number == 1


def test_where_the_evidence_is_gone_a_revision_is_needed(
    browser, reviewer, new, questions, latest, flashed
):
    act(browser.sign_in(reviewer), new, questions[3])
    assert "请提出修订" in flashed("laws.radar", version_id=new.id)
    assert latest(questions[3])[0].number == 1


def test_an_author_may_not(browser, author, new, questions):
    act(browser.sign_in(author), new, questions[4], expect=403)
