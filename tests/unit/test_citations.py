import json
from dataclasses import replace
from datetime import date

import pytest

from question_bank.articles import LawText
from question_bank.check import main
from question_bank.citations import LawFolderError, check, disagreements
from question_bank.content import Bank, Law, load_bank
from question_bank.hygiene import lint
from question_bank.quantities import find
from question_bank.questions import Blank, Body, Citation, QuestionType, keyed
from tests.unit.bank_builders import LAWS, build_question, needs_law_texts

TEXT = """# 中华人民共和国行政处罚法

2021年1月22日 修订

<!-- INFO END -->

第五十一条　违法事实确凿并有法定依据，对公民处以二百元以下、对法人或者其他组织处以
三千元以下罚款或者警告的行政处罚的，可以当场作出行政处罚决定。法律另有规定的，从其规定。

第五十二条　执法人员应当出示证件。

应当自决定之日起2日内备案，逾期按百分之三加处罚款；原依一般程序办理的，三日内补正。
"""
LAW = Law(
    slug="administrative-penalty-law",
    name="行政处罚法",
    title="中华人民共和国行政处罚法",
    version=date(2021, 1, 22),
    effective_on=None,
    source="行政处罚法(2021-01-22).md",
    standing="",
)


@pytest.fixture
def laws(tmp_path):
    folder = tmp_path / "laws" / "national"
    folder.mkdir(parents=True)
    (folder / LAW.source).write_text(TEXT, encoding="utf-8")
    return tmp_path / "laws"


def reasons(question, laws):
    report = check(Bank((LAW,), (question,)), laws)
    assert (report.verified == 1) is (not report.contradictions)
    return [found.reason for found in report.contradictions]


def on_article_52(**changes):
    defaults = {
        "citation": Citation("行政处罚法", date(2021, 1, 22), 52),
        "evidence": "执法人员应当出示证件",
    }
    return build_question(**{**defaults, **changes})


def test_a_key_that_stands_in_the_article_is_verified(laws):
    report = check(Bank((LAW,), (build_question(),)), laws)
    assert (report.questions, report.verified, report.contradictions) == (1, 1, ())
    assert report.by_type == {"single": 1}
    assert report.by_law == {"行政处罚法": 1}
    assert report.by_topic == {"common_law": 1}


def test_an_article_that_does_not_exist_is_a_contradiction(laws):
    question = build_question(citation=Citation("行政处罚法", date(2021, 1, 22), 87))
    report = check(Bank((LAW,), (question,)), laws)
    (found,) = report.contradictions
    assert (found.id, found.law, found.article) == (question.id, "行政处罚法", 87)
    assert found.reason == "文本中没有第八十七条（共 2 条）。"
    assert report.verified == 0


def test_evidence_must_stand_verbatim_but_for_space_and_width(laws):
    assert reasons(build_question(evidence="组织处以 三千元以下,罚款"), laws) != []
    assert reasons(build_question(evidence="对法人或者其他组织处以三千元以下罚款"), laws) == []
    assert reasons(build_question(evidence="违法事实确凿并有法定依据,对公民"), laws) == []
    assert reasons(build_question(evidence="对公民处二百元以下"), laws) == [
        "依据原文“对公民处二百元以下”不在该条中。"
    ]


def test_evidence_must_stand_in_the_paragraph_cited(laws):
    cited = Citation("行政处罚法", date(2021, 1, 22), 52, 1)
    assert reasons(on_article_52(options=("甲", "乙"), citation=cited), laws) == []
    moved = on_article_52(options=("甲", "乙"), citation=replace(cited, paragraph=2))
    assert reasons(moved, laws) == ["依据原文“执法人员应当出示证件”不在第二款中。"]
    beyond = on_article_52(options=("甲", "乙"), citation=replace(cited, paragraph=3))
    assert reasons(beyond, laws) == ["该条没有第三款（共 2 款）。"]


@pytest.mark.parametrize("key", ["二百元", "200元", "２００ 元", "不超过200元", "3000元以下"])
def test_a_number_may_be_arabic_or_chinese(laws, key):
    assert reasons(build_question(options=("一元", key)), laws) == []


@pytest.mark.parametrize("key", ["五十元", "50元", "二百日", "200人", "二千元", "百分之二百"])
def test_another_number_or_another_unit_is_a_contradiction(laws, key):
    (reason,) = reasons(build_question(options=("一元", key)), laws)
    assert reason.startswith("答案中的数字“")
    assert reason.endswith("”不在该条中。")


def test_numbers_of_wrong_options_and_of_the_stem_need_no_proof(laws):
    question = build_question(
        stem="2026年3月，某车辆违法3次，当场罚款的上限是（　）。", options=("9999元", "二百元")
    )
    assert reasons(question, laws) == []


def test_a_true_statement_must_prove_its_numbers_and_a_false_one_need_not(laws):
    judged = {"kind": QuestionType.TRUE_FALSE, "stem": "对公民当场罚款的上限是五十元，不得超过。"}
    assert reasons(build_question(key=True, **judged), laws) == ["答案中的数字“五十元”不在该条中。"]
    assert reasons(build_question(key=False, **judged), laws) == []


def test_every_number_of_a_multiple_choice_key_is_checked(laws):
    question = build_question(
        key="ACD", kind=QuestionType.MULTIPLE, options=("二百元", "一元", "三千元", "四千元")
    )
    assert reasons(question, laws) == ["答案中的数字“四千元”不在该条中。"]


@pytest.mark.parametrize("key", ["3%", "百分之三", "2日", "二日内", "第五十二条"])
def test_percentages_days_and_the_article_itself_are_understood(laws, key):
    assert reasons(on_article_52(options=("一元", key)), laws) == []


@pytest.mark.parametrize("key", ["百分之五", "3‰", "2个工作日", "3%至5%", "第五十三条"])
def test_other_shares_days_and_articles_are_not(laws, key):
    assert len(reasons(on_article_52(options=("一元", key)), laws)) == 1


def test_a_superseded_term_may_be_right_only_where_the_article_uses_it(laws):
    old = build_question(options=("简易程序", "一般程序"))
    assert reasons(old, laws) == ["“一般程序”是旧称，该条并未使用，现行表述为“普通程序”。"]
    assert reasons(replace(old, key=frozenset([old.options[0].id])), laws) == []
    assert reasons(on_article_52(options=("简易程序", "一般程序")), laws) == []


def test_the_version_must_be_the_text_s(laws):
    bank = Bank((replace(LAW, version=date(2017, 9, 1)),), (build_question(),))
    (found,) = check(bank, laws).contradictions
    assert (found.id, found.article) == ("administrative-penalty-law", None)
    assert found.reason == "版本日期 2017-09-01 与文本不符，文本为 2021-01-22。"


def test_the_text_must_be_the_law_s(laws):
    named = replace(LAW, name="行政许可法", title="中华人民共和国行政许可法")
    (found,) = check(Bank((named,), ()), laws).contradictions
    assert (
        found.reason == "文本标题为“中华人民共和国行政处罚法”，与“中华人民共和国行政许可法”不符。"
    )


def test_a_law_without_text_is_unverifiable_not_wrong(laws):
    bank = Bank((replace(LAW, source="没有.md"),), (build_question(),))
    report = check(bank, laws)
    assert (report.verified, report.unverifiable, report.contradictions) == (0, 1, ())
    assert report.unverifiable_ids == ("administrative-penalty-001",)


def test_a_missing_folder_is_a_clear_sentence(tmp_path):
    with pytest.raises(LawFolderError, match=r"nowhere”不存在，请用 --laws 指定"):
        check(Bank((), ()), tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("处一千元以上三千元以下罚款", {(1000, "元"), (3000, "元")}),
        ("三至五万元", {(30_000, "元"), (50_000, "元")}),
        ("1至3倍", {(1, "倍"), (3, "倍")}),
        ("十五日或者3个月内", {(15, "日"), (3, "月")}),
        ("5个工作日", {(5, "工作日")}),
        ("2021年7月15日", {(2021, "年"), (7, "月"), (15, "日")}),
        ("二〇二一年", {(2021, "年")}),
        ("总质量4500千克的货车", {(4500, "千克")}),
        ("五十千克", {(50, "千克")}),
        ("年满十八周岁", {(18, "岁")}),
        ("5,000元", {(5000, "元")}),
        ("1.5倍", {(1.5, "倍")}),
        ("执法人员不得少于两人", {(2, "人")}),
        ("第五十一条第二款", {(51, "第条"), (2, "第款")}),
        ("三分之二以上", {(2 / 3, "之一")}),
        ("一个工作日内一次性告知", {(1, "工作日")}),
        ("十分必要的统一领导，同一个第三方一并、一般、唯一", set()),
        ("依照《关于2021年第9号令的决定》办理", set()),
    ],
)
def test_quantities_are_found_in_chinese_sentences(text, quantities):
    found = {(float(quantity.value), quantity.unit) for quantity in find(text)}
    assert found == {(float(value), unit) for value, unit in quantities}


def kinds(*questions):
    return [finding.kind for finding in lint(Bank((), questions))]


def test_a_sound_question_has_no_findings():
    assert kinds(build_question()) == []


def test_near_duplicates_are_found_whatever_their_punctuation():
    one = build_question()
    near = build_question(
        identity="administrative-penalty-002",
        stem="对公民适用简易程序，当场作出罚款决定的罚款数额上限是（　）。",
    )
    far = build_question(
        identity="administrative-penalty-003",
        stem="当事人逾期不缴纳罚款的，每日加处罚款的比例为罚款数额的（　）。",
        options=("百分之一", "百分之三", "百分之五"),
        evidence="百分之三加处罚款",
    )
    (finding,) = lint(Bank((), (one, near, far)))
    assert (finding.kind, finding.ids) == ("near_duplicate", (one.id, near.id))


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"stem": "题干太短（　）。"}, "size"),
        ({"evidence": "二百元"}, "size"),
        ({"options": ("五十元", "二百元")}, "size"),
        ({"explanation": "当场处罚,以二百元为限。"}, "punctuation"),
        ({"options": ("五十元", "二百元", "以上都对")}, "all_of_the_above"),
    ],
)
def test_each_weakness_of_form_is_named(changes, kind):
    assert kinds(build_question(**changes)) == [kind]


def test_evidence_that_lacks_the_key_s_number_is_weak():
    weak = build_question(evidence="违法事实确凿并有法定依据")
    (finding,) = lint(Bank((), (weak,)))
    assert finding.reason == "依据原文未含答案中的“二百元”，请引用能确定答案的文字。"
    stated = {"stem": "对公民当场作出的罚款，以200元为上限。", "kind": QuestionType.TRUE_FALSE}
    assert kinds(build_question(key=True, **stated)) == []
    assert kinds(build_question(key=False, **stated, evidence="三千元以下")) == []


def many(count, key, kind=QuestionType.SINGLE):
    return [
        build_question(
            key=key(number),
            kind=kind,
            identity=f"law-{number:03}",
            stem=chr(0x5E00 + number) * 20,
            evidence="五十元、二百元、五百元、一千元",
        )
        for number in range(count)
    ]


def test_keys_that_crowd_on_one_letter_are_told():
    even = Bank((), tuple(many(20, lambda number: "ABCD"[number % 4])))
    assert list(lint(even)) == []
    crowded = lint(Bank((), tuple(many(20, lambda number: "B"))))
    assert "单选题答案为 B 的占 100%，应为 15%–35%。" in [found.reason for found in crowded]


def test_statements_that_are_mostly_right_are_told():
    judged = many(20, lambda number: number % 10 != 0, QuestionType.TRUE_FALSE)
    (finding,) = lint(Bank((), tuple(judged)))
    assert finding.reason == "判断题答案为“正确”的占 90%，应为 40%–60%。"


def test_a_key_that_is_always_the_longest_option_is_told():
    options = ("五十元", "二百元", "五百元", "一千元")
    questions = []
    for number, question in enumerate(many(20, lambda number: "ABCD"[number % 4])):
        texts = [text + "以下的罚款" * (place == number % 4) for place, text in enumerate(options)]
        longer = zip(question.options, texts, strict=True)
        questions.append(
            replace(question, options=tuple(replace(old, text=text) for old, text in longer))
        )
    assert kinds(*questions) == ["length_cue"]


CONTENT = """law = "行政处罚法"
title = "中华人民共和国行政处罚法"
version = 2021-01-22
source = "行政处罚法(2021-01-22).md"
[[question]]
id = "administrative-penalty-001"
type = "true_false"
article = 51
topic = "civility"
fields = ["general"]
difficulty = 1
stem = "对公民当场作出的罚款，以二百元为上限。"
key = true
evidence = "对公民处以二百元以下"
explanation = "当场处罚对公民以二百元为限。"
"""


@pytest.fixture
def content(tmp_path):
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "law.toml").write_text(CONTENT, encoding="utf-8")
    return folder


def run(laws, content, *more):
    return main(["--laws", str(laws), "--content", str(content), *more])


def test_the_command_prints_json_and_answers_zero(laws, content, capsys):
    assert run(laws, content, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["verified"] == report["questions"] == 1
    assert report["contradictions"] == []
    assert report["by_topic"] == {"civility": 1}


def test_the_command_answers_one_for_a_contradiction(laws, content, capsys):
    path = content / "law.toml"
    path.write_text(CONTENT.replace("以二百元为上限", "以五十元为上限"), encoding="utf-8")
    assert run(laws, content) == 1
    assert "administrative-penalty-001（行政处罚法 第 51 条）：" in capsys.readouterr().out


def test_the_command_answers_two_when_it_cannot_read(laws, content, capsys):
    assert run(laws / "nowhere", content) == 2
    assert "nowhere”不存在" in capsys.readouterr().err
    (content / "law.toml").write_text("law", encoding="utf-8")
    assert run(laws, content) == 2
    assert capsys.readouterr().err.startswith("law.toml：TOML 语法有误")


@needs_law_texts
def test_no_shipped_key_contradicts_its_law():
    report = check(load_bank(), LAWS)
    assert report.contradictions == ()
    assert report.verified + report.unverifiable == report.questions


@pytest.mark.parametrize(
    ("answer", "is_proved"),
    [("二百元", True), ("200元", True), ("三百元", False), ("二十元", False), ("五日", False)],
)
def test_a_blank_s_answer_must_stand_in_the_article(answer, is_proved):
    blank = Blank("b1", (answer,))
    question = keyed(
        build_question(
            options=(),
            key="",
            kind=QuestionType.FILL_IN,
            stem="对公民可以当场处以____以下罚款。",
            body=Body(blanks=(blank,)),
        )
    )
    article = "对公民处以二百元以下罚款，十五日内缴纳。"
    text = LawText("行政处罚法", {51: article}, frozenset())
    found = list(disagreements(question, text))
    assert (f"第 1 空的答案“{answer}”不在该条中。" not in found) is is_proved
