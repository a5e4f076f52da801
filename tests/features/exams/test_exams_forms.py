"""平行卷: several forms of one exam, published together, alike and without a common question."""

from collections import Counter
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from question_bank.questions import QuestionType
from tests.features.exams.helpers import alerts, audited, column, flashed
from zhifa_training.core import clock
from zhifa_training.exams import solving
from zhifa_training.exams.models.attempts import Attempt, AttemptScore
from zhifa_training.exams.models.papers import Exam, Paper
from zhifa_training.exams.queries import drawing
from zhifa_training.exams.rules.blueprints import BlueprintFaultError
from zhifa_training.exams.services import drawing as drawing_service
from zhifa_training.exams.services import publishing
from zhifa_training.questions.models import QuestionRevision, QuestionState, StoredQuestion


@pytest.fixture
def bank(make):
    """Thirteen questions, for forms of four."""
    version = make.law("行政处罚法")
    return [make.question(version) for _ in range(13)]


@pytest.fixture
def draft(make, city, blueprint):
    return make.draft(city, blueprint, form_count=3)


def papers(db, exam):
    db.session.expire_all()
    return list(db.session.get(Exam, exam.id).papers)


def questions(db, paper):
    of_paper = QuestionRevision.id.in_([item.revision_id for item in paper.items])
    return set(db.session.scalars(select(QuestionRevision.question_id).where(of_paper)))


def test_three_forms_are_frozen_together_and_share_nothing(browser, db, trainer, draft, bank):
    browser.sign_in(trainer).post("exams.publish", exam_id=draft.id)
    frozen = papers(db, draft)
    assert [paper.form for paper in frozen] == ["A", "B", "C"]
    assert len(set().union(*(questions(db, paper) for paper in frozen))) == 12
    assert {paper.full_score for paper in frozen} == {Decimal(8)}
    assert {paper.expected_score for paper in frozen} == {Decimal("5.60")}
    assert {paper.content_digest for paper in frozen} == {
        publishing.digest(paper.content) for paper in frozen
    }
    noted = audited(db, "exam.publish")[0].detail
    assert (noted["items"], noted["forms"]) == (4, 3)


def test_a_pool_too_small_for_three_names_the_cell_and_the_number(
    browser, db, make, trainer, city, bank
):
    exam = make.draft(city, make.blueprint(city, {"count": 5}), form_count=3)
    browser.sign_in(trainer).post("exams.publish", exam_id=exam.id)
    said = flashed(browser, "exams.show", exam_id=exam.id)
    assert "题库不足以编出 3 套互不重复的试卷" in said
    assert "“单选题”缺 2 题：需要 15 题，可用 13 题" in said
    assert "减少卷数" in said
    assert papers(db, exam) == []


def test_questions_of_the_last_exams_are_left_out_while_others_are_left(
    db, make, city, officer, blueprint, bank, someone
):
    for used in (bank[:4], bank[4:8]):
        make.sitting(make.exam(city, used), officer)
    exam = make.draft(city, blueprint, avoids_last=2)
    publishing.publish(exam, actor=someone)
    (paper,) = papers(db, exam)
    assert questions(db, paper) <= {revision.question_id for revision in bank[8:]}


def test_a_revised_question_is_still_the_same_question(
    db, make, city, officer, blueprint, bank, someone
):
    make.sitting(make.exam(city, bank[:9]), officer)
    old = bank[0]
    newer = {name: getattr(old, name) for name in ("type", "options", "key", "topic", "fields")}
    newer |= {"number": 2, "stem": "改过的题干（　）。", "content_digest": "f" * 64}
    db.session.add(
        QuestionRevision(
            question_id=old.question_id,
            law_version_id=old.law_version_id,
            article=1,
            difficulty=2,
            explanation="解析",
            evidence="依据",
            **newer,
        )
    )
    db.session.commit()
    exam = make.draft(city, blueprint)
    publishing.publish(exam, actor=someone)
    (paper,) = papers(db, exam)
    assert old.question_id not in questions(db, paper)


@pytest.mark.parametrize("avoids", [0, 1])
def test_only_so_many_exams_back_count(make, city, officer, bank, someone, avoids):
    older = make.exam(city, bank[:4])
    newer = make.exam(city, bank[4:8])
    for exam in (older, newer):
        make.sitting(exam, officer)
    exam = make.draft(city, avoids_last=avoids)
    assert drawing.list_recent(exam, actor=someone) == [newer.id][:avoids]


def test_exams_of_other_units_cancelled_or_never_called_to_do_not_count(
    db, make, city, officer, bank, someone
):
    other = make.unit("邻市支队")
    make.sitting(make.exam(other, bank[:4]), make.officer(other))
    make.exam(city, bank[:4])
    called_off = make.sitting(make.exam(city, bank[:4]), officer)
    called_off.cancelled_at = called_off.opens_at
    withdrawn = make.sitting(make.exam(city, bank[:4]))
    make.call(withdrawn, officer, withdrawn_at=withdrawn.opens_at)
    db.session.commit()
    assert drawing.list_recent(make.draft(city), actor=someone) == []


def test_used_questions_fill_what_is_missing_and_the_page_says_so(
    browser, make, trainer, city, officer, blueprint, bank
):
    make.sitting(make.exam(city, bank[:10]), officer)
    exam = make.draft(city, blueprint)
    browser.sign_in(trainer).post("exams.publish", exam_id=exam.id)
    page = browser.get("exams.show", exam_id=exam.id)
    assert "有 1 题在近期考试中用过" in page.select_one(".flashes").text
    assert column(page, "近期用过") == ["1"]


def test_the_page_of_an_exam_shows_what_each_form_is_made_of(browser, trainer, draft, bank):
    browser.sign_in(trainer).post("exams.publish", exam_id=draft.id)
    page = browser.get("exams.show", exam_id=draft.id)
    assert column(page, "卷别") == ["A 卷", "B 卷", "C 卷"]
    assert column(page, "预计得分") == ["5.60"] * 3
    assert column(page, "易／中／难") == ["0／4／0"] * 3
    assert column(page, "常用法律法规") == ["4"] * 3
    assert column(page, "近期用过") == ["0"] * 3
    assert "各卷预计得分相差 0.00 分" in page.text
    assert "A 卷没有下列内容的试题：宪法" in page.text


def test_who_may_not_manage_does_not_see_it(browser, invigilator, draft, bank, someone):
    publishing.publish(draft, actor=someone)
    assert "预计得分" not in browser.sign_in(invigilator).get("exams.show", exam_id=draft.id).text


def test_each_form_has_its_own_preview(browser, db, trainer, draft, bank, someone):
    publishing.publish(draft, actor=someone)
    browser.sign_in(trainer)
    for paper in papers(db, draft):
        text = browser.get("exams.paper", exam_id=draft.id, form=paper.form).text
        assert f"已冻结的试卷 {paper.form} 卷" in text
        assert all(item["stem"] in text for item in paper.content)
    assert "已冻结的试卷 A 卷" in browser.get("exams.paper", exam_id=draft.id, form="Z").text


def test_the_number_of_forms_is_kept_as_typed(browser, db, trainer, typed_rules, blueprint):
    typed = typed_rules | {"blueprint": str(blueprint.id)}
    browser.sign_in(trainer).post("exams.new", typed)
    exam = db.session.scalars(select(Exam)).one()
    assert (exam.form_count, exam.avoids_last) == (2, 3)
    page = browser.get("exams.edit", exam_id=exam.id)
    assert page.select_one("#form_count option[selected]")["value"] == "2"
    assert page.select_one("#avoids_last")["value"] == "3"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"form_count": "4"}, "请从列表中选择"),
        ({"avoids_last": "6"}, "避开的考试次数须在 0 至 5 之间"),
        ({"avoids_last": "两次"}, "请填写整数"),
    ],
)
def test_bad_numbers_are_refused(browser, db, trainer, typed_rules, blueprint, change, said):
    typed = typed_rules | {"blueprint": str(blueprint.id)} | change
    page = browser.sign_in(trainer).post("exams.new", typed, expect=200)
    assert said in alerts(page)


def test_questions_that_say_nearly_the_same_never_meet(db, make, city, someone):
    version = make.law("行政处罚法")
    twins = [make.question(version) for _ in range(6)]
    for place, revision in enumerate(twins[:3]):
        stem = f"对当事人的同一个违法行为给予罚款的行政处罚的次数不得超过多少次？{place}"
        values = {name: getattr(revision, name) for name in _COPIED}
        db.session.add(
            QuestionRevision(number=2, stem=stem, content_digest=f"{place:064d}", **values)
        )
    db.session.commit()
    exam = make.draft(city, make.blueprint(city, {"count": 3}))
    publishing.publish(exam, actor=someone)
    (paper,) = papers(db, exam)
    assert sum("不得超过多少次" in item["stem"] for item in paper.content) <= 1


_COPIED = (
    "question_id",
    "law_version_id",
    "article",
    "type",
    "options",
    "key",
    "topic",
    "fields",
    "difficulty",
    "explanation",
    "evidence",
)


def test_observed_facility_counts_from_thirty_first_attempts(db, make, city, bank, someone):
    exam = make.exam(city, bank[:2], worth=Decimal(2))
    sitting = make.sitting(exam)
    for place in range(30):
        officer = make.officer(city, f"考生{place}")
        make.call(sitting, officer)
        attempt = make.attempt(sitting, officer)
        scores = {str(bank[0].id): "2.00" if place < 12 else "0", str(bank[1].id): "1.00"}
        db.session.add(
            AttemptScore(
                attempt_id=attempt.id,
                scorer_version="1",
                answers_digest="0" * 64,
                score=Decimal(2),
                full_score=Decimal(4),
                is_passed=False,
                item_scores=scores,
            )
        )
    db.session.commit()
    known = {item.id: item.facility for item in drawing.list_pool(on=clock.today(), actor=someone)}
    assert known[str(bank[0].id)] == Decimal("0.4")
    assert known[str(bank[1].id)] == Decimal("0.5")
    assert known[str(bank[2].id)] is None
    one = sa.update(AttemptScore).where(AttemptScore.id.in_(_one_score()))
    db.session.execute(one.values(is_current=False))
    db.session.commit()
    known = {item.id: item.facility for item in drawing.list_pool(on=clock.today(), actor=someone)}
    assert known[str(bank[0].id)] is None


def _one_score():
    return select(AttemptScore.id).join(Attempt).limit(1)


def test_what_changed_while_drawing_is_not_published(db, monkeypatch, draft, bank, someone):
    def meanwhile(exam, *, on, actor):
        drawn = drawing_service.draw_forms(exam, on=on, actor=actor)
        db.session.execute(sa.update(StoredQuestion).values(state=QuestionState.SUSPENDED))
        db.session.commit()
        return drawn

    monkeypatch.setattr(publishing, "draw_forms", meanwhile)
    with pytest.raises(BlueprintFaultError, match="组卷期间"):
        publishing.publish(draft, actor=someone)
    assert papers(db, draft) == []


def test_no_transaction_is_open_while_the_solver_works(
    db, make, city, monkeypatch, bank, someone, officer
):
    make.sitting(make.exam(city, bank[:10]), officer)
    exam = make.draft(city, make.blueprint(city), form_count=2)
    seen = []

    def solve(problem):
        seen.append(db.session().in_transaction())
        return solving.solve(problem)

    monkeypatch.setattr(drawing_service, "solve", solve)
    publishing.publish(exam, actor=someone)
    assert seen
    assert not any(seen)


def test_a_solver_that_dies_is_told_and_nothing_is_published(
    browser, db, make, city, officer, trainer, monkeypatch, bank
):
    make.sitting(make.exam(city, bank[:10]), officer)
    exam = make.draft(city, make.blueprint(city), form_count=2)
    monkeypatch.setattr(solving, "PROGRAM", "question_bank.no_such_program")
    browser.sign_in(trainer).post("exams.publish", exam_id=exam.id)
    assert "组卷计算未能完成" in flashed(browser, "exams.show", exam_id=exam.id)
    assert papers(db, exam) == []


def test_the_database_keeps_one_paper_for_each_letter(db, exam):
    for form in ("A", "D"):
        paper = {"content": [], "content_digest": "0" * 64, "full_score": 1, "expected_score": 1}
        db.session.add(Paper(exam_id=exam.id, form=form, **paper))
        with pytest.raises(sa.exc.IntegrityError):
            db.session.flush()
        db.session.rollback()


def test_every_type_is_shared_out_alike(db, make, city, someone):
    version = make.law("行政处罚法")
    for kind in (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.TRUE_FALSE):
        for _ in range(6):
            make.question(version, type=kind)
    cells = [{"type": kind, "count": 3} for kind in ("single", "multiple", "true_false")]
    exam = make.draft(city, make.blueprint(city, *cells), form_count=2)
    forms = publishing.publish(exam, actor=someone)
    assert forms.spread == 0
    counts = [Counter(item["type"] for item in paper.content) for paper in papers(db, exam)]
    assert counts == [{"single": 3, "multiple": 3, "true_false": 3}] * 2
