from datetime import date

import pytest

from question_bank.content import ContentError, load_bank
from question_bank.questions import QuestionType, option_id
from question_bank.syllabus import Difficulty, Field, Topic

HEAD = """law = "行政处罚法"
title = "中华人民共和国行政处罚法"
version = 2021-01-22
effective_on = 2021-07-15
source = "行政处罚法(2021-01-22).md"
standing = ""
"""
SINGLE = """
[[question]]
id = "administrative-penalty-001"
type = "single"
article = 51
topic = "common_law"
fields = ["general", "highway"]
difficulty = 2
stem = "对公民适用简易程序当场作出罚款决定，罚款数额的上限是（　）。"
options = ["五十元", "二百元", "五百元", "一千元"]
key = "B"
evidence = "对公民处以二百元以下"
explanation = "当场处罚对公民以二百元为限。"
"""
TRUE_FALSE = """
[[question]]
id = "administrative-penalty-002"
type = "true_false"
article = 52
paragraph = 3
topic = "conduct"
fields = ["general"]
difficulty = 1
stem = "执法人员当场作出行政处罚决定后，无须报所属行政机关备案。"
key = false
evidence = "应当报所属行政机关备案"
explanation = "当场处罚事后须备案。"
"""


@pytest.fixture
def write(tmp_path):
    def write(text, name="administrative-penalty-law.toml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def faults(folder, **kwargs):
    with pytest.raises(ContentError) as caught:
        load_bank(folder, **kwargs)
    return caught.value.faults


def test_a_file_becomes_a_law_and_its_questions(write):
    bank = load_bank(write(HEAD + SINGLE + TRUE_FALSE))
    (law,) = bank.laws
    assert (law.slug, law.name, law.version) == (
        "administrative-penalty-law",
        "行政处罚法",
        date(2021, 1, 22),
    )
    assert law.effective_on == date(2021, 7, 15)
    single, judged = bank.questions
    assert single.key == {option_id("administrative-penalty-001", 1)}
    assert single.key_texts == ("二百元",)
    assert single.fields == {Field.GENERAL, Field.HIGHWAY}
    assert (single.type, single.topic, single.difficulty) == (
        QuestionType.SINGLE,
        Topic.COMMON_LAW,
        Difficulty.MEDIUM,
    )
    assert judged.citation.label == "《行政处罚法》（2021-01-22）第五十二条第三款"
    assert not judged.is_true


def test_several_keys_are_letters_in_any_order(write):
    text = SINGLE.replace('"single"', '"multiple"').replace('key = "B"', 'key = "DA"')
    (question,) = load_bank(write(HEAD + text)).questions
    assert question.key_texts == ("五十元", "一千元")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('type = "single"', 'type = "essay"', "“type”的值“essay”无效，可用：single、multiple、"),
        ("difficulty = 2", "difficulty = 4", "“difficulty”的值“4”无效，可用：1、2、3。"),
        ("difficulty = 2", "difficulty = true", "“difficulty”的类型不对，应为整数。"),
        ('"highway"', '"road"', "“fields”的值“road”无效"),
        ("article = 51\n", "", "缺少“article”，请补上。"),
        ("article = 51", 'article = "51"', "“article”的类型不对，应为整数。"),
        ("article = 51", "article = 0", "依据的条号须为正整数。"),
        ('key = "B"', 'key = "E"', "答案“E”超出选项范围，只能用 ABCD 中的大写字母。"),
        ('key = "B"', 'key = "b"', "答案“b”超出选项范围"),
        ('key = "B"', 'key = "BB"', "答案“BB”有重复字母。"),
        ('key = "B"', 'key = "AB"', "单选题的标准答案须恰好一个，现有 2 个。"),
        ('key = "B"', "key = true", "“key”的类型不对，应为文字。"),
        ('"五百元"', '"二百元"', "选项“二百元”重复，请修改其中一个。"),
        ('"五百元"', "500", "“options”须全部为文字。"),
        ("explanation =", "note =", "不认识的字段“note”，请核对拼写。"),
        ('evidence = "对公民处以二百元以下"', 'evidence = " "', "“evidence”为空，请填写。"),
        ("administrative-penalty-001", "第一题", "编号须为“英文短名-三位数字”"),
    ],
)
def test_a_fault_names_file_question_and_remedy(write, old, new, sentence):
    assert old in SINGLE
    (fault,) = faults(write(HEAD + SINGLE.replace(old, new)))
    assert fault.startswith("administrative-penalty-law.toml，")
    assert sentence in fault


def test_a_true_false_question_takes_no_options(write):
    options = 'options = ["对", "错"]\nkey = false'
    (fault,) = faults(write(HEAD + TRUE_FALSE.replace("key = false", options)))
    assert "administrative-penalty-002：判断题不写“options”" in fault


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('law = "甲"', "缺少“title”，请补上。"),
        (HEAD.replace("2021-01-22\n", '"2021-01-22"\n'), "“version”的类型不对，应为日期"),
        (HEAD.replace("2021-01-22\n", "2021-01-22T00:00:00\n"), "只写日期，不写时间"),
        (HEAD + "question = 1", "“question”须写成 [[question]] 表。"),
        (HEAD + "[[question", "TOML 语法有误"),
    ],
)
def test_a_fault_of_the_file_names_the_file(write, text, sentence):
    (fault,) = faults(write(text))
    assert fault.startswith("administrative-penalty-law.toml：")
    assert sentence in fault


def test_a_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "law.toml").write_bytes(HEAD.encode("gb18030"))
    assert faults(tmp_path) == ("law.toml：文件不是 UTF-8 编码，请另存为 UTF-8。",)


def test_all_faults_of_all_files_are_told_at_once(write):
    write(HEAD + SINGLE.replace('"B"', '"E"') + TRUE_FALSE.replace("= false", '= "错"'))
    found = faults(write("law = 1", "highway-law.toml"))
    assert len(found) == 3
    assert [fault.split("：")[0] for fault in found] == [
        "administrative-penalty-law.toml，administrative-penalty-001",
        "administrative-penalty-law.toml，administrative-penalty-002",
        "highway-law.toml",
    ]


def test_a_law_or_an_id_defined_twice_is_refused(write):
    write(HEAD + SINGLE)
    found = faults(write(HEAD + SINGLE, "copy.toml"))
    assert found == (
        "法规“行政处罚法”由 2 个文件重复定义，请合并。",
        "试题编号“administrative-penalty-001”重复 2 次，请改为不同编号。",
    )


def test_one_file_can_be_loaded_while_another_is_broken(write):
    write("law = 1", "highway-law.toml")
    folder = write(HEAD + SINGLE)
    assert len(load_bank(folder, only=["administrative-penalty-law"]).questions) == 1
    (fault,) = faults(folder, only=["port-law"])
    assert fault == "port-law.toml：题库文件夹中没有这个文件。"


def test_a_missing_folder_is_named(tmp_path):
    (fault,) = faults(tmp_path / "nowhere")
    assert "nowhere”不存在，请检查路径。" in fault


def test_the_shipped_bank_loads_and_every_law_has_questions():
    bank = load_bank()
    cited = {question.citation.law for question in bank.questions}
    assert cited == {law.name for law in bank.laws}


def test_the_shipped_bank_is_large_and_covers_every_topic_and_type():
    questions = load_bank().questions
    assert len(questions) >= 300
    assert {question.topic for question in questions} == set(Topic)
    own = {QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.TRUE_FALSE}
    assert own <= {question.type for question in questions}
