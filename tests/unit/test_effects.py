"""修订影响: what each kind of change does to a question."""

from datetime import date

import pytest

from question_bank.amendments.alignment import align
from question_bank.amendments.effects import Effect, classify, recited, without_texts
from question_bank.questions import Citation
from tests.unit.bank_builders import build_question

OLD = {
    7: "执法人员应当出示证件。",
    8: "对公民处以五十元以下罚款的，可以当场作出行政处罚决定。\n法律另有规定的，从其规定。",
    9: "当事人对处罚决定不服的，可以依法申请行政复议，也可以依法提起行政诉讼。",
}
EVIDENCE = "对公民处以五十元以下罚款的"


def asking(article, evidence, **changes):
    return build_question(
        citation=Citation("某法", date(2020, 1, 1), article, changes.pop("paragraph", None)),
        evidence=evidence,
        **changes,
    )


def judged(question, new):
    return classify(question, align(OLD, new), OLD, new)


def on_fine(**changes):
    """Return a question whose key is the number 五十元 of article 8."""
    return asking(8, EVIDENCE, key="A", options=("五十元以下", "二百元以下"), **changes)


def test_an_article_that_stands_where_it_stood_leaves_the_question_alone():
    impact = judged(on_fine(paragraph=1), dict(OLD))
    assert (impact.effect, impact.article, impact.paragraph) == (Effect.UNTOUCHED, 8, 1)
    assert impact.is_mechanical


def test_an_article_of_another_number_changes_the_citation_only():
    new = {7: OLD[7], 8: "新增的一条，说的是别的事情。", 9: OLD[8], 10: OLD[9]}
    question = on_fine(paragraph=1)
    impact = judged(question, new)
    assert (impact.effect, impact.article, impact.paragraph) == (Effect.RENUMBERED, 9, 1)
    cited = Citation("某法", date(2025, 1, 1), 8)
    moved = recited(question, impact, cited)
    assert moved.citation == Citation("某法", date(2025, 1, 1), 9, 1)
    assert moved.stem == question.stem
    assert moved.key == question.key


@pytest.mark.parametrize("words", ["依照第八条的规定", "见第 8 条"])
def test_a_question_that_names_the_old_number_is_read_again(words):
    new = {7: OLD[7], 8: "新增的一条，说的是别的事情。", 9: OLD[8], 10: OLD[9]}
    impact = judged(on_fine(explanation=words), new)
    assert impact.effect is Effect.TO_REVIEW
    assert "原条号" in impact.reason


def test_an_amended_article_is_read_again_and_the_evidence_is_looked_up():
    new = OLD | {8: OLD[8].replace("可以当场", "应当当场")}
    impact = judged(on_fine(paragraph=1), new)
    assert impact.effect is Effect.TO_REVIEW
    assert impact.evidence_stands
    assert impact.paragraph == 1
    assert "逐字存在" in impact.reason


def test_the_paragraph_follows_the_evidence():
    new = OLD | {8: "执法人员不得少于两人。\n" + OLD[8]}
    assert judged(on_fine(paragraph=1), new).paragraph == 2


def test_evidence_gone_with_the_number_of_the_key_suspends():
    impact = judged(on_fine(), OLD | {8: OLD[8].replace("五十元", "二百元")})
    assert impact.effect is Effect.SUSPENDED
    assert "五十元" in impact.reason


def test_evidence_gone_without_a_number_in_the_key_is_read_again():
    question = asking(9, "也可以依法提起行政诉讼", options=("申请行政复议", "申请仲裁"))
    new = OLD | {9: OLD[9].replace("，也可以依法提起行政诉讼", "，对复议决定不服的再提起诉讼")}
    impact = judged(question, new)
    assert impact.effect is Effect.TO_REVIEW
    assert not impact.evidence_stands


def test_a_deleted_article_suspends_and_says_where_the_words_went():
    new = {7: f"{OLD[7]}{EVIDENCE}，适用简易程序。", 9: OLD[9]}
    impact = judged(on_fine(), new)
    assert impact.effect is Effect.SUSPENDED
    assert impact.article is None
    assert "第八条已删除" in impact.reason
    assert "第七条" in impact.reason


def test_a_citation_the_old_version_never_had_is_read_again():
    impact = judged(asking(99, EVIDENCE), dict(OLD))
    assert impact.effect is Effect.TO_REVIEW
    assert "原版本中没有第九十九条" in impact.reason


def test_without_the_old_text_a_person_decides_with_what_can_be_said():
    impact = without_texts(on_fine(), {12: OLD[8]})
    assert (impact.effect, impact.article) == (Effect.TO_REVIEW, 12)
    assert without_texts(on_fine(), {12: "无关"}).evidence_stands is False
    assert "新版本没有收录条文" in without_texts(on_fine(), {}).reason
