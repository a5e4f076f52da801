"""修订试题: a proposal is a new revision, and nothing is in use until another approves it."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from zhifa_training.audit.models import AuditEntry
from zhifa_training.questions.models import QuestionRevision, QuestionState, StoredQuestion
from zhifa_training.questions.queries import list_pool


def revisions(db):
    return db.session.scalars(select(QuestionRevision).order_by(QuestionRevision.number)).all()


def test_a_proposal_adds_a_revision_and_takes_the_question_out_of_the_pool(
    browser, db, author, revision, typed
):
    browser.sign_in(author).post("questions.edit", typed, question_id=revision.question_id)
    old, new = revisions(db)
    assert (old.stem, new.stem) == (revision.stem, "改过的题干（　）。")
    assert new.created_by == author.id
    assert new.options == old.options
    stored = db.session.get(StoredQuestion, revision.question_id)
    assert stored.state is QuestionState.DRAFT
    assert list_pool(actor=None) == []
    entry = db.session.scalars(select(AuditEntry).filter_by(action="question.propose")).one()
    assert entry.detail["why"] == "表述更清楚"


def test_the_form_comes_filled_with_the_present_wording(browser, author, revision):
    page = browser.sign_in(author).get("questions.edit", question_id=revision.question_id)
    assert page.select_one("textarea#stem").text.strip() == revision.stem
    assert page.select_one("input#key")["value"] == "A"
    assert page.select_one("textarea#options").text.split() == ["甲", "乙", "丙", "丁"]


def test_no_single_box_is_required(browser, author, revision):
    page = browser.sign_in(author).get("questions.edit", question_id=revision.question_id)
    boxes = page.select("input[name=fields]")
    assert len(boxes) > 1
    assert not [box for box in boxes if box.has_attr("required")], "a browser would want them all"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"stem": ""}, "请填写题干"),
        ({"key": ""}, "请填写标准答案"),
        ({"key": "E"}, "标准答案指向不存在的选项"),
        ({"key": "AB"}, "恰好一个"),
        ({"options": "甲"}, "选项不足两个"),
        ({"options": "甲\n甲\n乙\n丙"}, "重复"),
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
    page = browser.sign_in(author).post(
        "questions.edit", typed | change, expect=200, question_id=revision.question_id
    )
    alerts = " ".join(alert.text for alert in page.select("[role=alert]"))
    assert said in alerts
    assert len(revisions(db)) == 1


def test_sending_the_same_wording_changes_nothing(browser, db, author, revision, typed):
    browser.sign_in(author).post("questions.edit", typed, question_id=revision.question_id)
    page = browser.post("questions.edit", typed, expect=200, question_id=revision.question_id)
    assert "内容与已有修订完全相同" in page.text
    assert len(revisions(db)) == 2


def test_an_unknown_question_is_not_found(browser, author):
    browser.sign_in(author).get("questions.edit", question_id=uuid4(), expect=404)


def test_a_reviewer_may_not_write(browser, reviewer, revision, typed):
    browser.sign_in(reviewer).post(
        "questions.edit", typed, expect=403, question_id=revision.question_id
    )
