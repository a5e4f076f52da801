"""批量更新依据: citations move, wordings stay, and only in the mechanical classes."""

import pytest

from tests.features.laws.conftest import NAME
from zhifa_training.questions.models import QuestionState, StoredQuestion
from zhifa_training.questions.queries import list_pool
from zhifa_training.questions.rules import ReviewState


def test_renumbered_citations_move_and_nothing_else(
    browser, reviewer, new, questions, latest, audited, flashed
):
    browser.sign_in(reviewer).post("laws.carry_over", {"effect": "renumbered"}, version_id=new.id)
    assert "已更新 1 题" in flashed("laws.radar", version_id=new.id)
    before = questions[2]
    after, stored = latest(before)
    assert (after.law_version_id, after.article, after.number) == (new.id, 3, 2)
    assert (after.stem, after.options, after.key) == (before.stem, before.options, before.key)
    assert "条号改为第三条" in after.why
    assert stored.state is QuestionState.PUBLISHED
    (entry,) = audited("question.recite")
    assert entry.actor_id == reviewer.id
    assert entry.detail["before"] == f"《{NAME}》（2020-01-01）第二条"
    assert entry.detail["after"] == f"《{NAME}》（{new.adopted_on}）第三条"


def test_untouched_citations_move_to_the_new_version(browser, reviewer, new, questions, latest):
    browser.sign_in(reviewer).post("laws.carry_over", {"effect": "untouched"}, version_id=new.id)
    after, _ = latest(questions[1])
    assert (after.law_version_id, after.article) == (new.id, 1)
    assert latest(questions[2])[0].number == 1


@pytest.mark.parametrize("effect", ["to_review", "suspended", "nonsense", ""])
def test_what_needs_judgement_never_moves_in_bulk(
    browser, reviewer, new, questions, latest, effect
):
    browser.sign_in(reviewer).post("laws.carry_over", {"effect": effect}, version_id=new.id)
    assert [latest(revision)[0].number for revision in questions.values()] == [1] * 5


def test_twice_moves_nothing_more(browser, reviewer, new, questions, latest, flashed):
    browser.sign_in(reviewer).post("laws.carry_over", {"effect": "renumbered"}, version_id=new.id)
    browser.get("laws.radar", version_id=new.id)
    browser.post("laws.carry_over", {"effect": "renumbered"}, version_id=new.id)
    assert "已更新 0 题" in flashed("laws.radar", version_id=new.id)
    assert latest(questions[2])[0].number == 2


def test_the_wording_stays_its_author_s_so_that_two_people_are_still_needed(
    browser, db, make, city, author, reviewer, old, new, latest
):
    draft = make.question(old, article=2, evidence="应当出具专用票据")
    stored = db.session.get(StoredQuestion, draft.question_id)
    stored.state, stored.review, stored.published_number = (
        QuestionState.DRAFT,
        ReviewState.WAITING,
        None,
    )
    db.session.commit()
    browser.sign_in(reviewer).post("laws.carry_over", {"effect": "renumbered"}, version_id=new.id)
    after, stored = latest(draft)
    assert after.created_by == draft.created_by
    assert stored.state is QuestionState.DRAFT


def test_unsettled_questions_are_not_drawn_and_settled_ones_are(
    browser, reviewer, new, questions, latest
):
    assert {item.id for item in list_pool(actor=None)} == {str(questions[1].id)}
    browser.sign_in(reviewer).post("laws.carry_over", {"effect": "renumbered"}, version_id=new.id)
    drawn = {item.id for item in list_pool(actor=None)}
    assert drawn == {str(questions[1].id), str(latest(questions[2])[0].id)}


def test_a_version_without_text_moves_nothing(browser, make, reviewer, today, flashed):
    version = make.law("另一规定", adopted_on=today)
    browser.sign_in(reviewer).post(
        "laws.carry_over", {"effect": "untouched"}, version_id=version.id
    )
    assert "还没有收录条文" in flashed("laws.radar", version_id=version.id)


def test_an_author_may_not(browser, author, new):
    browser.sign_in(author).post("laws.carry_over", {}, version_id=new.id, expect=403)
