"""Every type of question: read, well formed, digested, stored, shown."""

import json
from dataclasses import replace

import pytest

from question_bank.content import ContentError
from question_bank.questions import Blank, Body, Correction, Medium, Part, QuestionType, keyed
from question_bank.responses import handles
from question_bank.storage import content_hash, plain_body, plain_options, shown, with_body
from question_bank.well_formed import problems
from tests.unit.every_type import SHAPES, every_type, load, text_of


@pytest.fixture
def questions(tmp_path):
    return every_type(tmp_path)


def test_each_type_is_read_with_its_key(questions):
    words = {name: question.key_texts for name, question in questions.items()}
    assert words["fill_in"] == ("二百元", "三千元")
    assert words["ordering"] == ("出示证件", "告知权利", "填写决定书", "当场交付")
    assert words["matching"] == ("公民——二百元", "法人——三千元")
    assert words["short_answer"] == ("违法事实确凿", "有法定依据")
    assert words["document_error"] == ("罚款不得超过二百元。",)
    assert words["case"] == ("二百元", "执法证件", "事实确凿", "有法定依据")
    assert len(questions["fill_in"].key) == 3
    assert not questions["short_answer"].key
    assert {one.type.value for one in questions.values() if one.needs_marker} == {
        "short_answer",
        "case",
    }


def test_every_handle_is_told_from_all_others(questions):
    for question in questions.values():
        body = question.body
        own = [*question.options, *body.targets, *body.blanks]
        assert len({one.id for one in own}) == len(own)
        named = {handle for token in question.key for handle in handles(token)}
        known = {one.id for one in own} | {
            one.id
            for part in body.parts
            for one in (*part.question.options, *part.question.body.blanks)
        }
        assert named <= known


def test_a_part_cites_its_own_article(questions):
    first, second, _ = questions["case"].body.parts
    assert first.question.citation.article == 51
    assert second.question.citation.article == 52


def plain(question):
    return {
        "type": question.type.value,
        "stem": question.stem,
        "options": plain_options(question.options),
        "key": sorted(question.key),
        "explanation": question.explanation,
        "evidence": question.evidence,
        "body": plain_body(question.body),
    }


@pytest.mark.parametrize("kind", SHAPES)
def test_a_question_comes_back_from_plain_values(questions, kind):
    question = questions[kind]
    stored = json.loads(json.dumps(plain(question)))
    bare = replace(question, body=Body())
    assert with_body(bare, stored["body"]) == question


@pytest.mark.parametrize("kind", SHAPES)
def test_what_a_candidate_sees_holds_no_key(questions, kind):
    question = questions[kind]
    told = json.dumps(shown(plain(question)), ensure_ascii=False)
    hidden = {
        "fill_in": ["二百元", "贰佰元整", "三千元"],
        "short_answer": ["违法事实确凿", "points"],
        "document_error": ["罚款不得超过"],
        "case": ["执法证件", "事实确凿", "张某是公民"],
    }
    for words in [*hidden.get(kind, ()), "key", "以二百元为限", "对公民处以", "accepted", "guide"]:
        assert words not in told
    assert question.stem in told


def test_any_change_changes_the_digest(questions):
    blanks = questions["fill_in"]
    other = keyed(
        replace(blanks, body=Body(blanks=(*blanks.body.blanks[:1], Blank("abcdef", ("三千",)))))
    )
    assert content_hash(other) != content_hash(blanks)
    case = questions["case"]
    (first, *rest) = case.body.parts
    other = replace(case, body=Body(parts=(replace(first, points=3), *rest)))
    assert content_hash(other) != content_hash(case)


@pytest.mark.parametrize(
    ("kind", "shape", "sentence"),
    [
        ("fill_in", 'blanks = [["二百元"]]', "题干中有 2 个空（____），答案给了 1 个空"),
        ("fill_in", 'blanks = [["二百元"], []]', "第 2 空没有答案，请填写。"),
        ("fill_in", 'blanks = [["二百元"], [" "]]', "第 2 空没有答案，请填写。"),
        ("fill_in", 'blanks = ["二百元", "三千元"]', "“blanks”须为每空一个数组"),
        ("fill_in", "", "缺少“blanks”，请补上。"),
        ("fill_in", f'blanks = [["二百元"], ["{"元" * 61}"]]', "第 2 空的答案超过 60 字"),
        ("ordering", 'steps = ["出示证件", "告知权利"]', "排序题须有 3 至 12 项，现有 2 项。"),
        ("ordering", 'steps = ["甲", "乙", "甲"]', "步骤“甲”重复"),
        ("matching", 'pairs = [["公民", "二百元"]]', "匹配题左栏不足两项"),
        ("matching", 'pairs = [["公民", "二百元"], ["法人", "二百元"]]', "右栏“二百元”重复"),
        ("matching", 'pairs = ["公民", "二百元"]', "“pairs”须为成对的文字"),
        ("short_answer", "guide = []", "简答题没有评分要点"),
        ("short_answer", 'guide = [{points = 0, text = "甲"}]', "分数须为正整数"),
        ("short_answer", 'guide = ["甲"]', "“guide”须为表的数组"),
        (
            "document_error",
            'passages = ["甲", "乙"]\nerrors = [{passage = 3, correction = "丙"}]',
            "更正指向第 3 段，文书只有 2 段。",
        ),
        ("document_error", 'passages = ["甲", "乙"]\nerrors = []', "文书改错题没有标出错误段落"),
        ("indefinite", 'options = ["甲", "乙"]\nkey = "E"', "答案“E”超出选项范围"),
        ("true_false", 'options = ["对", "错"]\nkey = true', "判断题不写“options”"),
        ("case", "parts = []", "案例题组须有 2 道以上小题，现有 0 道。"),
    ],
)
def test_a_fault_is_named(tmp_path, kind, shape, sentence):
    with pytest.raises(ContentError) as caught:
        load(tmp_path, text_of(kind, shape=shape or "\n"))
    assert sentence in str(caught.value)


def test_a_fault_of_a_part_names_the_part(tmp_path):
    own = SHAPES["case"][1].replace("points = 2", "points = 0", 1)
    with pytest.raises(ContentError) as caught:
        load(tmp_path, text_of("case", shape=own))
    assert "第 1 小题的分数须为正整数。" in str(caught.value)


def test_a_picture_must_be_there(tmp_path):
    own = 'options = ["甲", "乙"]\nkey = "A"\nmedia = [{file = "../x.png", description = "照片"}]'
    text = text_of("single", shape=own).replace('"single"', '"evidence"')
    with pytest.raises(ContentError) as caught:
        load(tmp_path, text)
    assert "图像文件“../x.png”不存在或类型不支持" in str(caught.value)


def test_what_only_code_could_get_wrong_is_refused_too(questions):
    single, case, document = (questions[n] for n in ("single", "case", "document_error"))
    pictured = replace(single, type=QuestionType.EVIDENCE)
    assert problems(pictured) == ["图像取证题没有图片或视频，请上传后选用。"]
    medium = Medium("0" * 64, "image", "超限车辆")
    assert problems(replace(pictured, body=Body(media=(medium,)))) == []
    nested = replace(case, body=Body(parts=(*case.body.parts, Part(1, case))))
    assert any("案例题组不能包含" in fault for fault in problems(keyed(nested)))
    everything = tuple(Correction(one.id, "错") for one in document.options)
    allwrong = keyed(replace(document, body=Body(corrections=everything)))
    assert "文书的每一段都标为错误，请保留正确的段落。" in problems(allwrong)
    moved = replace(questions["ordering"], key=frozenset())
    assert problems(moved) == ["标准答案与题目内容不一致，请重新保存本题。"]
