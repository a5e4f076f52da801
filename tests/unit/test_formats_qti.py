"""QTI: our questions there and back in three versions, valid by the schemas, real packages."""

import random
import time
import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from question_bank.formats.own_drafts import CannotWriteError
from question_bank.formats.qti import losses, read, refusal, write
from question_bank.questions import QuestionType
from tests.unit.bank_builders import build_question
from tests.unit.every_type import every_type
from tests.unit.format_builders import essence, essences, questions, shipped, words

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
SAMPLES, SCHEMAS = SHARED / "import-samples" / "qti", SHARED / "qti-xsd"
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="没有导入样例（../shared/data/import-samples/qti）"
)
needs_schemas = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="没有 QTI 模式文件（../shared/data/qti-xsd）"
)
VERSIONS = ("2.1", "2.2", "3.0")
XSD = {"2.1": "qtiv2p1p1/imsqti_v2p1p1.xsd", "2.2": "qtiv2p2p2/imsqti_v2p2p2.xsd"}
THIRD = {
    "assessment-item", "base-value", "choice-interaction", "content-body", "correct",
    "correct-response", "default-value", "extended-text-interaction", "feedback-block",
    "item-body", "map-entry", "map-response", "mapping", "match", "match-interaction",
    "modal-feedback", "multiple", "order-interaction", "outcome-declaration",
    "response-condition", "response-declaration", "response-if", "response-processing",
    "rubric-block", "set-outcome-value", "simple-associable-choice", "simple-choice",
    "simple-match-set", "sum", "text-entry-interaction", "value", "variable",
}  # fmt: skip


class Offline(etree.Resolver):
    def resolve(self, url, _public, context):
        if not url.startswith("http"):
            return None
        found = next(SCHEMAS.rglob(url.rsplit("/", 1)[-1]))
        return self.resolve_filename(str(found), context)


@cache
def schema(path):
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Offline())
    return etree.XMLSchema(etree.parse(str(SCHEMAS / path), parser))


def members(package):
    with zipfile.ZipFile(BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def items_in(package):
    return [etree.fromstring(text) for name, text in members(package).items() if "items/" in name]


@settings(max_examples=150, deadline=None)
@given(questions(), st.sampled_from(VERSIONS))
def test_a_question_comes_back_as_it_went(question, version):
    assert not refusal(question)
    reading = read(write([question], version))
    assert not reading.faults
    assert [essence(draft) for draft in reading.drafts] == essences([question])


@settings(max_examples=50, deadline=None)
@given(questions(text=words(alphabet=st.characters(exclude_categories=["Cs"]))))
def test_any_characters_come_back(question):
    assert [essence(draft) for draft in read(write([question])).drafts] == essences([question])


@pytest.mark.parametrize("version", VERSIONS)
def test_every_type_comes_back_in_order_without_a_warning(tmp_path, version):
    whole = every_type(tmp_path).values()
    drafts = read(write(list(whole), version)).drafts
    assert [essence(draft) for draft in drafts] == essences(whole)
    assert not [warning for draft in drafts for warning in draft.warnings]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_shipped_bank_comes_back_whole(version):
    bank = shipped()
    assert [essence(draft) for draft in read(write(bank, version)).drafts] == essences(bank)


@needs_schemas
@pytest.mark.parametrize("version", ["2.1", "2.2"])
def test_every_export_is_valid_by_its_schema(tmp_path, version):
    whole = [*every_type(tmp_path).values(), build_question(kind=QuestionType.EVIDENCE)]
    for item in items_in(write(whole, version)):
        schema(XSD[version]).assertValid(item)

    @settings(max_examples=60, deadline=None)
    @given(questions())
    def any_question(question):
        for item in items_in(write([question], version)):
            schema(XSD[version]).assertValid(item)

    any_question()


@needs_schemas
@pytest.mark.parametrize("version", ["2.1", "2.2"])
def test_every_manifest_is_valid_by_its_schema(tmp_path, version):
    package = write(list(every_type(tmp_path).values()), version)
    manifest = etree.fromstring(members(package)["imsmanifest.xml"])
    schema("imscp_v1p1.xsd").assertValid(manifest)
    described = list(manifest.iter("{http://ltsc.ieee.org/xsd/LOM}lom"))
    assert len(described) == 10
    for one in described:
        schema("imsmd_loose_v1p3p2.xsd").assertValid(one)


def test_third_version_uses_its_own_names(tmp_path):
    items = items_in(write(list(every_type(tmp_path).values()), "3.0"))
    names = {etree.QName(one) for item in items for one in item.iter()}
    assert {name.namespace for name in names} == {"http://www.imsglobal.org/xsd/imsqtiasi_v3p0"}
    own = {name.localname for name in names if name.localname.startswith("qti-")}
    assert own == {f"qti-{name}" for name in THIRD}
    assert {name.localname for name in names} - own <= {"p", "pre", "br", "div"}
    attributes = {name for item in items for one in item.iter() for name in one.attrib}
    assert not [name for name in attributes if name != name.lower() and "}" not in name]


def test_a_manifest_lists_every_item_with_its_labels(tmp_path):
    held = members(write(list(every_type(tmp_path).values())))
    manifest = etree.fromstring(held["imsmanifest.xml"])
    listed = [one.get("href") for one in manifest.iter("{*}resource")]
    assert sorted(listed) == sorted(set(held) - {"imsmanifest.xml"})
    assert "门类：通用" in "".join(manifest.itertext())


def test_equal_questions_make_equal_packages():
    assert write([build_question()]) == write([build_question()])


def test_a_code_that_is_no_identifier_comes_back():
    question = build_question(identity="行政处罚 001")
    package = write([question])
    assert items_in(package)[0].get("identifier") == "item-1"
    assert read(package).drafts[0].code == "行政处罚 001"


def test_losses_name_what_other_platforms_do_not_know(tmp_path):
    whole = every_type(tmp_path)
    assert losses(whole["single"]) == []
    assert "不定项" in losses(whole["indefinite"])[0]
    assert "文书改错" in losses(whole["document_error"])[0]
    with pytest.raises(CannotWriteError, match="administrative-penalty-001：没有标准答案"):
        write([build_question(kind=QuestionType.MULTIPLE, key="")])


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


ANSWERED = 'responseIdentifier="RESPONSE"'


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


def item(body, responses="", more="", attributes=""):
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q1"'
        f' title="q1" adaptive="false" timeDependent="false" {attributes}>{responses}'
        f"<itemBody>{body}</itemBody>{more}</assessmentItem>"
    )


def response(*values, cardinality="single", base="identifier", name="RESPONSE", mapping=""):
    told = "".join(f"<value>{value}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{told}</correctResponse>{mapping}</responseDeclaration>"
    )


def choices(most=1, texts="甲乙丙", name="RESPONSE"):
    offered = "".join(
        f'<simpleChoice identifier="{letter}">{text}</simpleChoice>'
        for letter, text in zip("ABC", texts, strict=False)
    )
    return (
        f'<choiceInteraction responseIdentifier="{name}" maxChoices="{most}" shuffle="TRUE">'
        f"<prompt>问</prompt>{offered}</choiceInteraction>"
    )


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


GOOD = item(choices(), response("A")).encode()
MANIFEST = (
    '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>'
    '<resource type="imsqti_item_xmlv2p1" href="{}"><file href="{}"/></resource>'
    "</resources></manifest>"
)


def packed(*files, method=zipfile.ZIP_DEFLATED):
    held = BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return held.getvalue()


def listed(href, file=None):
    return ("imsmanifest.xml", MANIFEST.format(href, file or href))


def linked():
    member = zipfile.ZipInfo("a.xml")
    member.external_attr = 0o120777 << 16
    return packed((member, "/etc/passwd"))


def encrypted():
    content = bytearray(packed(("a.xml", GOOD)))
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def lying():
    """A member that says it is small and is not."""
    content = bytearray(packed(("a.xml", b"<a>" + b" " * 300_000 + b"</a>")))
    at = content.find(b"PK\x01\x02") + 24
    content[at : at + 4] = (1000).to_bytes(4, "little")
    return bytes(content)


def doubled():
    with pytest.warns(UserWarning, match="Duplicate name"):
        return packed(("a.xml", GOOD), ("a.xml", GOOD))


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (lambda: packed(("../a.xml", GOOD)), "越出压缩包"),
        (lambda: packed(("a/../../b.xml", GOOD)), "越出压缩包"),
        (lambda: packed(("/etc/a.xml", GOOD)), "越出压缩包"),
        (lambda: packed(("C:/a.xml", GOOD)), "越出压缩包"),
        (lambda: packed(("a\\..\\b.xml", GOOD)), "越出压缩包"),
        (doubled, "重复"),
        (lambda: packed(("a.xml", GOOD), ("A.XML", GOOD)), "重复"),
        (lambda: packed(("a.zip", b"PK"), ("a.xml", GOOD)), "还有压缩文件"),
        (lambda: packed(("a.xml", b" " * 50_000_000)), "压缩比异常"),
        (lambda: packed(*((f"{at}.xml", b"") for at in range(12_001))), "超过 12000 个"),
        (lambda: packed(("a.xml", GOOD), method=zipfile.ZIP_LZMA), "压缩方式不支持"),
        (encrypted, "有密码"),
        (linked, "是链接"),
        (lying, "已损坏"),
        (lambda: packed(("a.xml", GOOD))[:-30], "已损坏"),
        (lambda: b"PK\x03\x04" + b"\0" * 100, "已损坏"),
        (lambda: packed(("a.xml", random.Random(1).randbytes(5_000_000))), "展开后过大"),
        (lambda: packed(("imsmanifest.xml", "<!DOCTYPE m SYSTEM 'a'><m/>")), "DOCTYPE"),
        (lambda: packed(("imsmanifest.xml", "<m>"), ("a.xml", GOOD)), "清单"),
        (lambda: packed(("a.txt", "x")), "没有题目"),
        (packed, "没有题目"),
        (lambda: b"PK" + b"x" * (64 * 2**20), "超过 64 MB"),
    ],
)  # fmt: skip
def test_hostile_packages_are_refused_in_words(build, reason):
    started = time.process_time()
    reading = read(build())
    assert time.process_time() - started < 10
    assert not reading.drafts
    assert reason in reading.faults[0].reason


def test_what_the_manifest_promises_and_the_package_lacks_is_named():
    reading = read(packed(listed("a.xml", "images/b.png"), ("a.xml", GOOD)))
    assert len(reading.drafts) == 1
    assert [told.value for told in reading.faults] == ["images/b.png"]
    reading = read(packed(listed("gone.xml"), ("other.xml", GOOD)))
    assert [told.value for told in reading.faults] == ["gone.xml"]
    assert reading.drafts[0].warnings[-1] == "清单没有列出这道题，已一并读入，请核对。"


def test_a_picture_the_package_lacks_is_named():
    shown = item('<img src="images/b.png"/>' + choices(), response("A"))
    (draft,) = read(packed(listed("a.xml"), ("a.xml", shown))).drafts
    assert draft.warnings[-1] == "图片“b.png”不在压缩包内，请另找原图。"
    (draft,) = read(packed(listed("a.xml"), ("a.xml", shown), ("images/b.png", b"x"))).drafts
    assert "不在压缩包内" not in "".join(draft.warnings)


def test_keywords_of_others_are_told_as_lost():
    keyword = "<lom xmlns='x'><keyword><string>水</string></keyword></lom>"
    href, manifest = listed("a.xml")
    manifest = manifest.replace("<file", f"<metadata>{keyword}</metadata><file")
    (draft,) = read(packed((href, manifest), ("a.xml", GOOD))).drafts
    assert "关键词“水”没有对应的栏目，未读入。" in draft.warnings


def test_addresses_in_a_manifest_are_taken_from_its_folder():
    manifest = MANIFEST.format("../b%20c.xml", "../b%20c.xml")
    reading = read(packed(("x/imsmanifest.xml", manifest), ("b c.xml", GOOD)))
    assert not reading.faults
    assert reading.drafts[0].warnings == ()


def test_one_broken_item_spoils_no_other():
    reading = read(packed(("a.xml", GOOD), ("b.xml", b"<a>"), ("c.xml", GOOD)))
    assert len(reading.drafts) == 2
    assert reading.faults[0].reason.startswith("b.xml：第 1 行不符合 XML 格式")


def test_a_package_inflates_no_more_than_the_limit_in_all():
    """Each member is small enough, all of them together are not."""
    chunk = random.Random(2).randbytes(20_000) * 150
    content = packed(*((f"{at}.xml", chunk) for at in range(70)))
    reading = read(content)
    assert "展开后超过 200 MB" in reading.faults[0].reason


def test_five_thousand_items_read_in_seconds(tmp_path):
    whole = list(every_type(tmp_path).values())
    content = write([replace(whole[at % len(whole)], id=f"q-{at}") for at in range(5000)])
    started = time.process_time()
    assert len(read(content).drafts) == 5000
    assert time.process_time() - started < 20


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


def test_broken_packages_never_raise_and_never_take_long(tmp_path):
    chance = random.Random(17)
    whole = write(list(every_type(tmp_path).values()))
    started = time.process_time()
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(chance.randrange(1, 20)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        if chance.random() < 0.2:
            del content[chance.randrange(2, len(content)) :]
        reading = read(bytes(content))
        assert reading.drafts or reading.faults
    assert time.process_time() - started < 60
