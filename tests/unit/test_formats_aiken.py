"""Aiken: our questions there and back, files as people write them, files that are broken."""

import random
import time
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from question_bank.formats.aiken import losses, read, refusal, write
from question_bank.formats.own_drafts import CannotWriteError, exchanged
from question_bank.questions import QuestionType
from tests.unit.bank_builders import build_question
from tests.unit.every_type import every_type
from tests.unit.format_builders import CHOICES, questions, shipped, words

CARRIED = (QuestionType.SINGLE, QuestionType.TRUE_FALSE)
LINES = words(alphabet="~=#{}:\\<>&%/$[]\"'->;*|_.,、。（）() \tABabn19é公民罚款")


def carried(draft):
    return (draft.type, draft.stem, draft.options, draft.key)


@settings(max_examples=150, deadline=None)
@given(questions(types=CARRIED, text=LINES))
def test_a_question_comes_back_as_far_as_aiken_goes(question):
    assume(not refusal(question))
    reading = read(write([question]))
    assert not reading.faults
    (draft,) = reading.drafts
    assert carried(draft) == carried(exchanged(question))


@settings(max_examples=50, deadline=None)
@given(questions(types=CARRIED))
def test_lines_become_spaces_and_that_is_said(question):
    assume(not refusal(question))
    (draft,) = read(write([question])).drafts
    own = exchanged(question)
    assert draft.stem.split() == own.stem.split()
    assert draft.key == own.key
    has_lines = any("\n" in text for text in (own.stem, *own.options))
    assert any("换行" in told for told in losses(question)) is has_lines


@pytest.mark.parametrize("kind", [kind for kind in QuestionType if kind not in CARRIED])
def test_other_types_are_refused_by_name(tmp_path, kind):
    question = build_question(kind=kind, key="AB") if kind in CHOICES else None
    question = question or every_type(tmp_path)[kind.value]
    assert losses(question) == [f"Aiken 只有单选题和判断题，{kind.label}不能导出。"]
    with pytest.raises(CannotWriteError, match=question.id):
        write([question])


def test_losses_say_that_only_the_bare_question_goes():
    assert "解析" in losses(build_question())[0]
    assert "判断题" in losses(build_question(key="A", options=("是", "否")))[-1]


def test_the_shipped_bank_comes_back_as_far_as_aiken_goes():
    bank = [question for question in shipped() if not refusal(question)]
    assert len(bank) > 400
    own = [carried(exchanged(question)) for question in bank]
    assert [carried(draft) for draft in read(write(bank)).drafts] == own


@pytest.mark.parametrize("stem", ["A. 甲是（　）。", "ANSWER: 什么？", "答案：什么？"])
def test_a_stem_that_looks_like_an_option_is_refused(stem):
    assert "请改写" in refusal(build_question(stem=stem))


def one(text):
    reading = read(text.encode())
    assert not reading.faults, reading.faults
    (draft,) = reading.drafts
    return draft


@pytest.mark.parametrize(
    "text",
    [
        "问\nA. 甲\nB. 乙\nANSWER: B",
        "问\r\nA) 甲\r\nB) 乙\r\nANSWER: B\r\n",
        "问\n\nA. 甲\n\nB. 乙\n\nANSWER: b",
        "问\nA、甲\nB、乙\n答案：B",
        "\ufeff问\nA.甲\nB.乙\nAnswer :B\n\n\n",
    ],
)
def test_the_ways_people_write_it(text):
    assert carried(one(text)) == (QuestionType.SINGLE, "问", ("甲", "乙"), ("B",))


def test_stems_options_and_feedback_of_several_lines():
    draft = one("问\n第二行\nA. 甲\n续行\nB. 乙\nANSWER: A\nFEEDBACK: 因为\n如此")
    assert (draft.stem, draft.options) == ("问\n第二行", ("甲\n续行", "乙"))
    assert draft.analysis == "因为\n如此"


def test_true_and_false_are_a_judgement():
    draft = one("问\nA. False\nB. True\nANSWER: A")
    assert (draft.type, draft.key) == (QuestionType.TRUE_FALSE, ("错误",))
    assert draft.warnings == ("选项为“False、True”，按判断题读入。",)


def test_several_answers_are_a_multiple_choice_with_a_warning():
    draft = one("问\nA. 甲\nB. 乙\nC. 丙\nANSWER: A, C")
    assert (draft.type, draft.key) == (QuestionType.MULTIPLE, ("A", "C"))
    assert "Aiken 本身只有单选题" in draft.warnings[0]


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("问\nA. 甲\nB. 乙", "答案", "缺少“ANSWER:”一行，请补上答案。"),
        ("问\nA. 甲\nB. 乙\nANSWER: 二", "答案", "答案须为选项的字母，如“ANSWER: B”。"),
        ("问\nA. 甲\nB. 乙\nANSWER: C", "答案", "不在选项之中"),
        ("问\nB. 甲\nC. 乙\nANSWER: B", "答案", "选项须从 A 起依次写出"),
        ("问\nANSWER: A", "答案", "不在选项之中"),
        ("", "文件", "文件是空的"),
    ],
)
def test_what_cannot_be_read_is_a_fault(text, column, reason):
    (told,) = read(text.encode()).faults
    assert told.column == column
    assert reason in told.reason


def test_a_missing_answer_spoils_one_item_only():
    reading = read(
        "甲\nA. 一\nB. 二\n\n乙\nA. 一\nB. 二\nANSWER: A\n\n丙\nA. 一\nB. 二\nANSWER: B".encode()
    )
    assert [draft.place for draft in reading.drafts] == ["第 5 行", "第 10 行"]
    assert [told.row for told in reading.faults] == [1]


def test_five_thousand_questions_read_in_seconds():
    content = write([replace(build_question(), id=f"q-{at}") for at in range(5000)])
    started = time.process_time()
    assert len(read(content).drafts) == 5000
    assert time.process_time() - started < 20


def test_broken_files_never_raise_and_never_take_long():
    chance = random.Random(5)
    whole = write([replace(build_question(), id=f"q-{at}") for at in range(20)])
    started = time.process_time()
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(chance.randrange(1, 20)):
            content[chance.randrange(len(content))] = chance.choice(b"ABC.): \n\xff\x00ANSWER")
        reading = read(bytes(content[: chance.randrange(len(content))]))
        assert all(draft.type and draft.key for draft in reading.drafts)
        assert all(told.reason for told in reading.faults)
    assert time.process_time() - started < 60


@pytest.mark.parametrize(
    "text",
    [
        "A. x\n" * 10**5,
        "x\n" * 10**6,
        "x\nA. y\n" + "z\n" * 10**6,
        "ANSWER: A\n" * 10**5,
        "A" * 10**6,
    ],
)
def test_hostile_repetition_takes_no_long_time(text):
    started = time.process_time()
    read(text.encode())
    assert time.process_time() - started < 10
