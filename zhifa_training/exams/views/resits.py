"""Resit pages (补考): how an exam ended for each officer, and why somebody was away."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import lists
from zhifa_training.core.forms import refusals_flashed, refusals_on
from zhifa_training.core.paging import paged, requested_page
from zhifa_training.core.spreadsheet.export import Column, ColumnKind, workbook_response
from zhifa_training.exams.forms.sittings import AbsenceForm
from zhifa_training.exams.queries.exams import get_exam
from zhifa_training.exams.queries.resits import get_absent, list_outcomes
from zhifa_training.exams.rules.resits import AbsenceReason, Outcome, tally
from zhifa_training.exams.services import resits as services

bp = Blueprint("resits", __name__)

COLUMNS = (
    Column("name", "姓名"),
    Column("badge_number", "执法证号"),
    Column("unit", "单位"),
    Column("outcome", "结果"),
    Column("rounds", "应考次数", ColumnKind.NUMBER),
    Column("reason", "缺考原因"),
)


@bp.get("/exams/<uuid:exam_id>/outcomes")
@requires(Permission.RESULT_VIEW)
def outcomes(exam_id: UUID) -> ResponseReturnValue:
    """Show how an exam ended, first tries and resits apart (考试结果)."""
    exam = get_exam(exam_id, actor=actor())
    everyone = list_outcomes(exam, actor=actor())
    asked = request.args.get("outcome")
    wanted = next((each for each in Outcome if each == asked), None)
    rows = [row for row in everyone if wanted in (None, row.outcome)]
    if lists.wants_export():
        label = wanted.label if wanted else "全部"
        return workbook_response(f"{exam.title}_考试结果_{label}", COLUMNS, rows)
    return render_template(
        "exams/outcomes.html",
        exam=exam,
        wanted=wanted,
        total=len(everyone),
        counts=tally(row.outcome for row in everyone),
        page=paged(rows, requested_page()),
        columns=[column.label for column in COLUMNS],
        export_url=lists.export_url(),
        may_manage=actor().may(Permission.EXAM_MANAGE),
    )


@bp.post("/exams/<uuid:exam_id>/end-resits")
@requires(Permission.EXAM_MANAGE)
def end(exam_id: UUID) -> ResponseReturnValue:
    """Declare that no resit comes any more (宣布补考结束)."""
    exam = get_exam(exam_id, actor=actor())
    with refusals_flashed():
        services.end_resits(exam, actor=actor())
        flash("已宣布补考结束。全部场次结束后，考生可按回看规则查看题目", "success")
    return redirect(url_for("exams.show", exam_id=exam_id))


@bp.route("/candidates/<uuid:candidate_id>/absence", methods=["GET", "POST"])
@requires(Permission.EXAM_INVIGILATE)
def absence(candidate_id: UUID) -> ResponseReturnValue:
    """Record why a candidate did not come (登记缺考原因)."""
    found = get_absent(candidate_id, actor=actor())
    held = found.absence
    form = AbsenceForm(data={"reason": held.reason.value, "remark": held.note} if held else {})
    if form.validate_on_submit():
        with refusals_on(form):
            services.record_absence(
                candidate_id,
                reason=AbsenceReason(form.reason.data),
                remark=(form.remark.data or "").strip(),
                actor=actor(),
            )
            flash(f"已登记{found.candidate.officer.name}的缺考原因", "success")
            sitting_id = found.candidate.sitting_id
            return redirect(url_for("sittings.show", sitting_id=sitting_id, stage="absent"))
    return render_template("sittings/absence.html", candidate=found.candidate, form=form)
