"""The rows of the authoring form say everything a question has, and nothing else."""

from dataclasses import replace

import pytest

from question_bank.questions import Body, Medium, QuestionType
from question_bank.storage import content_hash
from question_bank.well_formed import problems
from tests.unit.every_type import SHAPES, every_type
from zhifa_training.questions.drafting import SHAPES as COLUMNS
from zhifa_training.questions.drafting import Row, Sheet, fold, unfold

FLAT = [kind for kind in SHAPES if kind != "case"]


@pytest.fixture(scope="module")
def questions(tmp_path_factory):
    return every_type(tmp_path_factory.mktemp("bank"))


def bare(question):
    return replace(question, options=(), key=frozenset(), body=Body())


@pytest.mark.parametrize("kind", FLAT)
def test_what_is_sent_unchanged_is_the_same_question(questions, kind):
    question = questions[kind]
    again = fold(bare(question), unfold(question), seed="other", before=question)
    assert content_hash(again) == content_hash(question)


@pytest.mark.parametrize("kind", FLAT)
def test_written_anew_it_says_the_same_under_other_ids(questions, kind):
    question = questions[kind]
    again = fold(bare(question), unfold(question), seed="other")
    assert problems(again) == []
    assert again.key_texts == question.key_texts
    assert unfold(again) == unfold(question)
    assert content_hash(again) != content_hash(question)


@pytest.mark.parametrize("kind", FLAT)
def test_a_changed_row_changes_the_question(questions, kind):
    question = questions[kind]
    sheet = unfold(question)
    if kind == "true_false":
        changed = Sheet(truth="错误")
    else:
        changed = replace(sheet, rows=(replace(sheet.rows[0], text="改过"), *sheet.rows[1:]))
    again = fold(bare(question), changed, seed="other", before=question)
    assert content_hash(again) != content_hash(question)


def test_empty_rows_are_passed_over_and_half_empty_ones_are_not(questions):
    single = questions["single"]
    sheet = unfold(single)
    padded = replace(sheet, rows=(*sheet.rows, Row(), Row()))
    assert content_hash(fold(bare(single), padded, seed="x", before=single)) == content_hash(single)
    half = replace(sheet, rows=(*sheet.rows, Row(is_right=True)))
    assert any("内容为空" in fault for fault in problems(fold(bare(single), half, seed="x")))


def test_alternatives_of_a_blank_are_told_apart_by_either_bar(questions):
    fill_in = questions["fill_in"]
    sheet = Sheet((Row("二百元｜贰佰元整| 200 元 ｜"), Row("三千元")))
    again = fold(bare(fill_in), sheet, seed="x")
    assert again.body.blanks[0].accepted == ("二百元", "贰佰元整", "200 元")


def test_a_row_with_only_a_right_side_distracts(questions):
    matching = questions["matching"]
    rows = (Row("公民", "二百元"), Row(other="五千元"), Row("法人", "三千元"))
    again = fold(bare(matching), Sheet(rows), seed="x")
    assert again.key_texts == ("公民——二百元", "法人——三千元")
    assert [target.text for target in again.body.targets] == ["二百元", "三千元", "五千元"]


def test_pictures_stay_with_the_question(questions):
    single = questions["single"]
    media = (Medium("a" * 64, "image", "现场照片"),)
    evidence = replace(bare(single), type=QuestionType.EVIDENCE, body=Body(media=media))
    once = fold(evidence, unfold(single), seed="x")
    assert (once.body.media, problems(once)) == (media, [])
    assert fold(evidence, unfold(once), seed="y", before=once).body.media == media


def test_a_judgement_without_a_choice_has_no_key(questions):
    statement = questions["true_false"]
    assert any("没有标准答案" in one for one in problems(fold(statement, Sheet(), seed="x")))


def test_every_type_but_judgements_and_case_sets_has_columns():
    without = {QuestionType.TRUE_FALSE, QuestionType.CASE}
    assert set(COLUMNS) == set(QuestionType) - without
