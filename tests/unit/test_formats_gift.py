"""GIFT: the reference samples item by item, our questions there and back, files that are broken."""

import json
import random
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from question_bank.formats.drafts import Draft
from question_bank.formats.gift import losses, plain, read, refusal, write
from question_bank.formats.gift_syntax import items_of
from question_bank.formats.labels import guide_text, read_guide
from question_bank.formats.own_drafts import CannotWriteError, accepted_in
from question_bank.formats.rich_text import read_html
from question_bank.questions import Blank, Body, QuestionType
from tests.unit.bank_builders import build_question
from tests.unit.every_type import every_type
from tests.unit.format_builders import essence, essences, questions, shipped

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "import-samples" / "gift"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.gift")) or ["absent"]
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="没有导入样例（../shared/data/import-samples/gift）"
)


def said(phrase):
    """The reference keeps HTML as written; ours is compared as the words a reader sees."""
    return plain(phrase).text if phrase is not None else None


def referred(phrase):
    if phrase is None:
        return None
    text = phrase["text"]
    return read_html(text).text if phrase["format"] == "html" else text


def stem(text):
    """Our blank has four strokes and no space of its own, the reference's has five and two."""
    return re.sub(r" *_{4,5} *", "____", text).strip()


def number(text):
    low, to, high = text.partition("..")
    if to:
        return {"type": "high-low", "numberLow": float(low), "numberHigh": float(high)}
    near, colon, tolerance = text.partition(":")
    told = {"type": "range" if colon else "simple", "number": float(near)}
    return told | ({"range": float(tolerance)} if colon else {})


def compare_answers(item, row):
    if item.kind == "TF":
        assert item.is_true is row["isTrue"]
        assert said(item.said_first) == referred(row["trueFeedback"])
        assert said(item.said_second) == referred(row["falseFeedback"])
    elif item.kind == "Matching":
        pairs = [(referred(one["subquestion"]), one["subanswer"]) for one in row["matchPairs"]]
        assert [(said(left), right) for left, right in item.pairs] == pairs
    elif item.kind == "Numerical":
        rows = row["choices"] if isinstance(row["choices"], list) else [{"text": row["choices"]}]
        assert [number(one.text.text) for one in item.choices] == [one["text"] for one in rows]
        assert [one.weight for one in item.choices] == [one.get("weight") for one in rows]
        assert [said(one.feedback) for one in item.choices] == [
            referred(one.get("feedback")) for one in rows
        ]
    elif item.kind in ("MC", "Short"):
        assert [
            (one.is_right, one.weight, said(one.text), said(one.feedback)) for one in item.choices
        ] == [
            (one["isCorrect"], one["weight"], referred(one["text"]), referred(one["feedback"]))
            for one in row["choices"]
        ]
    else:
        assert item.kind in ("Essay", "Description")


@needs_samples
@pytest.mark.parametrize("name", NAMES)
def test_every_sample_reads_as_the_reference_parser_reads_it(name):
    rows = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    items = list(items_of((SAMPLES / f"{name}.gift").read_text("utf-8")))
    assert [item.kind for item in items] == [row["type"] for row in rows]
    for item, row in zip(items, rows, strict=True):
        if item.kind == "Category":
            assert item.stem.text == row["title"]
            continue
        assert stem(said(item.stem)) == stem(referred(row["stem"]))
        assert item.stem.format == row["stem"]["format"]
        assert (
            item.is_embedded is row["hasEmbeddedAnswers"] if "hasEmbeddedAnswers" in row else True
        )
        assert (item.title or None) == row["title"]
        assert (item.code or None) == row.get("id")
        assert said(item.general) == referred(row.get("globalFeedback"))
        compare_answers(item, row)


@needs_samples
@pytest.mark.parametrize("name", NAMES)
def test_every_sample_item_is_a_draft_a_fault_or_skipped_by_name(name):
    content = (SAMPLES / f"{name}.gift").read_bytes()
    reading = read(content)
    told = len(reading.drafts) + len(reading.faults) + len(reading.skipped)
    assert told == len(list(items_of(content.decode())))


@needs_samples
def test_the_document_counts_the_outcomes_of_the_samples():
    told = (Path(__file__).parents[2] / "docs" / "question-import-exchange.md").read_text("utf-8")
    readings = [read(path.read_bytes()) for path in SAMPLES.glob("*.gift")]
    assert sum(len(reading.faults) for reading in readings) == 2
    assert sum(len(reading.skipped) for reading in readings) == 1 + 1 + 4
    assert f"其余 {sum(len(one.drafts) for one in readings)} 题全部成为草稿" in told


@settings(max_examples=150, deadline=None)
@given(questions())
def test_a_question_comes_back_as_it_went(question):
    assume(not refusal(question))
    reading = read(write([question]))
    assert not reading.faults
    assert [essence(draft) for draft in reading.drafts] == essences([question])


@settings(max_examples=20, deadline=None)
@given(st.lists(questions(), min_size=2, max_size=4))
def test_questions_come_back_in_their_order(several):
    several = [replace(one, id=f"n-{at}") for at, one in enumerate(several) if not refusal(one)]
    assume(several)
    assert [essence(draft) for draft in read(write(several)).drafts] == essences(several)


def test_every_type_of_one_blank_comes_back_without_a_warning(tmp_path):
    whole = every_type(tmp_path)
    del whole["fill_in"]
    drafts = read(write(list(whole.values()))).drafts
    assert [essence(draft) for draft in drafts] == essences(whole.values())
    assert not [warning for draft in drafts for warning in draft.warnings]


def test_several_blanks_are_refused_by_name(tmp_path):
    question = every_type(tmp_path)["fill_in"]
    assert losses(question)[0] == "GIFT 的填空题只能有一个空，本题有 2 个空。"
    with pytest.raises(CannotWriteError, match="administrative-penalty-005：GIFT 的填空题"):
        write([question])


def test_the_shipped_bank_comes_back_whole():
    bank = [question for question in shipped() if not refusal(question)]
    assert len(bank) > 500
    assert [essence(draft) for draft in read(write(bank)).drafts] == essences(bank)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": QuestionType.MULTIPLE, "key": ""}, "没有标准答案"),
        ({"kind": QuestionType.FILL_IN, "options": (), "key": "", "stem": "____",
          "body": Body(blanks=(Blank("a", ("甲->乙",)),))}, "看作配对"),
    ],
)  # fmt: skip
def test_what_gift_cannot_hold_is_refused(change, reason):
    assert reason in refusal(build_question(**change))


def test_marks_of_the_syntax_inside_words_are_refused_where_nothing_escapes_them(tmp_path):
    whole = every_type(tmp_path)
    options = tuple(replace(one, text=f"->{one.text}") for one in whole["matching"].options)
    assert "左栏不能含" in refusal(replace(whole["matching"], options=options))
    options = tuple(replace(one, text=f"//{one.text}") for one in whole["ordering"].options)
    assert "看作注释" in refusal(replace(whole["ordering"], options=options))


def test_losses_name_labels_that_moodle_cuts(tmp_path):
    ordering = replace(every_type(tmp_path)["ordering"], explanation="很长的解析" * 10)
    assert "50 字" in losses(ordering)[0]


def test_losses_name_control_characters():
    assert "控制字符" in losses(build_question(explanation="甲\x07乙"))[0]
    assert losses(build_question()) == []


def test_a_semicolon_inside_an_answer_is_kept():
    blanks = (Blank("a", ("二;三", "二；四", "\\")),)
    question = build_question(
        kind=QuestionType.FILL_IN, stem="____。", options=(), key="", body=Body(blanks=blanks)
    )
    (draft,) = read(write([question])).drafts
    assert draft.key == (r"二\;三;二\；四;\\",)
    assert accepted_in(draft.key[0]) == list(blanks[0].accepted)


def one(text):
    reading = read(text.encode())
    assert not reading.faults, reading.faults
    (draft,) = reading.drafts
    return draft


def fault(text):
    reading = read(text.encode())
    assert not reading.drafts
    (told,) = reading.faults
    return told


def test_equal_weights_are_a_multiple_choice():
    draft = one("大洲有{~%50%亚洲 ~%50%非洲 ~%-100%中国}")
    assert (draft.type, draft.key, draft.warnings) == (QuestionType.MULTIPLE, ("A", "B"), ())


def test_one_weighted_right_answer_is_told_as_a_guess():
    draft = one("大洲有{~%100%亚洲 ~%-100%中国}")
    assert draft.type is QuestionType.INDEFINITE
    assert "请核对题型" in draft.warnings[0]


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("问{=甲 ~%50%乙}", "部分给分的选项 乙（50%） 按错误选项读入。"),
        ("问{=甲 ~%-25%乙}", "选错的罚分未保留。"),
        ("问{~%70%甲 ~%30%乙 ~%-100%丙}", "各正确选项的给分不同，未保留。"),
        ("问{=甲#好 ~乙}", "选项反馈已并入解析，请核对。"),
        ("问{#3.14:0.01}", "数值容差 ±0.01 未保留，只接受 3.14，请补充可接受的答案。"),
        ("问{#1..3}", "数值区间 1 至 3 已改为其中的整数，请核对。"),
        ("问{=四*}", "答案中的 * 按原字读入，不再作通配符。"),
        ("[html]<table><tr><td>表</td></tr></table>{T}", "表格已转为普通文字，请核对。"),
        ('[html]<p>看<img src\\="a/b.png"></p>{T}', "图片“b.png”未读入，请另行上传。"),
        ("[html]问<script>x</script>{T}", "脚本未读入。"),
        ("[markdown]**问**{T}", "Markdown 标记已转为普通文字，请核对。"),
        ("::名::问{T}", "题目名称“名”未读入。"),
        ("$CATEGORY: a/桥梁\n\n问{T}", "分类“桥梁”没有对应的栏目，未读入。"),
        ("// [tag:期末]\n问{T}", "标签“期末”没有对应的栏目，未读入。"),
        ("问{}", "文件没有写明采分点，请补充评分要点和分数。"),
    ],
)
def test_what_is_lost_or_guessed_is_said(text, warning):
    assert warning in one(text).warnings


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("问{~甲 ~乙}", "没有标出正确选项，请标明答案后再导入。"),
        ("问{#1.5..2.5}", "答案是数值区间 1.5 至 2.5，填空题不能表示区间，请改为确定的答案。"),
        ("问{#大约}", "数值答案无法识别，请写作数字后再导入。"),
        ("问{=甲 ~乙", "答案缺少右花括号“}”，请补上。"),
        ("问{=甲}和{=乙}", "一道题只能有一组花括号，文字中的花括号请写作 \\{ 和 \\}。"),
        ("问{甲乙}", "花括号中的答案无法识别或过多，请用 = 标正确答案、~ 标错误答案。"),
        (
            "配{=甲 -> 一 =乙 -> 一}",
            "“一”与左栏的几项配对，本题库的匹配题须一一对应，请改为单选题组。",
        ),
        ("配{=甲 -> 一 =甲 -> 二}", "左栏有重复的内容，请修改后再导入。"),
        ("问{" + "~错" * 30 + "=对}", "选项超过 26 个，请精简后再导入。"),
    ],
)
def test_what_cannot_be_expressed_is_a_fault_on_its_line(text, reason):
    told = fault("\n\n" + text)
    assert (told.row, told.reason) == (3, reason)


def test_our_category_is_a_topic_and_a_description_is_skipped():
    reading = read("$CATEGORY: 题库/职业道德\n\n说明。\n\n问{F}".encode())
    assert [draft.topic for draft in reading.drafts] == ["职业道德"]
    assert [one.column for one in reading.skipped] == ["分类", "题型"]


def test_a_missing_brace_spoils_one_item_only():
    reading = read("甲{=对 ~错\n\n乙{T}\n\n丙{F}".encode())
    assert [draft.stem for draft in reading.drafts] == ["乙", "丙"]
    assert [one.row for one in reading.faults] == [1]


def test_a_part_without_its_set_stays_a_question(tmp_path):
    content = write([every_type(tmp_path)["case"]]).decode()
    rest = content.partition("\n\n")[2]
    reading = read(rest.encode())
    assert [draft.points for draft in reading.drafts] == [2, 2, 6]
    assert all("原属案例题组" in draft.warnings[-1] for draft in reading.drafts)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_chinese_files_read_in_their_encodings(encoding):
    reading = read("当场处罚的上限是二百元。{T}".encode(encoding))
    assert reading.drafts[0].stem == "当场处罚的上限是二百元。"
    assert [one.value for one in reading.skipped] == ["GB18030"] * (encoding == "gb18030")


def test_western_text_reads_in_its_encoding():
    reading = read("Dag Hammarskjöld naïve café. {T}".encode("cp1252"))
    assert reading.drafts[0].stem == "Dag Hammarskjöld naïve café."
    assert reading.skipped[0].value == "CP1252"


@pytest.mark.parametrize("content", [b"", b" \n", b"PK\x03\x04\0\0\0", b"x" * (10 * 2**20 + 1)])
def test_what_is_no_text_is_refused(content):
    reading = read(content)
    assert not reading.drafts
    assert reading.faults[0].column == "文件"


def test_five_thousand_questions_read_in_seconds(tmp_path):
    whole = [one for one in every_type(tmp_path).values() if not refusal(one)]
    content = write([replace(whole[at % len(whole)], id=f"q-{at}") for at in range(5000)])
    started = time.process_time()
    assert len(read(content).drafts) == 5000
    assert time.process_time() - started < 20


@needs_samples
def test_broken_files_never_raise_and_never_take_long():
    chance = random.Random(7)
    whole = b"\n\n".join(path.read_bytes() for path in sorted(SAMPLES.glob("*.gift")))
    started = time.process_time()
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(chance.randrange(1, 40)):
            content[chance.randrange(len(content))] = chance.choice(b"{}~=#:%\\\n[]$>\xff\x00a")
        reading = read(bytes(content[: chance.randrange(len(content))]))
        assert all(isinstance(draft, Draft) and draft.type for draft in reading.drafts)
        assert all(told.reason for told in reading.faults)
    assert time.process_time() - started < 60


@pytest.mark.parametrize(
    "text",
    ["{" * 10**6, "{\n\n" * 10**5, "[tag:" * 10**6, "// [tag:" * 10**5, " " * 10**6 + "x{T}",
     "::" * 10**6, "\\" * 10**6, "问{" + "=a~b" * 10**5 + "}", "问{T" + "#" * 10**6 + "}",
     "[html]" + "<b>" * 10**5 + "{T}", "问{#" + "9" * 10**6 + "}", "_" * 10**6 + "{=a}",
     "问{=" + ";" * 10**6 + "}", "（" * 10**6 + "{=a}", "//" + "[id:\\]" * 10**5],
)  # fmt: skip
def test_hostile_repetition_takes_no_long_time(text):
    started = time.process_time()
    read(text.encode())
    assert time.process_time() - started < 10


def test_space_at_the_end_of_a_line_of_the_guide_comes_back():
    guide = ((2, "甲 \n乙"), (1, "丙"))
    draft = Draft("", QuestionType.SHORT_ANSWER, "", (), (), guide=guide)
    assert read_guide(guide_text(draft)) == guide
