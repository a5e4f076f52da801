"""Trying a paper out before it is sat (试考)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue

from question_bank.delivery import handles_of
from question_bank.marking import PaperScore
from question_bank.questions import QuestionType
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core.errors import DomainError
from zhifa_training.exams.models.papers import Exam, Paper, PaperItem
from zhifa_training.exams.queries.exams import get_exam, list_paper_items
from zhifa_training.exams.rules.blueprints import ensure_published
from zhifa_training.exams.rules.forms import FIRST_FORM
from zhifa_training.exams.rules.hints import hint, labels_of
from zhifa_training.exams.rules.trial import answers_of, right_answer
from zhifa_training.exams.services import trials as services
from zhifa_training.questions.wording import as_question

bp = Blueprint("trials", __name__)
Answers = Mapping[str, frozenset[str]]
Lost = tuple[int, Decimal, Decimal]


@bp.route("/exams/<uuid:exam_id>/trial", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def show(exam_id: UUID) -> ResponseReturnValue:
    """Answer a form as a candidate would, and see how it is marked; only marking is recorded."""
    exam = get_exam(exam_id, actor=actor())
    ensure_published(exam.published_at)
    paper = _paper(exam)
    items = list_paper_items(exam, paper.form, actor=actor())
    may_fill = actor().may(Permission.QUESTION_VIEW)
    answers, score = _answers(paper), None
    if request.method == "POST" and "fill" in request.form and may_fill:
        answers = _right(items)
    elif request.method == "POST":
        score = _tried(exam, items, answers)
    return render_template(
        "trials/show.html",
        exam=exam,
        form=paper.form,
        forms=[one.form for one in exam.papers],
        items=paper.content,
        answers=answers,
        score=score,
        lost=_lost(items, score),
        may_fill=may_fill,
        hints={kind.value: hint(kind, exam.partial_credit) for kind in QuestionType},
        kinds=labels_of(QuestionType),
    )


def _paper(exam: Exam) -> Paper:
    """Return the form asked for, or the first."""
    wanted = request.args.get("form", FIRST_FORM)
    return next((paper for paper in exam.papers if paper.form == wanted), exam.papers[0])


def _answers(paper: Paper) -> Answers:
    handles = {item["id"]: handles_of(item) for item in paper.content}
    return answers_of(request.form.items(multi=True), handles)


def _lost(items: Sequence[PaperItem], score: PaperScore | None) -> list[Lost]:
    """List the questions that did not earn everything: place, earned, worth."""
    if score is None:
        return []
    earned = [(item.position, score.per_item[str(item.revision_id)], item.worth) for item in items]
    return [one for one in earned if one[1] != one[2]]


def _right(items: Sequence[PaperItem]) -> Answers:
    right = {str(item.revision_id): right_answer(as_question(item.revision)) for item in items}
    return {item: tokens for item, tokens in right.items() if tokens}


def _tried(exam: Exam, items: Sequence[PaperItem], answers: Answers) -> PaperScore | None:
    try:
        score = services.try_out(exam, items, answers, actor=actor())
    except DomainError as refusal:
        flash(str(refusal), "danger")
        return None
    flash(f"试考已记录：答 {len(answers)} 题，得 {score.total.normalize():f} 分", "success")
    return score
