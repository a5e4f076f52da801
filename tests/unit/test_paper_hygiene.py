"""Same stem with another key, questions that answer each other, keys that lean, exposure."""

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.content import load_bank
from question_bank.exposure import Limits, Use, over_exposed
from question_bank.giveaways import giveaways
from question_bank.hygiene import lint
from question_bank.key_balance import Key, Sample, leanings
from question_bank.questions import Citation, QuestionType
from question_bank.same_stem import other_keys
from tests.unit.bank_builders import build_question

ASKED = build_question()
TODAY = date(2026, 3, 31)
LIMITS = Limits(window_days=90, most_uses=2, most_share=Fraction(30, 100))


def another(**changes):
    values = {
        "identity": "administrative-penalty-002",
        "stem": "执法人员查验货车时发现驾驶人饮酒，首先应当采取的措施是（　）。",
        "options": ("通知公安机关", "扣留货物", "放行", "罚款"),
        "key": "A",
        "explanation": "饮酒驾驶由公安机关处理。",
        "evidence": "移送有管辖权的机关",
    }
    return build_question(**values | changes)


def statement(stem, key, identity="administrative-penalty-003", **changes):
    return build_question(
        key=key, kind=QuestionType.TRUE_FALSE, identity=identity, stem=stem, **changes
    )


@pytest.mark.parametrize(
    ("stem", "how"),
    [
        ("对公民适用简易程序，当场作出罚款决定，罚款数额上限为（　）。", "题干相同"),
        (
            "依照《行政处罚法》的规定，对公民适用简易程序当场作出罚款决定，罚款数额上限是（　）。",
            "相同",
        ),
        ("适用简易程序对公民当场作出罚款决定，罚款数额的上限是（　）。", "只是语序不同"),
        ("对公民适用简易程序当场作出罚款决定书，罚款数额的上限是（　）。", "题干相近"),
    ],
)
def test_the_same_stem_with_another_key_is_told(stem, how):
    far = [
        another(identity=f"law-{number:03}", stem=chr(0x5E00 + number) * 20) for number in range(9)
    ]
    wrong = build_question(key="A", identity="administrative-penalty-002", stem=stem)
    (finding,) = other_keys([ASKED, *far, wrong])
    assert (finding.kind, finding.ids) == ("other_key", (ASKED.id, wrong.id))
    assert how in finding.reason
    right = build_question(identity="administrative-penalty-002", stem=stem)
    assert list(other_keys([ASKED, *far, right])) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("公路两侧100米范围内禁止采石、爆破等危及公路安全作业的依据是（　）。",
         "公路两侧200米范围内禁止采石、爆破等危及公路安全作业的依据是（　）。"),
        ("经批准可以在公路上行驶的履带车和铁轮车等机具，应当采取的措施是（　）。",
         "未经批准可以在公路上行驶的履带车和铁轮车等机具，应当采取的措施是（　）。"),
        ("对公民适用简易程序当场作出罚款决定，罚款的数额是（　）。",
         "对法人适用简易程序当场作出罚款决定，罚款的数额是（　）。"),
    ],
)  # fmt: skip
def test_another_number_negation_or_subject_asks_for_another_key(one, other):
    pair = (build_question(stem=one), another(stem=other))
    assert list(other_keys(pair)) == []


def test_a_statement_that_is_right_and_wrong_is_told_only_word_for_word():
    right = statement("执法人员应当先亮明身份，再进行检查。", True, "law-001")
    wrong = statement("执法人员应当先亮明身份再进行检查", False, "law-002")
    turned = statement("执法人员应当先进行检查，再亮明身份。", False, "law-003")
    assert [found.ids for found in other_keys([right, wrong, turned])] == [("law-001", "law-002")]


def test_the_shipped_bank_keys_no_stem_twice():
    assert [found for found in lint(load_bank()) if found.kind == "other_key"] == []


@pytest.mark.parametrize(
    ("teller", "place"),
    [
        (another(stem="执法人员对公民当场作出二百元以下罚款决定时，应当出示（　）。"), "题干"),
        (another(explanation="依简易程序当场作出的罚款决定，对公民以二百元为限。"), "解析"),
        (statement("当场作出罚款决定的，对公民的罚款数额为二百元以下。", True), "题干"),
    ],
)
def test_a_question_that_answers_another_is_told(teller, place):
    found = [f for f in giveaways([teller, ASKED]) if f.ids == (teller.id, ASKED.id)]
    assert [finding.kind for finding in found] == ["giveaway"]
    assert f"前一题的{place}写有“二百元”" in found[0].reason


@pytest.mark.parametrize(
    "teller",
    [
        another(),
        another(explanation="停车费二百元由车主承担。"),
        another(stem="对公民当场作出五十元以下罚款决定时，应当出示（　）。"),
        statement("当场作出罚款决定的，对公民的罚款数额为二百元以上。", False),
        another(
            stem="对公民作出二百元罚款决定后，送达决定书的期限是（　）。",
            citation=Citation("行政强制法", date(2011, 6, 30), 38),
        ),
    ],
    ids=["stranger", "other context", "other number", "wrong statement", "other law"],
)
def test_what_tells_nothing_is_no_alarm(teller):
    assert [f for f in giveaways([teller, ASKED]) if f.ids[1] == ASKED.id] == []


def test_a_true_statement_is_answered_by_one_that_says_the_same_with_its_numbers():
    asked = statement("对公民当场作出罚款决定的，罚款数额不得超过二百元。", True, "law-001")
    teller = another(explanation="对公民当场作出罚款决定，罚款数额不得超过二百元，否则违法。")
    other = another(explanation="对公民当场作出罚款决定，罚款数额不得超过五十元，否则违法。")
    assert [f.ids for f in giveaways([asked, teller])] == [(teller.id, asked.id)]
    assert list(giveaways([asked, other])) == []


def test_words_that_stand_all_over_the_paper_tell_nothing():
    asked = another(stem="行政强制执行由（　）设定。", options=("法律", "规章"))
    tellers = [
        another(identity=f"law-{n:03}", stem=f"行政强制执行由法律规定设定的第{n}种情形是（　）。")
        for n in range(1, 6)
    ]
    assert [f for f in giveaways([asked, *tellers[:2]]) if f.ids[1] == asked.id]
    assert [f for f in giveaways([asked, *tellers]) if f.ids[1] == asked.id] == []


@pytest.mark.parametrize("seed", range(4))
def test_papers_of_the_shipped_bank_raise_few_alarms(seed):
    paper = random.Random(seed).sample(load_bank().questions, 150)
    found = [finding.ids for finding in giveaways(paper)]
    assert len(found) <= 2, found


def test_what_one_shipped_question_tells_of_another_is_found():
    wanted = ("enforcement-certificate-provisions-021", "enforcement-certificate-provisions-016")
    own = [q for q in load_bank().questions if q.citation.law == "交通运输行政执法证件管理规定"]
    assert wanted in {finding.ids for finding in giveaways(own)}


def sample(letters, offered=4, name="甲卷"):
    return Sample(name, tuple(Key(letter, offered) for letter in letters))


def test_a_leaning_by_hand():
    """30, 10, 10, 10 of 60 where 15 each are awaited: chi-square 20, three degrees of freedom."""
    (found,) = leanings([sample("A" * 30 + "B" * 10 + "C" * 10 + "D" * 10)])
    assert (found.letter, found.count, found.n) == ("A", 30, 60)
    assert found.expected == pytest.approx(15)
    assert found.chi_square == pytest.approx(20)
    assert found.p == pytest.approx(1.697e-4, rel=1e-3)


@pytest.mark.parametrize(
    ("letters", "offered"), [("ABCD" * 10, 4), ("A" * 12, 4), ("", 4), ("A" * 90, 1)]
)
def test_even_few_and_one_sided_samples_do_not_lean(letters, offered):
    assert leanings([sample(letters, offered)]) == []


def test_letters_are_awaited_by_how_many_are_offered():
    threes, fours = sample("ABC" * 20, 3).keys, sample("ABCD" * 20).keys
    assert leanings([Sample("混编", threes + fours)]) == []


def test_among_many_samples_one_leans_only_when_it_would_among_them():
    borderline = sample("A" * 23 + "B" * 12 + "C" * 12 + "D" * 9)
    alone = leanings([borderline], level=0.05)
    many = [sample("ABCD" * 14, name=f"第{number}卷") for number in range(20)]
    assert [found.name for found in alone] == ["甲卷"]
    assert leanings([borderline, *many], level=0.05) == []
    sure = sample("A" * 50 + "BCD" * 5, name="乙卷")
    assert [found.name for found in leanings([sure, borderline, *many])] == ["乙卷"]


def test_a_law_that_leans_is_told_by_the_check_of_the_bank():
    questions = [
        build_question(key="B", identity=f"law-{n:03}", stem=chr(0x5E00 + n) * 20)
        for n in range(24)
    ]
    reasons = [f.reason for f in lint(replace(load_bank(), questions=tuple(questions)))]
    assert any("24 道单选题中答案为 B 的有 24 道，均匀时约 6 道" in reason for reason in reasons)
    assert [f for f in lint(load_bank()) if f.kind == "key_leaning"] == []


def use(question, days_ago, officers):
    return Use(question, TODAY - timedelta(days=days_ago), frozenset(map(str, officers)))


def test_uses_and_officers_are_counted_within_the_window_alone():
    uses = [use("q1", 0, range(10)), use("q1", 89, range(5, 15)), use("q1", 90, range(50))]
    assert over_exposed(uses, on=TODAY, population=100, limits=LIMITS) == []
    (found,) = over_exposed([*uses, use("q1", 40, [1])], on=TODAY, population=100, limits=LIMITS)
    assert (found.uses, found.officers, found.share) == (3, 15, Fraction(15, 100))
    assert found.reasons == ("近 90 天使用 3 次，超过 2 次，请轮换。",)
    assert over_exposed([use("q1", -1, range(99))], on=TODAY, population=100, limits=LIMITS) == []


def test_a_question_seen_by_too_many_is_told_and_the_widest_comes_first():
    uses = [use("q1", 1, range(31)), use("q2", 1, range(30)), use("q3", 2, range(60))]
    found = over_exposed(uses, on=TODAY, population=100, limits=LIMITS)
    assert [each.question for each in found] == ["q3", "q1"]
    assert found[1].reasons == ("已有 31.0% 的人员见过（31 人），超过 30%，请停用一段时间。",)


def test_nobody_to_examine_means_no_exposure():
    assert over_exposed([use("q1", 1, [1])], on=TODAY, population=0, limits=LIMITS) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"window_days": 0},
        {"most_uses": 0},
        {"most_share": Fraction(0)},
        {"most_share": Fraction(2)},
    ],
)
def test_limits_without_sense_are_refused(wrong):
    values = {"window_days": 90, "most_uses": 2, "most_share": Fraction(1, 2)}
    with pytest.raises(ValueError, match="须"):
        Limits(**values | wrong)


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 99), st.sets(st.integers(0, 30)))),
    st.integers(1, 60),
)
def test_a_wider_window_never_exposes_less(uses, days):
    shown = [use(question, ago, officers) for question, ago, officers in uses]
    narrow = over_exposed(shown, on=TODAY, population=31, limits=replace(LIMITS, window_days=days))
    wide = over_exposed(
        shown, on=TODAY, population=31, limits=replace(LIMITS, window_days=days + 30)
    )
    assert {each.question for each in narrow} <= {each.question for each in wide}
