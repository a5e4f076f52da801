"""QTI in: the sample items and packages, what other banks hold, items that are broken."""

import random
import time
from pathlib import Path

import pytest
from lxml import etree

from question_bank.formats.qti import read, write
from question_bank.questions import QuestionType
from tests.unit.every_type import every_type
from tests.unit.qti_builders import (
    ANSWERED,
    SAMPLES,
    choices,
    item,
    items_in,
    needs_samples,
    response,
)

OUTCOMES = {
    "Example02-feedbackInline.xml": QuestionType.TRUE_FALSE,
    "categorization.xml": "与左栏的几项配对",
    "choice.xml": QuestionType.SINGLE,
    "essay.xml": QuestionType.SHORT_ANSWER,
    "extended_text_rubric.xml": QuestionType.SHORT_ANSWER,
    "gap_match.xml": QuestionType.FILL_IN,
    "match.xml": QuestionType.MATCHING,
    "match2.xml": QuestionType.MATCHING,
    "order.xml": QuestionType.ORDERING,
    "text_entry.xml": QuestionType.FILL_IN,
}


@needs_samples
@pytest.mark.parametrize("name", OUTCOMES)
def test_every_sample_item_is_a_draft_or_a_fault_with_its_reason(name):
    reading = read((SAMPLES / "items_2.1" / name).read_bytes())
    expected = OUTCOMES[name]
    if isinstance(expected, QuestionType):
        assert [draft.type for draft in reading.drafts] == [expected]
        assert not reading.faults
        assert reading.drafts[0].stem
    else:
        assert expected in reading.faults[0].reason
        assert not reading.drafts


@needs_samples
def test_no_sample_item_is_left_out():
    assert {path.name for path in (SAMPLES / "items_2.1").iterdir()} == set(OUTCOMES)


def sample(name):
    return read((SAMPLES / "items_2.1" / name).read_bytes()).drafts[0]


@needs_samples
def test_the_words_of_the_samples():
    assert sample("choice.xml").key == ("A",)
    assert sample("choice.xml").media == ("sign.png",)
    assert sample("order.xml").options[0] == "Michael Schumacher"
    assert (
        sample("text_entry.xml").stem.split("\n")[2] == "Made glorious summer by this sun of ____;"
    )
    assert sample("text_entry.xml").warnings[0] == "部分给分的答案“york”未读入。"
    assert sample("gap_match.xml").key == ("winter", "summer")
    assert sample("match2.xml").key == ("Dresden", "Leipzig", "Halle", "Bautzen")
    assert sample("match2.xml").analysis.startswith("Richtig!：Die Elbe durchzieht")
    assert sample("match.xml").options == ("Antonio", "Capulet", "Demetrius")
    assert "Max Score: 3.0 points" in sample("extended_text_rubric.xml").analysis
    assert sample("Example02-feedbackInline.xml").key == ("正确",)


@needs_samples
def test_the_package_of_2_1_reads_whole():
    reading = read((SAMPLES / "test_qti_2.1.zip").read_bytes())
    assert [draft.type.value for draft in reading.drafts] == [
        "true_false", "single", "multiple", "fill_in", "short_answer",
    ]  # fmt: skip
    assert reading.drafts[1].options == ("1/6", "1/5", "1/4", "1/3", "1/2")
    assert "公式已转为普通文字，请核对。" in reading.drafts[1].warnings
    assert "Red | 12" in reading.drafts[2].stem
    assert reading.drafts[2].key == ("A", "B", "D")
    assert not reading.faults
    assert len(reading.skipped) == 1


@needs_samples
def test_the_package_of_2_2_reads_whole():
    reading = read((SAMPLES / "test_qti_2.2.zip").read_bytes())
    assert [draft.type.value for draft in reading.drafts] == [
        "short_answer", "multiple", "single", "true_false",
    ]  # fmt: skip
    assert [told.reason for told in reading.faults] == [
        "text-entry/text-entry.xml：自适应题分步显示，没有对应的题型，请改编后再导入。"
    ]


@needs_samples
def test_the_document_tells_the_outcome_of_every_sample():
    told = (Path(__file__).parents[2] / "docs" / "question-import-exchange.md").read_text("utf-8")
    rows = []
    for path in [*sorted((SAMPLES / "items_2.1").iterdir()), *sorted(SAMPLES.glob("*.zip"))]:
        reading = read(path.read_bytes())
        rows += [
            (path.name, draft.place, draft.type.label, "".join(draft.warnings) or "无损失")
            for draft in reading.drafts
        ]
        rows += [(path.name, one.value, "未导入", one.reason) for one in reading.faults]
        rows += [(path.name, one.value, "跳过", one.reason) for one in reading.skipped]
    assert [row for row in rows if f"| {' | '.join(row)} |" not in told] == []


def one(text):
    reading = read(text.encode())
    assert not reading.faults, reading.faults
    (draft,) = reading.drafts
    return draft


def test_a_mapping_alone_tells_the_key():
    entries = [f'<mapEntry mapKey="{key}" mappedValue="{points}"/>' for key, points in ("B2", "C1")]
    mapping = f"<mapping>{''.join(entries)}</mapping>"
    assert one(item(choices(), response(mapping=mapping))).key == ("B",)


def test_an_item_that_asks_twice_becomes_a_case_set():
    body = "<p>材料</p>" + choices() + choices(0, name="R2")
    draft = one(item(body, response("A") + response("B", "C", cardinality="multiple", name="R2")))
    assert (draft.type, draft.stem) == (QuestionType.CASE, "材料")
    assert [part.type.value for part in draft.parts] == ["single", "multiple"]
    assert [part.stem for part in draft.parts] == ["问", "问"]
    assert "一题多问" in draft.warnings[-1]


def test_a_drop_down_is_a_choice_with_a_blank():
    offered = [
        f'<inlineChoice identifier="{name}">{text}</inlineChoice>' for name, text in ("A甲", "B乙")
    ]
    inside = f"<inlineChoiceInteraction {ANSWERED}>{''.join(offered)}</inlineChoiceInteraction>"
    body = f"<p>上限{inside}。</p>"
    draft = one(item(body, response("B")))
    assert (draft.type, draft.stem, draft.key) == (QuestionType.SINGLE, "上限____。", ("B",))


def test_a_third_version_item_reads_with_its_names():
    text = (
        '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="q1"'
        ' title="q1" adaptive="false" time-dependent="false"><qti-response-declaration'
        ' identifier="RESPONSE" cardinality="single" base-type="identifier"><qti-correct-response>'
        "<qti-value>A</qti-value></qti-correct-response></qti-response-declaration><qti-item-body>"
        '<qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-prompt>问'
        '</qti-prompt><qti-simple-choice identifier="A">对</qti-simple-choice><qti-simple-choice'
        ' identifier="B">错</qti-simple-choice></qti-choice-interaction></qti-item-body>'
        "</qti-assessment-item>"
    )
    draft = one(text)
    assert (draft.type, draft.stem, draft.key) == (QuestionType.TRUE_FALSE, "问", ("正确",))


PROCESSED = (
    "<responseProcessing><responseCondition><responseIf>"
    '<equal tolerance="1"/></responseIf></responseCondition></responseProcessing>'
)
HOT = "<hottext identifier='A'>甲</hottext><hottext identifier='B'>乙</hottext>"
DROP = (
    '<inlineChoiceInteraction responseIdentifier="{}"><inlineChoice identifier="A">甲'
    '</inlineChoice><inlineChoice identifier="B">乙</inlineChoice></inlineChoiceInteraction>'
)
STEPWISE = item(f"<feedbackBlock identifier='x'>{choices()}</feedbackBlock>", response("A"))
GAPS = (
    "<gapMatchInteraction responseIdentifier='RESPONSE'><gapText identifier='W'>甲</gapText>"
    "<p><gap identifier='G'/><gap identifier='H'/></p></gapMatchInteraction>"
)
COLUMNS = "".join(
    f'<simpleMatchSet><simpleAssociableChoice identifier="{side}1">{side}</simpleAssociableChoice>'
    f'<simpleAssociableChoice identifier="{side}2">{side}2</simpleAssociableChoice>'
    "</simpleMatchSet>"
    for side in "LR"
)
PAIRED = f"<matchInteraction {ANSWERED}>{COLUMNS}</matchInteraction>"
NAMED = item(choices(), response("A")).replace('title="q1"', 'title="T"')
ADAPTIVE = item(choices(), response("A")).replace('adaptive="false"', 'adaptive="true"')
MIXED = item(choices() + "<p><textEntryInteraction responseIdentifier='R'/></p>")
DECLARED = "<!DOCTYPE assessmentItem SYSTEM 'http://x/y.dtd'>" + item(choices(), response("A"))


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (item(choices(), response("A"), PROCESSED), "判分脚本未读入，按标准答案判分。"),
        (item(choices(), response("A"), PROCESSED), "数值容差未保留，请补充可接受的答案。"),
        (item("<table><tr><td>a</td></tr></table>" + choices(), response("A")),
         "表格已转为普通文字，请核对。"),
        (item('<img src="x/a.png" alt="车"/>' + choices(), response("A")),
         "图片“a.png”未读入，请另行上传。"),
        (item(choices(0), response("B", cardinality="multiple")),
         "可多选而只有一个正确选项，按不定项选择题读入，请核对题型。"),
        (item(choices(), response("A"), '<modalFeedback identifier="x">好</modalFeedback>'),
         "反馈已并入解析，请核对。"),
        (item('<feedbackBlock identifier="x">提示</feedbackBlock>' + choices(), response("A")),
         "题内反馈已并入解析，请核对。"),
        (item("<rubricBlock view='candidate'><p>细读</p></rubricBlock>" + choices(), response("A")),
         "评分说明已并入解析，请核对。"),
        (NAMED, "题目名称“T”未读入。"),
        (item("<extendedTextInteraction responseIdentifier='RESPONSE'/>问", response("文")),
         "参考答案已并入解析，请核对。"),
        (item(f"<p>{DROP.format('R1')}与{DROP.format('R2')}</p>",
              response("A", name="R1") + response("B", name="R2")),
         "下拉选项已改为填空，其余选项未读入。"),
        (item("<p><textEntryInteraction responseIdentifier='RESPONSE' patternMask='.'/></p>",
              response("甲", base="string")), "答案的格式限制（patternMask）未保留。"),
        (item(choices(), "<assessmentStimulusRef/>" + response("A")),
         "共用材料未读入，请补入题干。"),
        (item(choices(), "<stylesheet href='a.css'/>" + response("A")), "样式表未读入。"),
        (item(f"<hottextInteraction {ANSWERED}><p>{HOT}</p></hottextInteraction>", response("A")),
         "点选文字题已改为选择题，可选的文字列为选项。"),
    ],
)  # fmt: skip
def test_what_is_lost_or_guessed_is_said(text, warning):
    assert warning in one(text).warnings


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (item("<p>问</p>"), "没有作答栏"),
        (item(choices()), "没有标出正确选项"),
        (item("<hotspotInteraction responseIdentifier='R'/>"), "互动“hotspotInteraction”没有对应"),
        (item("<uploadInteraction responseIdentifier='R'/>"), "互动“uploadInteraction”没有对应"),
        (MIXED, "混有几种作答栏"),
        (ADAPTIVE, "自适应题"),
        (item(choices(), response("A") + "<templateDeclaration identifier='T'/>"), "模板题"),
        (item("<p><textEntryInteraction responseIdentifier='R'/></p>"), "有空没有答案"),
        (item("<orderInteraction responseIdentifier='RESPONSE'><simpleChoice identifier='A'>甲"
              "</simpleChoice></orderInteraction>"), "没有写明全部步骤的顺序"),
        (item("<matchInteraction responseIdentifier='RESPONSE'/>"), "须有左右两栏"),
        (STEPWISE, "作答栏分步显示"),
        (item(GAPS, response("W G", cardinality="multiple")), "有空没有对应的词"),
        (item(PAIRED, response("L1 R1", cardinality="multiple")), "左栏须每项恰好配对一项"),
        (item(PAIRED, response("L1 R9", "L2 R1", cardinality="multiple")), "左栏须每项恰好"),
        (item(choices(texts="甲" * 1).replace("</choice", "<simpleChoice/>" * 200 + "</choice"),
              response("A")), "选项超过 200 个"),
        ("<questestinterop/>", "这是 QTI 1.2"),
        (DECLARED, "DOCTYPE"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + item("&x;"), "DOCTYPE"),
        ("<assessmentItem/>", "没有题目内容"),
        ("<assessmentTest/>", "文件中没有题目"),
    ],
)  # fmt: skip
def test_what_cannot_be_expressed_is_a_fault_with_its_reason(text, reason):
    reading = read(text.encode())
    assert not reading.drafts
    assert reason in reading.faults[0].reason


def test_broken_items_never_raise_and_never_take_long(tmp_path):
    chance = random.Random(13)
    whole = [etree.tostring(one) for one in items_in(write(list(every_type(tmp_path).values())))]
    if SAMPLES.is_dir():
        whole += [path.read_bytes() for path in sorted((SAMPLES / "items_2.1").iterdir())]
    pool = [
        b"identifier",
        b"Interaction",
        b"<p>",
        b"</p>",
        b"value",
        b"simpleChoice",
        b"A",
        b"\xff",
    ]
    started = time.process_time()
    for _ in range(400):
        content = chance.choice(whole)
        for _ in range(chance.randrange(0, 4)):
            content = content.replace(chance.choice(pool), chance.choice(pool), chance.randrange(3))
        if chance.random() < 0.1:
            content = content[: chance.randrange(len(content))]
        reading = read(content)
        assert len(reading.drafts) + len(reading.faults) == 1
        assert all(draft.type for draft in reading.drafts)
    assert time.process_time() - started < 60
