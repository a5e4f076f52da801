"""修订试题: a proposal is a new revision, and what is in use stays until another approves it."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.features.questions.typing import everything, rows_of
from tests.unit.every_type import SHAPES, every_type
from zhifa_training.audit.models import AuditEntry
from zhifa_training.questions.models import (
    QuestionRevision,
    QuestionState,
    QuestionStep,
    StoredQuestion,
)
from zhifa_training.questions.queries import list_pool
from zhifa_training.questions.rules import ReviewState, StepKind


def revisions(db):
    return db.session.scalars(select(QuestionRevision).order_by(QuestionRevision.number)).all()


@pytest.fixture(scope="module")
def questions(tmp_path_factory):
    return every_type(tmp_path_factory.mktemp("bank"))


def test_exams_go_on_with_the_approved_wording_while_the_new_one_waits(
    browser, db, author, revision, typed
):
    browser.sign_in(author).post("questions.edit", typed, question_id=revision.question_id)
    old, new = revisions(db)
    assert (old.stem, new.stem) == (revision.stem, "改过的题干（　）。")
    assert new.created_by == author.id
    assert new.options == old.options
    stored = db.session.get(StoredQuestion, revision.question_id)
    assert (stored.state, stored.review) == (QuestionState.PUBLISHED, ReviewState.WAITING)
    assert [item.id for item in list_pool(actor=None)] == [str(old.id)]
    entry = db.session.scalars(select(AuditEntry).filter_by(action="question.propose")).one()
    assert entry.detail["why"] == "表述更清楚"
    step = db.session.scalars(select(QuestionStep)).one()
    assert (step.kind, step.number, step.words) == (StepKind.PROPOSED, 2, "表述更清楚")


@pytest.mark.parametrize("kind", list(SHAPES))
def test_the_form_of_every_type_comes_filled_and_sent_back_changes_nothing(
    browser, db, make, author, law, questions, kind
):
    revision = make.written(law, questions[kind])
    where = {"question_id": revision.question_id}
    page = browser.sign_in(author).get("questions.edit", **where)
    assert page.select_one("textarea#stem").text.strip() == revision.stem
    sent = {field["name"]: field.get("value", "") for field in page.select("input[name]")}
    boxes = page.select("input[type=checkbox], input[type=radio]")
    sent = {name: sent[name] for name in sent if name not in {box["name"] for box in boxes}}
    sent |= {box["name"]: box["value"] for box in boxes if box.has_attr("checked")}
    sent |= {area["name"]: area.text.removeprefix("\n") for area in page.select("textarea[name]")}
    for select_ in page.select("select[name]"):
        sent[select_["name"]] = select_.select_one("option[selected]")["value"]
    sent |= {"action": "save", "why": "没有改动"}
    sent.pop("upload", None)
    page = browser.post("questions.edit", sent, expect=200, **where)
    assert "内容与已有修订完全相同" in page.text
    assert len(revisions(db)) == 1


@pytest.mark.parametrize("kind", list(SHAPES))
def test_every_type_is_revised_through_the_form(browser, db, make, author, law, questions, kind):
    revision = make.written(law, questions[kind])
    sent = everything(questions[kind], law.id) | {"explanation": "换了说法。", "why": "更清楚"}
    browser.sign_in(author).post("questions.edit", sent, question_id=revision.question_id)
    old, new = revisions(db)
    assert (new.explanation, new.type) == ("换了说法。", old.type)
    assert (new.options, new.key, new.body) == (old.options, old.key, old.body)


def test_no_single_box_is_required(browser, author, revision):
    page = browser.sign_in(author).get("questions.edit", question_id=revision.question_id)
    boxes = page.select("input[name=fields]")
    assert len(boxes) > 1
    assert not [box for box in boxes if box.has_attr("required")], "a browser would want them all"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"stem": ""}, "请填写题干"),
        (rows_of(("甲", False), ("乙", False)), "没有标准答案"),
        (rows_of(("甲", True), ("乙", True)), "恰好一个"),
        ({f"rows-{place}-text": "" for place in range(1, 4)}, "选项不足两个"),
        ({"rows-1-text": "甲"}, "重复"),
        ({"rows-1-text": "长" * 401}, "不超过 400 个字"),
        ({"explanation": ""}, "请用自己的话说明依据"),
        ({"evidence": ""}, "请摘录条文中的依据"),
        ({"article": "四十二"}, "请填写整数"),
        ({"article": "0"}, "条号须在 1 至"),
        ({"paragraph": "-1"}, "款号须在 1 至 99 之间"),
        ({"fields": []}, "请至少选择一个门类"),
        ({"topic": "nonsense"}, "请从列表中选择"),
        ({"law_version": "nonsense"}, "请从列表中选择"),
        ({"why": " "}, "请填写修订说明"),
    ],
)
def test_each_bad_input_is_refused_in_chinese(browser, db, author, revision, typed, change, said):
    sent = {name: value for name, value in typed.items() if name != "rows-0-is_right"}
    sent |= (
        change
        if any("is_right" in name for name in change) or said == "没有标准答案"
        else {"rows-0-is_right": "y"} | change
    )
    page = browser.sign_in(author).post(
        "questions.edit", sent, expect=200, question_id=revision.question_id
    )
    alerts = " ".join(alert.text for alert in page.select("[role=alert]"))
    assert said in alerts
    assert len(revisions(db)) == 1


def test_an_unknown_question_is_not_found(browser, author):
    browser.sign_in(author).get("questions.edit", question_id=uuid4(), expect=404)


def test_what_is_retired_takes_no_revision(browser, db, author, reviewer, revision, typed):
    where = {"question_id": revision.question_id}
    browser.sign_in(reviewer).post("questions.retire", {"step-reason": "不再考"}, **where)
    page = browser.sign_in(author).post("questions.edit", typed, expect=200, **where)
    assert "已退役" in page.text
    assert len(revisions(db)) == 1


def test_a_reviewer_may_not_write(browser, reviewer, revision, typed):
    browser.sign_in(reviewer).post(
        "questions.edit", typed, expect=403, question_id=revision.question_id
    )
