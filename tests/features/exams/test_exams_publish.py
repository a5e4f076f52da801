"""发布试卷: one frozen paper, drawn once, from what may be drawn."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy import func, select

from question_bank.questions import QuestionType
from tests.features.exams.helpers import audited, flashed
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import system
from zhifa_training.core import clock
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.rules.blueprints import PublishedError
from zhifa_training.exams.services import publishing
from zhifa_training.questions.models import Pool, QuestionState, StoredQuestion
from zhifa_training.questions.rules import ReviewState


def papers(db):
    return db.session.scalars(select(Paper)).all()


def test_freezes_a_paper_without_keys_and_keeps_the_keys_beside_it(
    browser, db, trainer, draft, pool
):
    browser.sign_in(trainer).post("exams.publish", exam_id=draft.id)
    (paper,) = papers(db)
    assert paper.full_score == Decimal("8.00")
    assert {item["id"] for item in paper.content} == {str(revision.id) for revision in pool}
    assert all(set(item) == {"id", "type", "stem", "options", "worth"} for item in paper.content)
    assert all(set(o) == {"id", "text"} for item in paper.content for o in item["options"])
    keys = {item.revision_id: item.key for item in paper.items}
    assert keys == {revision.id: revision.key for revision in pool}
    assert paper.content_digest == publishing.digest(paper.content)
    assert draft.published_at is not None
    assert draft.published_by == trainer.id
    assert audited(db, "exam.publish")[0].detail["items"] == 4


def test_one_question_short_is_refused_by_name(browser, db, make, trainer, city, pool):
    """Negative test 6."""
    exam = make.draft(city, make.blueprint(city, {"count": 5}))
    browser.sign_in(trainer).post("exams.publish", exam_id=exam.id)
    said = flashed(browser, "exams.show", exam_id=exam.id)
    assert "“单选题”缺 1 题：需要 5 题，可用 4 题" in said
    assert exam.published_at is None
    assert papers(db) == []
    assert audited(db, "exam.publish") == []


def test_every_short_cell_is_named(browser, make, trainer, city, pool):
    exam = make.draft(
        city,
        make.blueprint(
            city, {"count": 9}, {"type": QuestionType.MULTIPLE}, {"type": QuestionType.TRUE_FALSE}
        ),
    )
    browser.sign_in(trainer).post("exams.publish", exam_id=exam.id)
    said = flashed(browser, "exams.show", exam_id=exam.id)
    assert all(name in said for name in ("“单选题”缺 5 题", "“多选题”缺 4 题", "“判断题”缺 4 题"))


@pytest.mark.parametrize(
    "change",
    [
        {"pool": Pool.PRACTICE},
        {"state": QuestionState.DRAFT, "published_number": None, "review": ReviewState.WAITING},
        {"resting_until": clock.today() + timedelta(days=1)},
        {"state": QuestionState.SUSPENDED},
        {"state": QuestionState.RETIRED},
    ],
)
def test_only_published_exam_questions_are_drawn(browser, db, trainer, draft, pool, change):
    wanted = StoredQuestion.id == pool[0].question_id
    db.session.execute(sa.update(StoredQuestion).where(wanted).values(**change))
    db.session.commit()
    browser.sign_in(trainer).post("exams.publish", exam_id=draft.id)
    assert "缺 1 题" in flashed(browser, "exams.show", exam_id=draft.id)
    assert papers(db) == []


def test_a_pass_score_nobody_can_reach_is_refused(browser, db, make, trainer, city, pool):
    exam = make.draft(city, make.blueprint(city), pass_score=Decimal(60))
    browser.sign_in(trainer).post("exams.publish", exam_id=exam.id)
    assert "及格分 60.00 高于满分 8.00" in flashed(browser, "exams.show", exam_id=exam.id)
    assert papers(db) == []


def test_publishing_twice_is_refused_and_draws_nothing_new(browser, db, trainer, draft, pool):
    browser.sign_in(trainer).post("exams.publish", exam_id=draft.id)
    before = papers(db)[0].id
    browser.get("exams.show", exam_id=draft.id)
    browser.post("exams.publish", exam_id=draft.id)
    assert "考试已发布" in flashed(browser, "exams.show", exam_id=draft.id)
    assert [paper.id for paper in papers(db)] == [before]


def test_a_later_edit_of_the_bank_leaves_the_paper_identical(
    browser, db, make, city, trainer, draft, pool
):
    """Negative test 7."""
    browser.sign_in(trainer).post("exams.publish", exam_id=draft.id)
    (paper,) = papers(db)
    before = json.dumps(paper.content), paper.content_digest, [item.key for item in paper.items]
    shown = [card.text for card in browser.get("exams.paper", exam_id=draft.id).select(".card")]
    typed = {
        "stem": "换了题干",
        **{f"rows-{place}-text": text for place, text in enumerate("子丑寅卯")},
        "rows-3-is_right": "y",
        "action": "save",
        "explanation": "换了解析",
        "evidence": "依法条",
        "law_version": str(pool[0].law_version_id),
        "article": "43",
        "topic": "ethics",
        "fields": ["port"],
        "difficulty": "3",
        "why": "换题",
    }
    author, question_id = make.account(city, Role.AUTHOR), pool[0].question_id
    browser.sign_in(author).post("questions.edit", typed, question_id=question_id)
    reviewer = make.account(city, Role.REVIEWER)
    browser.sign_in(reviewer).post("reviews.claim", question_id=question_id)
    decision = {"number": "2", "action": "approve"}
    browser.post("reviews.decide", decision, question_id=question_id)
    assert db.session.get(StoredQuestion, question_id).published_number == 2
    (paper,) = papers(db)
    after = json.dumps(paper.content), paper.content_digest, [item.key for item in paper.items]
    assert after == before
    page = browser.sign_in(trainer).get("exams.paper", exam_id=draft.id)
    assert [card.text for card in page.select(".card")] == shown


def test_the_database_refuses_to_change_a_paper(db, draft, pool, someone):
    publishing.publish(draft, actor=someone)
    for model, change in ((Paper, {"full_score": 1}), (PaperItem, {"key": []})):
        with pytest.raises(sa.exc.DatabaseError), db.engine.begin() as connection:
            connection.execute(sa.update(model).values(**change))


@pytest.mark.race
def test_publishing_at_once_from_two_places_makes_one_paper(app, db, city, draft, pool):
    exam_id, actor = draft.id, system(roots=[city.id])
    db.session.commit()
    gate = Barrier(3)

    def work(_):
        with app.app_context():
            exam = db.session.get(Exam, exam_id)
            gate.wait()
            try:
                publishing.publish(exam, actor=actor)
            except PublishedError:
                return "refused"
            return "published"

    with ThreadPoolExecutor(3) as threads:
        outcomes = list(threads.map(work, range(3)))
    assert sorted(outcomes) == ["published", "refused", "refused"]
    assert db.session.scalars(select(func.count(Paper.id))).one() == 1
    assert db.session.scalars(select(func.count()).select_from(PaperItem)).one() == 4


def test_the_same_exam_never_has_two_papers(db, exam):
    second = Paper(exam_id=exam.id, content=[], content_digest="0" * 64, full_score=Decimal(1))
    db.session.add(second)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_another_units_is_not_found(browser, db, stranger, draft, pool):
    browser.sign_in(stranger).post("exams.publish", expect=404, exam_id=draft.id)
    assert papers(db) == []


def test_an_invigilator_may_not(browser, db, invigilator, draft, pool):
    browser.sign_in(invigilator).post("exams.publish", expect=403, exam_id=draft.id)
    assert papers(db) == []
