from dataclasses import replace
from datetime import date

import pytest

from question_bank.questions import (
    Citation,
    Option,
    QuestionType,
    option_id,
)
from question_bank.storage import content_hash
from question_bank.syllabus import Difficulty, Field, Topic
from question_bank.well_formed import problems
from tests.unit.bank_builders import build_question


def test_a_well_formed_question_has_no_problems():
    assert problems(build_question()) == []
    assert problems(build_question(key="ACD", kind=QuestionType.MULTIPLE)) == []
    assert problems(build_question(key=False, kind=QuestionType.TRUE_FALSE)) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"stem": " "}, "题干为空，请填写题干。"),
        ({"id": ""}, "试题编号为空，请填写编号。"),
        ({"explanation": "\n"}, "解析为空，请用自己的话说明依据。"),
        ({"fields": frozenset()}, "未选择适用门类，请至少选择一项。"),
        ({"key": frozenset()}, "没有标准答案，请指定答案。"),
        ({"key": frozenset(["ffffff"])}, "标准答案指向不存在的选项，请核对答案。"),
        ({"options": ()}, "选项不足两个，请补充选项。"),
        ({"citation": Citation(" ", date(2021, 1, 22), 51)}, "未注明依据的法规，请填写法规名称。"),
        ({"citation": Citation("公路法", date(2017, 11, 4), 0)}, "依据的条号须为正整数。"),
        ({"citation": Citation("公路法", date(2017, 11, 4), 1, 0)}, "依据的款号须为正整数。"),
    ],
)
def test_each_fault_is_named(changes, sentence):
    assert sentence in problems(replace(build_question(), **changes))


@pytest.mark.parametrize(
    ("key", "kind", "sentence"),
    [
        ("AB", QuestionType.SINGLE, "单选题的标准答案须恰好一个，现有 2 个。"),
        (
            "A",
            QuestionType.MULTIPLE,
            "多选题的标准答案须有两个以上选项，只有一个时请改为单选题。",
        ),
    ],
)
def test_the_key_must_suit_the_type(key, kind, sentence):
    assert problems(build_question(key=key, kind=kind)) == [sentence]


def test_options_that_differ_by_white_space_alone_are_duplicates():
    question = build_question(options=("二百 元", "二百元", "五百元"))
    assert problems(question) == ["选项“二百元”重复，请修改其中一个。"]


def test_blank_options_too_many_options_and_clashing_ids_are_refused():
    blank = build_question(options=("五十元", "二百元", " "))
    assert problems(blank) == ["有选项内容为空，请补全或删除。"]
    crowd = build_question(options=[f"{number}元" for number in range(27)])
    assert problems(crowd) == ["选项超过 26 个，请精简选项。"]
    clash = replace(
        build_question(), options=(Option("aaaaaa", "五十元"), Option("aaaaaa", "一元"))
    )
    assert "选项标识重复，请重新生成选项标识。" in problems(
        replace(clash, key=frozenset(["aaaaaa"]))
    )


def test_a_true_false_question_offers_right_and_wrong_in_this_order():
    question = build_question(key=True, kind=QuestionType.TRUE_FALSE)
    assert question.is_true
    assert not build_question(key=False, kind=QuestionType.TRUE_FALSE).is_true
    turned = replace(question, options=question.options[::-1])
    assert problems(turned) == ["判断题的选项须依次为“正确”“错误”。"]


def test_option_ids_are_six_hex_digits_in_no_order():
    ids = [[option_id(f"law-{number:03}", place) for place in range(4)] for number in range(200)]
    assert all(len(each) == 6 and int(each, 16) >= 0 for row in ids for each in row)
    assert len({each for row in ids for each in row}) == 800
    first_is_least = sum(row[0] == min(row) for row in ids)
    assert 25 <= first_is_least <= 75


def test_any_change_of_content_changes_the_hash_but_the_order_of_fields_does_not():
    question = build_question(fields=frozenset([Field.GENERAL, Field.PORT]))
    changes = {
        "type": QuestionType.MULTIPLE,
        "stem": "另一题干",
        "options": question.options[::-1],
        "key": frozenset([question.options[0].id]),
        "citation": replace(question.citation, paragraph=1),
        "explanation": "另一解析",
        "evidence": "三千元以下",
        "topic": Topic.CONDUCT,
        "fields": frozenset([Field.PORT]),
        "difficulty": Difficulty.HARD,
    }
    hashes = {content_hash(replace(question, **{name: new})) for name, new in changes.items()}
    assert len(hashes | {content_hash(question)}) == len(changes) + 1
    same = replace(question, fields=frozenset([Field.PORT, Field.GENERAL]))
    assert content_hash(same) == content_hash(question)


def test_a_citation_reads_as_lawyers_write_it():
    citation = Citation("行政处罚法", date(2021, 1, 22), 51)
    assert citation.label == "《行政处罚法》（2021-01-22）第五十一条"
    assert replace(citation, article=110, paragraph=2).label.endswith("第一百一十条第二款")


def test_every_member_has_its_own_chinese_label():
    for names in (Topic, Field, Difficulty, QuestionType):
        labels = [name.label for name in names]
        assert len(set(labels)) == len(labels)
    assert [kind.label for kind in QuestionType][:3] == ["单选题", "多选题", "不定项选择题"]
    assert Field.LOCAL_MARITIME.label == "地方海事行政"
