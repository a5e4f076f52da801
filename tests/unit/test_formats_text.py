"""Every layout of question texts, each in the shortest text that shows it."""

from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.content import load_bank
from question_bank.formats import text
from question_bank.formats.building import question_of
from question_bank.formats.text_writing import write, write_text
from question_bank.questions import QuestionType
from tests.unit.every_type import every_type

OPTIONS = ("五十元", "二百元", "五百元")


def read(words):
    return text.read_text(words)


def drafts(words):
    reading = read(words)
    assert reading.faults == ()
    return reading.drafts


LAYOUTS = [
    "1. 罚款上限是（　）。\nA. 五十元\nB. 二百元\nC. 五百元\n答案：B\n解析：见第五十一条。",
    "1、罚款上限是（　）。\nA、五十元\nB、二百元\nC、五百元\n正确答案：b\n【解析】见第五十一条。",
    "1．罚款上限是（　）。\nA．五十元　B．二百元　C．五百元\n【答案】B\n答案解析：见第五十一条。",
    "(1) 罚款上限是（　）。\n(A)五十元 (B)二百元 (C)五百元\n参考答案: B\n【解析】：见第五十一条。",
    "第1题 罚款上限是（ B ）。\nA.五十元B.二百元C.五百元\n解析：见第五十一条。",
    "1. 罚款上限是（B）。 A. 五十元 B. 二百元 C. 五百元 解析：见第五十一条。",
    "1. 罚款上限是（　）。A.五十元B.二百元C.五百元【答案】:B【解析】见第五十一条。",
    "1.罚款上限是（　）。\nA 五十元\nB 二百元\nC 五百元\n答案 B\n解析：见第五十一条。",
    (
        "1. 罚款上限是（　）。\r\n\r\nＡ．五十元\r\nＢ．二百元\r\nＣ．五百元\r\n"
        "答案：Ｂ\r\n解析：见第五十一条。"
    ),
    (
        "罚款上限是（　）。\nA. 五十元\nB. 二百元\n第 1 页 共 13 页\nC. 五百元\n"
        "答案：B\n解析：见第五十一条。"
    ),
    "【单选题】1. 罚款上限是（　）。\nA. 五十元\nB. 二百元\nC. 五百元\n答：B\n解析：见第五十一条。",
    (
        "1. (单选题，2分) 罚款上限是（　）。\nA. 五十元\nB. 二百元\nC. 五百元\n"
        "答案为B\n解析：见第五十一条。"
    ),
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_question_in_every_layout(layout):
    (draft,) = drafts(layout)
    assert draft.type is QuestionType.SINGLE
    assert draft.stem.replace(" ", "") == "罚款上限是（\u3000）。".replace(" ", "")
    assert draft.options == OPTIONS
    assert draft.key == ("B",)
    assert draft.analysis == "见第五十一条。"


def test_text_without_any_line_break():
    run = (
        "1.上限是（ B ）。A.甲B.乙C.丙D.丁2.属于处罚的有（ ）。A.子B.丑C.寅D.卯【答案】:AC"
        "3、谁签发（ ）。A3 B4 C5【答案】:C"
    )
    first, second, third = drafts(run)
    assert (first.key, second.key, third.key) == (("B",), ("A", "C"), ("C",))
    assert third.options == ("3", "4", "5")


def test_a_key_running_into_the_next_question():
    first, second = drafts("1、甲（ ）。A.一 B.二【答案】:A2、乙（ ）。A.三 B.四【答案】:B")
    assert (first.key, second.key) == (("A",), ("B",))
    assert second.stem == "乙（ ）。"


SECTIONS = """交通执法题库
一、单项选择题（每题2分，共4分）
1. 甲题（ ）。
A. 一 B. 二
2. 乙题（ ）。
A. 三 B. 四
二、多选题
1. 丙题（ ）。
A. 五 B. 六 C. 七
三、判断题
1. 应当出示证件。
2. 一人即可执法。
"""
LISTED = """参考答案
一、单选题
1-2 AB
二、多选题
1. ABC
三、判断题
1.√ 2.×
"""


def test_titles_set_the_type_and_a_list_at_the_end_gives_the_keys():
    found = drafts(SECTIONS + LISTED)
    kinds = ["single", "single", "multiple", "true_false", "true_false"]
    assert [draft.type.value for draft in found] == kinds
    assert [draft.key for draft in found] == [
        ("A",), ("B",), ("A", "B", "C"), ("正确",), ("错误",),
    ]  # fmt: skip
    assert not any(draft.warnings for draft in found)


@pytest.mark.parametrize(
    "listed", ["1-5 ABCDA", "1~5：A B C D A", "1.A 2.B 3.C 4.D 5.A", "1A2B3C4D5A"]
)
def test_lists_of_keys(listed):
    stem = "\n".join(f"{n}. 题{n}（ ）。\nA.甲 B.乙 C.丙 D.丁" for n in range(1, 6))
    found = drafts(f"{stem}\n{listed}")
    assert "".join(draft.key[0] for draft in found) == "ABCDA"


def test_a_listed_key_without_its_question_is_a_fault_with_its_line():
    reading = read("1. 题（ ）。\nA.甲 B.乙\n答案\n1.A 7.B")
    assert len(reading.drafts) == 1
    assert (reading.faults[0].row, reading.faults[0].value) == (4, "B")


@pytest.mark.parametrize(
    "line", ["应当出示证件。（√）", "应当出示证件。 √", "应当出示证件。(对)",
             "应当出示证件。\n答案：正确",
             "应当出示证件。（ ）\n答案：T"]
)  # fmt: skip
def test_judgements(line):
    (draft,) = drafts(f"一、判断题\n1. {line}")
    assert draft.key == ("正确",)
    assert draft.stem.startswith("应当出示证件。")


def test_blanks_and_short_answers_with_lists_inside():
    blank, first, second = drafts(
        "一、填空题\n1. 对公民____以下，对法人（　）以下。\n答案：二百元;200元|三千元\n"
        "二、简答题\n1. 简述条件。\n答：1. 事实确凿（2分）\n2. 有依据（3分）\n"
        "2. 简述回避。\n答案：应当回避。"
    )
    assert blank.key == ("二百元;200元", "三千元")
    assert blank.stem == "对公民____以下，对法人____以下。"
    assert first.guide == ((2, "事实确凿"), (3, "有依据"))
    assert second.stem == "简述回避。"


def test_a_case_with_numbered_parts():
    (case,) = drafts(
        "一、案例分析题\n1. 张某超限行驶。\n（1）上限是（ ）。\nA.二百元 B.三千元\n答案：A\n"
        "（2）应当出示证件。\n答案：对"
    )
    assert case.type is QuestionType.CASE
    assert [part.key for part in case.parts] == [("A",), ("正确",)]


def test_letters_inside_words_are_no_options():
    (draft,) = drafts("1. 甲、A、B 三人谁对（ ）。\nA.甲\nB.乙\n答案：A\n解析：A. 对，B. 不对。")
    assert draft.stem == "甲、A、B 三人谁对（ ）。"
    assert draft.options == ("甲", "乙")
    assert draft.analysis == "A. 对，B. 不对。"


def test_numbers_inside_words_begin_no_question():
    (draft,) = drafts(
        "1. 罚 2.5 万元，按第 2、3 项（ ）。\nA.3.5 万元 B.4 万元\n答案：A\n解析：见 2、3 项。"
    )
    assert draft.options == ("3.5 万元", "4 万元")
    assert draft.analysis == "见 2、3 项。"


def test_questions_without_numbers():
    first, second = drafts("甲说法正确的是\nA. 一\nB. 二\n答案：A\n\n乙说法\nA. 三\nB. 四\n答案：B")
    assert (first.stem, second.stem) == ("甲说法正确的是", "乙说法")


def test_a_question_whose_number_is_missing_is_told_apart():
    first, second = drafts("1. 甲\nA. 一\nB. 二\n答案：A\n解析：因为\n乙题\nA. 三\nB. 四\n答案：B")
    assert first.analysis == "因为"
    assert second.stem == "乙题"
    assert "没有题号" in second.warnings[0]


def test_a_heading_and_a_key_that_disagree_are_a_fault_with_the_line():
    reading = read("一、单选题\n1. 题（ ）。\nA.甲 B.乙 C.丙 D.丁\n答案：ABCD")
    (fault,) = reading.faults
    assert (fault.row, fault.column, fault.value) == (2, "答案", "ABCD")
    assert "单选题有 4 个答案" in fault.reason


def test_a_missing_key_is_a_fault_and_a_contradicted_one_a_warning():
    reading = read("1. 题（ ）。\nA.甲 B.乙\n2. 题二（A）。\nA.甲 B.乙\n答案：B")
    assert reading.faults[0].row == 1
    assert "与“B”不同" in reading.drafts[0].warnings[0]


def test_text_that_holds_no_question_says_how_to_write_one():
    reading = read("今天开会")
    assert reading.drafts == ()
    assert "请以“1.”开头" in reading.faults[0].reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_in_any_encoding(encoding):
    reading = text.read(LAYOUTS[0].encode(encoding))
    assert reading.drafts[0].options == OPTIONS


def test_mojibake_is_refused_and_doubt_is_asked():
    assert "乱码" in text.read("锟斤拷锟斤拷".encode()).faults[0].reason
    traditional = "下列關於行政處罰的說法正確的是何者，請選擇適當的答案".encode("big5")
    assert "请指明编码" in text.read(traditional).faults[0].reason
    assert text.read(traditional, "big5").faults[0].value.startswith("下列關於")


def test_what_is_written_is_read_back(tmp_path):
    for questions in (list(every_type(tmp_path).values()), list(load_bank().questions)):
        reading = text.read(write(questions))
        assert reading.faults == ()
        assert [question_of(draft) for draft in reading.drafts] == questions


MARKS = st.sampled_from(
    ["1.", "2、", "（1）", "A.", "B、", "(C)", "答案：", "解析：", "一、单选题", "\n", "\n\n", " ",
     "AB", "√", "（ B ）", "____", "1-5 ABCDE", "参考答案", "甲", "题型：", "第1页共2页", "|", ";"]
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(st.one_of(st.lists(MARKS, max_size=60).map("".join), st.text(max_size=200)))
def test_no_text_is_too_strange(words):
    reading = read(words)
    assert all(fault.reason for fault in (*reading.faults, *reading.skipped))
    if words.strip():
        assert reading.drafts or reading.faults or reading.skipped


HOSTILE = [
    "A.",
    "1.",
    "1.A.",
    "（",
    "答案：",
    "A",
    "1-5 A",
    " ",
    "一、",
    "甲\n",
    "1.甲\n",
    "A.甲\n",
]


@pytest.mark.parametrize("word", HOSTILE)
def test_time_is_linear_whatever_the_text(word):
    words = word * (50_000 // len(word))
    began = perf_counter()
    read(words)
    assert perf_counter() - began < 8


def test_five_thousand_questions_are_read_in_a_few_seconds(tmp_path):
    single = every_type(tmp_path)["single"]
    words = write_text([replace(single, stem=f"{n}{single.stem}") for n in range(2_500)] * 2)
    began = perf_counter()
    reading = read(words)
    assert len(reading.drafts) == 5_000
    assert perf_counter() - began < 15
