"""What keeps a draft from being a question, said with its remedy."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from question_bank.formats.building import IncompleteDraftError, question_of
from question_bank.formats.drafts import Draft, judge
from question_bank.questions import QuestionType
from question_bank.well_formed import problems
from tests.unit.format_drafts import EVERY

T = QuestionType
SOUND = Draft("第 1 题", T.SINGLE, "题干", ("甲", "乙", "丙"), ("A",))
WRONG = [
    ({"stem": " "}, "题干为空"),
    ({"type": None}, "没有写明题型"),
    ({"key": ()}, "没有答案"),
    ({"key": ("D",)}, "答案“D”不在选项之中"),
    ({"key": ("A", "B")}, "单选题有 2 个答案"),
    ({"type": T.MULTIPLE}, "只有一个答案"),
    ({"type": T.MULTIPLE, "key": ("A", "A")}, "重复的字母"),
    ({"options": ("甲",)}, "选项只有 1 项"),
    ({"options": ("甲", "", "丙")}, "选项 B 内容为空"),
    ({"options": ("甲", "甲 ", "丙")}, "出现 2 次"),
    ({"options": tuple(f"第{n}项" for n in range(27))}, "超过 26 项"),
    ({"type": T.TRUE_FALSE, "key": ()}, "请填写“正确”或“错误”"),
    ({"type": T.TRUE_FALSE, "key": ("A",)}, "无法识别"),
    ({"type": T.FILL_IN, "key": ()}, "没有答案"),
    ({"type": T.FILL_IN, "stem": "____", "key": ("甲", "乙")}, "题干有 1 个空，答案给了 2 个"),
    ({"type": T.FILL_IN, "stem": "____", "key": (" ",)}, "第 1 空没有答案"),
    ({"type": T.FILL_IN, "stem": "____", "key": ("长" * 61,)}, "超过 60 字"),
    ({"type": T.ORDERING, "options": ("甲", "乙")}, "至少要有 3 项"),
    ({"type": T.MATCHING, "key": ("子",)}, "左栏 3 项，右栏配对 1 项"),
    ({"type": T.MATCHING, "key": ("子", "子", "丑")}, "右栏“子”出现 2 次"),
    ({"type": T.SHORT_ANSWER}, "没有参考答案或评分要点"),
    ({"type": T.SHORT_ANSWER, "guide": ((0, "要点"),)}, "正整数分数"),
    ({"type": T.DOCUMENT_ERROR}, "须为每个错误段落写明更正"),
    ({"type": T.DOCUMENT_ERROR, "key": ("A", "B", "C")}, "每一段都标为错误"),
    ({"type": T.EVIDENCE}, "没有图片或视频"),
    ({"type": T.CASE, "parts": (SOUND,)}, "只有 1 道小题"),
    ({"type": T.CASE, "parts": (SOUND, replace(SOUND, key=()))}, "第 2 小题：没有答案"),
    ({"type": T.CASE, "parts": (SOUND, replace(SOUND, type=T.CASE))}, "第 2 小题不能是案例题组"),
]


def test_a_sound_draft_has_no_fault():
    assert judge(SOUND) == []


@pytest.mark.parametrize(("change", "reason"), WRONG)
def test_every_fault_is_a_sentence_with_its_remedy(change, reason):
    faults = judge(replace(SOUND, **change))
    assert [fault for fault in faults if reason in fault], faults
    assert all("请" in fault or "须" in fault for fault in faults)


def test_a_draft_without_a_code_or_a_law_makes_no_question():
    with pytest.raises(IncompleteDraftError, match="请补填编号、依据法规"):
        question_of(SOUND)
    with pytest.raises(IncompleteDraftError, match="没有答案"):
        question_of(replace(SOUND, key=()))


@settings(deadline=None, max_examples=200)
@given(EVERY)
def test_what_is_judged_sound_is_well_formed(draft):
    assert judge(draft) == []
    assert problems(question_of(draft)) == []
