"""提交法规文本: people give the dates, the text gives the articles, and nothing counts yet."""

import io
import zipfile
from datetime import date

import pytest
from sqlalchemy import select

from tests.unit.test_documents import KIND
from zhifa_training.accounts.access import Role
from zhifa_training.laws.models import LawDraft, LawVersion
from zhifa_training.laws.rules import DraftState

TEXT = """# 某省模拟示范规定

2024年3月1日 公布

第一条　为了示范。

第二条　自2024年5月1日起施行。
"""


@pytest.fixture
def typed():
    return {
        "name": "模拟示范规定",
        "title": "某省模拟示范规定",
        "adopted_on": "2024-03-01",
        "effective_on": "2024-05-01",
        "source": "省政府令第 1 号",
        "pasted": TEXT,
    }


def drafts(db):
    db.session.expire_all()
    return db.session.scalars(select(LawDraft).order_by(LawDraft.proposed_at)).all()


def word(*paragraphs):
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    inside = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("[Content_Types].xml", f'<Types><Override ContentType="{KIND}"/></Types>')
        body = f"<w:document {namespace}><w:body>{inside}</w:body></w:document>"
        package.writestr("word/document.xml", body)
    return packed.getvalue()


def uploading(typed, content, name):
    return typed | {"pasted": "", "file": (io.BytesIO(content), name)}


def test_a_pasted_text_waits_and_changes_nothing(browser, db, author, typed, audited):
    browser.sign_in(author).post("laws.new", typed)
    (draft,) = drafts(db)
    assert draft.state is DraftState.STAGED
    assert [article["number"] for article in draft.articles] == [1, 2]
    assert (draft.adopted_on, draft.effective_on) == (date(2024, 3, 1), date(2024, 5, 1))
    assert draft.findings == []
    assert db.session.scalars(select(LawVersion)).all() == []
    assert audited("law.stage")[0].detail["articles"] == 2


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (TEXT.encode(), "规定.md"),
        (TEXT.encode("gb18030"), "规定.txt"),
        (word("第一条　为了示范。", "第二条　自2024年5月1日起施行。"), "规定.docx"),
    ],
)
def test_a_file_is_read_whatever_its_kind(browser, db, author, typed, content, name):
    browser.sign_in(author).post("laws.new", uploading(typed, content, name))
    (draft,) = drafts(db)
    assert draft.file_name == name
    assert len(draft.articles) == 2


def test_dates_the_text_never_names_are_doubted_not_corrected(browser, db, author, typed):
    browser.sign_in(author).post("laws.new", typed | {"effective_on": "2024-06-01"})
    (draft,) = drafts(db)
    assert draft.effective_on == date(2024, 6, 1)
    assert "施行日期 2024-06-01 在文本中没有出现" in draft.findings[0]["text"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": " "}, "请填写简称"),
        ({"title": ""}, "请填写全称"),
        ({"adopted_on": ""}, "请填写通过或公布日期"),
        ({"adopted_on": "三月"}, "请按“年-月-日”填写"),
        ({"effective_on": ""}, "请填写本版本施行日期"),
        ({"effective_on": "2024-02-01"}, "施行日期不得早于通过或公布日期"),
        ({"source": ""}, "请填写依据"),
        ({"pasted": " "}, "请选择文本文件，或粘贴法规全文"),
    ],
)
def test_each_bad_input_is_refused_and_nothing_typed_is_lost(
    browser, db, author, typed, change, said
):
    page = browser.sign_in(author).post("laws.new", typed | change, expect=200)
    assert said in " ".join(alert.text for alert in page.select("[role=alert]"))
    assert drafts(db) == []
    kept = typed | change
    assert page.select_one("#source")["value"] == kept["source"]
    assert page.select_one("#pasted").text.strip() == kept["pasted"].strip()


def test_file_and_paste_together_are_refused(browser, db, author, typed):
    both = typed | {"file": (io.BytesIO(TEXT.encode()), "规定.md")}
    page = browser.sign_in(author).post("laws.new", both, expect=200)
    assert "只取其一" in page.text
    assert drafts(db) == []


def test_a_hostile_document_is_refused_in_chinese(browser, db, author, typed):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 50_000_000)
    sent = uploading(typed, packed.getvalue(), "炸弹.docx")
    page = browser.sign_in(author).post("laws.new", sent, expect=200)
    assert "不安全的内容" in page.text
    assert drafts(db) == []


def test_the_same_text_twice_is_one_draft(browser, db, author, typed):
    browser.sign_in(author).post("laws.new", typed)
    browser.post("laws.new", typed)
    assert len(drafts(db)) == 1


def test_a_better_text_of_one_s_own_takes_the_place_of_the_first(browser, db, author, typed):
    browser.sign_in(author).post("laws.new", typed)
    browser.post("laws.new", typed | {"pasted": TEXT.replace("示范。", "规范示范。")})
    first, second = drafts(db)
    assert (first.state, second.state) == (DraftState.DISCARDED, DraftState.STAGED)
    assert first.decision_note == "提交人重新提交"


def test_a_text_of_somebody_else_waits_its_turn(browser, db, make, city, author, typed):
    browser.sign_in(author).post("laws.new", typed)
    other = make.account(city, Role.AUTHOR)
    changed = typed | {"pasted": TEXT.replace("示范。", "规范示范。")}
    page = browser.sign_in(other).post("laws.new", changed, expect=200)
    assert "已有他人提交的文本待确认" in page.text
    assert len(drafts(db)) == 1


def test_a_reviewer_may_not(browser, reviewer, typed):
    browser.sign_in(reviewer).post("laws.new", typed, expect=403)
