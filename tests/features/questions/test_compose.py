"""新建试题: every type in one form, nothing typed lost, nothing used before a second person."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from question_bank.storage import content_hash
from question_bank.well_formed import problems
from tests.features.questions.typing import common, everything, rows_of
from tests.unit.every_type import SHAPES, every_type
from zhifa_training.audit.models import AuditEntry
from zhifa_training.questions.models import (
    Pool,
    QuestionRevision,
    QuestionState,
    StoredQuestion,
)
from zhifa_training.questions.queries import list_pool
from zhifa_training.questions.rules import ReviewState
from zhifa_training.questions.wording import as_question


@pytest.fixture(scope="module")
def questions(tmp_path_factory):
    return every_type(tmp_path_factory.mktemp("bank"))


@pytest.fixture
def written(law):
    """What is sent for a new single choice."""
    rows = rows_of(("二百元", True), ("三千元", False), ("五千元", False))
    return (
        common(law.id)
        | rows
        | {
            "stem": "当场处罚公民，罚款上限是（　）。",
            "pool": "exam",
            "why": "新建试题",
        }
    )


def stored(db):
    return db.session.scalars(select(StoredQuestion)).all()


def alerts(page):
    return " ".join(alert.text for alert in page.select("[role=alert]"))


def test_every_type_is_on_offer(browser, author):
    page = browser.sign_in(author).get("questions.new")
    for kind in (*SHAPES, "evidence"):
        assert page.select_one(f'a[href$="/new/{kind}"]')
        browser.get("questions.compose", type_name=kind)


@pytest.mark.parametrize("kind", list(SHAPES))
def test_a_new_question_of_every_type_waits_for_review(browser, db, author, law, questions, kind):
    sent = everything(questions[kind], law.id)
    browser.sign_in(author).post("questions.compose", sent, type_name=kind)
    [question] = stored(db)
    assert (question.state, question.review) == (QuestionState.DRAFT, ReviewState.WAITING)
    assert (question.published_number, question.pool) == (None, Pool.EXAM)
    wording = as_question(question.revisions[0])
    assert (wording.type.value, wording.key_texts) == (kind, questions[kind].key_texts)
    assert (problems(wording), wording.stem) == ([], questions[kind].stem)
    assert question.revisions[0].content_digest == content_hash(wording)
    assert question.revisions[0].created_by == author.id
    assert list_pool(actor=None) == []
    assert db.session.scalars(select(AuditEntry).filter_by(action="question.propose")).one()


def test_parts_keep_articles_of_their_own(browser, db, author, law, questions):
    sent = everything(questions["case"], law.id) | {"parts-1-article": "57"}
    browser.sign_in(author).post("questions.compose", sent, type_name="case")
    parts = as_question(stored(db)[0].revisions[0]).body.parts
    assert [part.question.citation.article for part in parts] == [51, 57, 51]


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("single", {"rows-1-is_right": None}, "没有标准答案"),
        ("multiple", {"rows-1-is_right": None}, "只有一个时请改为单选题"),
        ("true_false", {"truth": ""}, "没有标准答案"),
        ("fill_in", {"stem": "没有空的题干，只有文字。"}, "题干中有 0 个空"),
        ("fill_in", {"rows-0-text": "｜"}, "第 1 空没有答案"),
        ("ordering", {"rows-0-text": "", "rows-1-text": ""}, "排序题须有 3 至 12 项"),
        ("matching", {"rows-0-other": "", "rows-2-other": ""}, "右栏"),
        ("short_answer", {"rows-0-points": "零"}, "请填写整数"),
        ("short_answer", {"rows-0-points": ""}, "分数须为正整数"),
        ("document_error", {"rows-1-other": ""}, "没有标出错误段落"),
        ("case", {"parts-1-stem": ""}, "第 2 小题 题干"),
        ("case", {"parts-0-rows-0-is_right": None}, "没有标准答案"),
        ("case", {"parts-0-points": "0"}, "占分须在 1 至 100 之间"),
        ("case", {"parts-2-rows-0-points": ""}, "分数须为正整数"),
    ],
)
def test_each_fault_of_a_type_is_named_at_its_place(
    browser, db, author, law, questions, kind, change, said
):
    sent = everything(questions[kind], law.id) | change
    sent = {name: value for name, value in sent.items() if value is not None}
    page = browser.sign_in(author).post("questions.compose", sent, expect=200, type_name=kind)
    assert said in alerts(page)
    assert stored(db) == []
    stem = change.get("stem", questions[kind].stem)
    assert page.select_one("textarea#stem").text.strip() == stem


def test_rows_are_added_and_removed_without_losing_a_word(browser, db, author, written):
    browser.sign_in(author)
    page = browser.post(
        "questions.compose", written | {"action": "add:rows"}, expect=200, type_name="single"
    )
    texts = [area.text.strip() for area in page.select("textarea[name$=-text]")]
    assert texts == ["二百元", "三千元", "五千元", ""]
    page = browser.post(
        "questions.compose", written | {"action": "remove:rows-1"}, expect=200, type_name="single"
    )
    texts = [area.text.strip() for area in page.select("textarea[name$=-text]")]
    assert texts == ["二百元", "五千元"]
    assert stored(db) == []


def test_parts_and_their_rows_are_added_and_reshaped(browser, author, law, questions):
    sent = everything(questions["case"], law.id)
    browser.sign_in(author)

    def after(action, **change):
        changed = sent | change | {"action": action}
        return browser.post("questions.compose", changed, expect=200, type_name="case")

    assert len(after("add:parts").select(".editor-part")) == 4
    assert len(after("remove:parts-1").select(".editor-part")) == 2
    rows = len(after("check").select("textarea[name^=parts-0-rows]"))
    assert len(after("add:parts-0-rows").select("textarea[name^=parts-0-rows]")) == rows + 1
    page = after("reshape", **{"parts-0-type": "ordering"})
    assert "步骤" in page.select_one(".editor-part legend").text


def test_checking_says_all_is_well_and_keeps_nothing(browser, db, author, written):
    page = browser.sign_in(author).post(
        "questions.compose", written | {"action": "check"}, expect=200, type_name="single"
    )
    assert "内容完整" in page.select_one("[data-findings]").text
    assert stored(db) == []


def test_what_nearly_repeats_a_question_is_kept_only_when_confirmed(browser, db, author, written):
    browser.sign_in(author).post("questions.compose", written, type_name="single")
    again = written | {"stem": "当场处罚公民的，罚款上限是（　）。"}
    page = browser.post("questions.compose", again, expect=200, type_name="single")
    code = stored(db)[0].code
    assert code in page.select_one("[data-findings]").text
    assert len(stored(db)) == 1
    browser.post("questions.compose", again | {"accepts_similar": "y"}, type_name="single")
    assert len(stored(db)) == 2


def test_the_pool_is_the_author_s_choice(browser, db, author, written):
    browser.sign_in(author)
    page = browser.post(
        "questions.compose", written | {"pool": "both"}, expect=200, type_name="single"
    )
    assert "请从列表中选择" in alerts(page)
    browser.post("questions.compose", written | {"pool": "practice"}, type_name="single")
    assert stored(db)[0].pool is Pool.PRACTICE


def test_an_unknown_type_is_not_found(browser, author):
    browser.sign_in(author).get("questions.compose", type_name="riddle", expect=404)


def test_a_picture_nobody_kept_is_refused(browser, db, author, written):
    sent = written | {
        "media-0-digest": "a" * 64,
        "media-0-kind": "image",
        "media-0-description": "现场照片",
    }
    page = browser.sign_in(author).post("questions.compose", sent, expect=200, type_name="evidence")
    assert "没有保存在平台上" in alerts(page)
    assert db.session.scalars(select(QuestionRevision)).all() == []


def test_a_reviewer_may_not_write(browser, reviewer):
    browser.sign_in(reviewer).get("questions.new", expect=403)
    browser.post("questions.compose", type_name="single", expect=403)
    browser.get("questions.edit", question_id=uuid4(), expect=403)
