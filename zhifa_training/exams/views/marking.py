"""Marking pages (阅卷): question by question, without names."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import lists, navigation
from zhifa_training.core.forms import refusals_on
from zhifa_training.exams.forms.marking import MarkForm
from zhifa_training.exams.queries import marking as queries
from zhifa_training.exams.rules.marking import MarkedAlreadyError
from zhifa_training.exams.services import marking as services

bp = Blueprint("marking", __name__, url_prefix="/marking")
navigation.register("阅卷", "marking.index", Permission.EXAM_MARK, "document", 43)
COLUMNS = [("考试", "exam"), ("场次", "title"), ("应考单位", "unit"), ("待阅答卷", "waiting")]


@bp.get("/")
@requires(Permission.EXAM_MARK)
def index() -> ResponseReturnValue:
    """List the sittings with papers to mark (待阅场次)."""
    page = queries.list_to_mark(actor=actor(), asked=lists.asked(queries.DEFAULT_SORT))
    headings = lists.headings(COLUMNS, queries.ORDERS, queries.DEFAULT_SORT, numeric=["waiting"])
    return render_template("marking/index.html", page=page, headings=headings)


@bp.get("/sittings/<uuid:sitting_id>")
@requires(Permission.EXAM_MARK)
def begin(sitting_id: UUID) -> ResponseReturnValue:
    """Go to the next answer of a sitting (下一份)."""
    answer = queries.find_next(sitting_id, actor=actor())
    if answer is None:
        flash("本场次的书面作答已全部评分", "success")
        return redirect(url_for(".index"))
    return redirect(url_for(".answer", attempt_id=answer.attempt_id, item_id=answer.item_id))


@bp.route("/<uuid:attempt_id>/<uuid:item_id>", methods=["GET", "POST"])
@requires(Permission.EXAM_MARK)
def answer(attempt_id: UUID, item_id: UUID) -> ResponseReturnValue:
    """Mark one answer by its guide (评分)."""
    shown = queries.get_answer(attempt_id, item_id, actor=actor())
    form = MarkForm.of(shown.parts)
    following = redirect(url_for(".begin", sitting_id=shown.sitting_id))
    if form.validate_on_submit():
        try:
            with refusals_on(form):
                awarded = form.awarded(shown.parts)
                score = services.give(attempt_id, item_id, awarded=awarded, actor=actor())
                flash(f"已评分：{score:f} 分", "success")
                return following
        except MarkedAlreadyError as refusal:
            flash(str(refusal), "error")
            return following
    return render_template("marking/answer.html", answer=shown, form=form)
