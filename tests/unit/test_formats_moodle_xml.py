"""Moodle XML: our questions there and back, what other banks hold, files that are hostile."""

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from question_bank.formats import moodle_xml
from question_bank.formats.moodle_xml import losses, read, refusal, write
from question_bank.formats.own_drafts import CannotWriteError
from question_bank.formats.xml_trees import LARGEST_XML
from question_bank.questions import Blank, Body, QuestionType
from tests.unit.bank_builders import build_question
from tests.unit.every_type import every_type
from tests.unit.format_builders import essence, essences, questions, shipped, words


@settings(max_examples=150, deadline=None)
@given(questions())
def test_a_question_comes_back_as_it_went(question):
    assert not refusal(question)
    reading = read(write([question]))
    assert not reading.faults
    assert [essence(draft) for draft in reading.drafts] == essences([question])


@settings(max_examples=50, deadline=None)
@given(questions(text=words(alphabet=st.characters(exclude_categories=["Cs"]))))
def test_any_characters_come_back(question):
    assert [essence(draft) for draft in read(write([question])).drafts] == essences([question])


@settings(max_examples=20, deadline=None)
@given(st.lists(questions(), min_size=2, max_size=4))
def test_questions_come_back_in_their_order(several):
    several = [replace(one, id=f"n-{at}") for at, one in enumerate(several)]
    assert [essence(draft) for draft in read(write(several)).drafts] == essences(several)


def test_every_type_comes_back_without_a_warning(tmp_path):
    whole = every_type(tmp_path).values()
    drafts = read(write(list(whole))).drafts
    assert [essence(draft) for draft in drafts] == essences(whole)
    assert not [warning for draft in drafts for warning in draft.warnings]


def test_the_shipped_bank_comes_back_whole():
    bank = shipped()
    assert [essence(draft) for draft in read(write(bank)).drafts] == essences(bank)


def test_what_moodle_would_misread_is_refused():
    blanks = Body(blanks=(Blank("a", ("甲",)),))
    blank = {"kind": QuestionType.FILL_IN, "options": (), "key": "", "body": blanks}
    assert "数目不一致" in refusal(build_question(stem="甲", **blank))
    assert "答案标记" in refusal(build_question(stem="____{1:SA:=甲}", **blank))


def test_more_items_than_anyone_keeps_are_cut_off_with_a_word(monkeypatch):
    monkeypatch.setattr(moodle_xml, "MOST_ITEMS", 3)
    reading = read(quiz(item("truefalse", TRUE) * 5))
    assert len(reading.drafts) == 3
    assert "请拆分文件" in reading.faults[0].reason


def test_moodle_sees_its_own_types(tmp_path):
    quiz = etree.fromstring(write(list(every_type(tmp_path).values())))
    assert [question.get("type") for question in quiz] == [
        "multichoice", "multichoice", "multichoice", "truefalse", "cloze", "ordering", "matching",
        "essay", "multichoice", "description", "multichoice", "shortanswer", "essay",
    ]  # fmt: skip


def test_losses_name_what_moodle_would_cut(tmp_path):
    whole = every_type(tmp_path)
    assert losses(whole["single"]) == []
    assert "4.4" in losses(whole["ordering"])[0]
    citation = replace(whole["single"].citation, law="条例" * 30)
    assert "50 字" in losses(replace(whole["single"], citation=citation))[0]


def test_a_question_that_cannot_be_written_is_named():
    question = build_question(kind=QuestionType.MULTIPLE, key="")
    with pytest.raises(CannotWriteError, match="administrative-penalty-001：没有标准答案"):
        write([question])


def item(kind, inner, stem="问", name=""):
    named = f"<name><text>{name}</text></name>" if name else ""
    return (
        f'<question type="{kind}">{named}<questiontext format="html">'
        f"<text><![CDATA[{stem}]]></text></questiontext>{inner}</question>"
    )


def quiz(*items):
    return f'<?xml version="1.0" encoding="UTF-8"?><quiz>{"".join(items)}</quiz>'.encode()


def answer(text, fraction, said=""):
    said = f"<feedback><text>{said}</text></feedback>" if said else ""
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{said}</answer>'


def one(kind, inner, stem="问", name=""):
    reading = read(quiz(item(kind, inner, stem, name)))
    assert not reading.faults, reading.faults
    (draft,) = reading.drafts
    return draft


ONE = "<single>true</single>" + answer("甲", 100) + answer("乙", 0)
TRUE = answer("true", 100) + answer("false", 0)
SLOTS = "".join(f"<selectoption><text>{text}</text></selectoption>" for text in "甲乙")
PAIRS = "".join(
    f"<subquestion><text>{left}</text><answer><text>{right}</text></answer></subquestion>"
    for left, right in ("甲一", "乙二")
)
GUIDE = "<graderinfo format='html'><text>&lt;p&gt;（2 分）甲&lt;/p&gt;</text></graderinfo>"


@pytest.mark.parametrize(
    ("kind", "inner", "stem", "shape", "key"),
    [
        ("multichoice", ONE, "<p>问</p>", QuestionType.SINGLE, ("A",)),
        ("multichoice", "<single>false</single>" + answer("甲", 50) + answer("乙", 50), "问",
         QuestionType.MULTIPLE, ("A", "B")),
        ("multichoiceset", answer("甲", 100) + answer("乙", 100) + answer("丙", 0), "问",
         QuestionType.MULTIPLE, ("A", "B")),
        ("truefalse", TRUE, "问", QuestionType.TRUE_FALSE, ("正确",)),
        ("shortanswer", answer("二百元", 100) + answer("200元", 100), "上限是（  ）。",
         QuestionType.FILL_IN, ("二百元;200元",)),
        ("numerical", answer("200", 100), "上限是____元。", QuestionType.FILL_IN, ("200",)),
        ("cloze", "", "上限{1:SHORTANSWER:=二百元~=200元#好~%50%二百}，{2:NM:=3:0}日",
         QuestionType.FILL_IN, ("二百元;200元", "3")),
        ("cloze", "", "上限{1:MC:甲~=乙}。", QuestionType.SINGLE, ("B",)),
        ("gapselect", SLOTS, "选[[2]]与[[1]]", QuestionType.FILL_IN, ("乙", "甲")),
        ("matching", PAIRS, "配", QuestionType.MATCHING, ("一", "二")),
        ("ordering", answer("后", 2) + answer("先", 1) + answer("末", 3), "排",
         QuestionType.ORDERING, ()),
        ("essay", GUIDE, "问", QuestionType.SHORT_ANSWER, ()),
    ],
)  # fmt: skip
def test_each_type_of_moodle_has_one_of_ours(kind, inner, stem, shape, key):
    draft = one(kind, inner, stem)
    assert (draft.type, draft.key) == (shape, key)


def test_the_order_is_that_of_the_fractions():
    draft = one("ordering", answer("后", 2) + answer("先", 1) + answer("末", 3))
    assert draft.options == ("先", "后", "末")


def test_embedded_blanks_stand_in_the_stem():
    draft = one("cloze", "", "<p>对公民<b>为</b>{1:SA:=二百元}以下，</p><p>{1:SA:=对\\}\\~}。</p>")
    assert draft.stem == "对公民为____以下，\n____。"
    assert draft.key == ("二百元", "对}~")


@pytest.mark.parametrize(
    ("kind", "inner", "stem", "name", "warning"),
    [
        ("multichoice", ONE, "<table><tr><td>甲</td></tr></table>", "",
         "表格已转为普通文字，请核对。"),
        ("multichoice", ONE, '看<img src="@@PLUGINFILE@@/a.png" alt="车">', "",
         "图片“a.png”未读入，请另行上传。"),
        ("multichoice", ONE, "问<script>x()</script>", "", "脚本未读入。"),
        ("multichoice", ONE, '<a href="http://a.b">见</a>', "", "链接地址未读入。"),
        ("multichoice", ONE, "m<sup>2</sup>", "", "上下标已转为普通文字，请核对。"),
        ("multichoice", ONE, "问", "名称", "题目名称“名称”未读入。"),
        ("multichoice", ONE + "<penalty>0.3333333</penalty>", "问", "", "重试罚分 0.33 未保留。"),
        ("multichoice", ONE + "<defaultgrade>2.5</defaultgrade>", "问", "",
         "分值 2.5 未读入，组卷时另行设定。"),
        ("multichoice", ONE + "<hint><text>想想</text></hint>", "问", "",
         "提示已并入解析，请核对。"),
        ("multichoice", ONE + "<incorrectfeedback><text>重学</text></incorrectfeedback>", "问", "",
         "综合反馈已并入解析，请核对。"),
        ("multichoice", "<single>1</single>" + answer("甲", 100, "好") + answer("乙", 0), "问", "",
         "选项反馈已并入解析，请核对。"),
        ("multichoice", "<single>1</single>" + answer("甲", 100) + answer("乙", -25), "问", "",
         "选错的罚分未保留。"),
        ("multichoice", "<single>1</single>" + answer("甲", 60) + answer("乙", 0), "问", "",
         "没有满分选项，已把得分的选项作为答案，请核对。"),
        ("shortanswer", answer("甲", 100), "____与____", "",
         "题干中的空与答案的数目不一致，请用“____”标出每一个空。"),
        ("shortanswer", answer("甲", 100, "好"), "____", "", "答案反馈已并入解析，请核对。"),
        ("shortanswer", answer("a*", 100), "____", "", "答案中的 * 按原字读入，不再作通配符。"),
        ("shortanswer", answer("甲", 100) + answer("乙", 50), "____", "",
         "部分给分的答案“乙”未读入。"),
        ("shortanswer", "<usecase>1</usecase>" + answer("A", 100), "____", "",
         "区分大小写的要求未保留。"),
        ("numerical", '<answer fraction="100"><text>3.1</text><tolerance>0.1</tolerance></answer>',
         "____", "", "数值容差“3.1±0.1”未保留，请补充可接受的答案。"),
        ("numerical", answer("3", 100) + "<units><unit><unit_name>m</unit_name></unit></units>",
         "____", "", "单位换算未保留。"),
        ("cloze", "", "{1:MC:甲~=乙}{1:MC:=丙~丁}", "", "下拉选项已改为填空，其余选项未读入。"),
        ("essay", "<graderinfo><text>看论证</text></graderinfo>", "问", "",
         "评分说明已并入解析，请核对。"),
        ("essay", "<attachments>1</attachments>", "问", "", "附件作答的要求未保留。"),
        ("truefalse", TRUE + "<tags><tag><text>期末</text></tag></tags>", "问", "",
         "标签“期末”没有对应的栏目，未读入。"),
        ("truefalse", TRUE + '<file name="b.pdf" encoding="base64">AAAA</file>', "问", "",
         "附带的文件“b.pdf”未读入，请另行上传。"),
    ],
)  # fmt: skip
def test_what_is_lost_or_guessed_is_said(kind, inner, stem, name, warning):
    assert warning in one(kind, inner, stem, name).warnings


@pytest.mark.parametrize(
    ("kind", "inner", "reason"),
    [
        ("calculated", "", "题型“calculated”没有对应的题型，请改编后再导入。"),
        ("ddimageortext", "", "题型“ddimageortext”没有对应的题型，请改编后再导入。"),
        ("", "", "题型“question”没有对应的题型，请改编后再导入。"),
        (
            "multichoice",
            answer("甲", 0) + answer("乙", 0),
            "没有标出正确选项，请标明答案后再导入。",
        ),
        ("multichoice", answer("甲", 100) * 201, "答案超过 200 个，请精简后再导入。"),
        ("truefalse", answer("true", 0), "判断题没有标明正确或错误，请标明后再导入。"),
        ("shortanswer", "", "有空没有答案，请填写答案后再导入。"),
        ("cloze", "", "完形填空题中没有可以识别的答案，请核对后再导入。"),
        ("gapselect", "", "空位与备选词对不上，请核对后再导入。"),
    ],
)
def test_what_cannot_be_expressed_is_a_fault_that_names_it(kind, inner, reason):
    reading = read(quiz(item("truefalse", TRUE), item(kind, inner, name="某题")))
    assert len(reading.drafts) == 1
    assert [told.reason for told in reading.faults] == [f"第 2 题：{reason}"]
    assert reading.faults[0].row == 1


def test_a_category_and_a_description_are_skipped_by_name():
    named = "<category><text>$course$/top/文明执法</text></category>"
    category = f'<question type="category">{named}</question>'
    reading = read(quiz(category, item("description", ""), item("truefalse", TRUE)))
    assert [told.column for told in reading.skipped] == ["分类", "题型"]
    assert reading.drafts[0].topic == "文明执法"


ENTITY = '<!DOCTYPE quiz [<!ENTITY a "{}">]><quiz>{}</quiz>'
LAUGHS = (
    "<!DOCTYPE quiz ["
    '<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 12))
    + "]><quiz>&l11;</quiz>"
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"not xml", "不符合 XML 格式"),
        (b"<quiz><question>", "不符合 XML 格式"),
        (b"<html/>", "根元素是“html”"),
        (ENTITY.format("x", "&a;").encode(), "DOCTYPE"),
        (ENTITY.format("x" * 100_000, "&a;" * 10_000).encode(), ""),
        (LAUGHS.encode(), ""),
        (LAUGHS.encode("utf-16"), ""),
        (b'<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>', "DOCTYPE"),
        (b'<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>', "DOCTYPE"),
        (b"<quiz>" + b"<a/>" * 1_600_000 + b"</quiz>", "标记过多"),
        (b"<quiz>" + b"<a>" * 5000, "不符合 XML 格式"),
        (b"<quiz>" + b" " * LARGEST_XML + b"</quiz>", "超过 32 MB"),
        (b'<?xml version="1.0" encoding="utf-7"?><quiz/>', "不支持文字编码"),
        (b'<?xml version="1.0" encoding="utf-8"?><quiz>\xff</quiz>', "文字编码不是声明的"),
    ],
)
def test_hostile_files_are_refused_in_words(content, said):
    started = time.process_time()
    reading = read(content)
    assert time.process_time() - started < 10
    assert not reading.drafts
    assert said in reading.faults[0].reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_files_read_in_the_encoding_they_declare(encoding):
    named = "utf-8" if encoding == "utf-8-sig" else encoding
    text = quiz(item("truefalse", TRUE, "二百元")).decode().replace("UTF-8", named)
    assert read(text.encode(encoding)).drafts[0].stem == "二百元"


def test_five_thousand_questions_read_in_seconds(tmp_path):
    whole = list(every_type(tmp_path).values())
    content = write([replace(whole[at % len(whole)], id=f"q-{at}") for at in range(5000)])
    started = time.process_time()
    assert len(read(content).drafts) == 5000
    assert time.process_time() - started < 20


def test_broken_files_never_raise_and_never_take_long(tmp_path):
    chance = random.Random(11)
    whole = write(list(every_type(tmp_path).values()))
    foreign = quiz(*(item("cloze", ONE, "<p>{1:SA:=a~%50%b#c}</p>"), item("multichoice", ONE)))
    pool = b'<>/&;"=%{}~:#\x00\xff0169aZ- '
    started = time.process_time()
    for turn in range(300):
        content = bytearray(foreign if turn % 3 else whole)
        for _ in range(chance.randrange(0, 6)):
            content[chance.randrange(len(content))] = chance.choice(pool)
        if turn % 5 == 0:
            del content[chance.randrange(len(content)) :]
        reading = read(bytes(content))
        assert all(draft.type for draft in reading.drafts)
        assert all(told.reason for told in reading.faults)
    assert time.process_time() - started < 60
