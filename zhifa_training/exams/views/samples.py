"""Sample pages (随机抽考): how many are drawn, and who was, so that anybody can check it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import lists
from zhifa_training.core.forms import refusals_on
from zhifa_training.core.spreadsheet.export import Column, workbook_response
from zhifa_training.exams.forms.sittings import SampleForm
from zhifa_training.exams.queries.samples import get_sample, list_lots
from zhifa_training.exams.queries.sittings import get_sitting, list_members
from zhifa_training.exams.rules.roster import roster
from zhifa_training.exams.services.sampling import draw_sample

bp = Blueprint("samples", __name__)

COLUMNS = (
    Column("unit", "单位"),
    Column("name", "姓名"),
    Column("badge_number", "执法证号"),
    Column("outcome", "结果"),
    Column("lot", "签号"),
)


@bp.route("/sittings/<uuid:sitting_id>/sample", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def show(sitting_id: UUID) -> ResponseReturnValue:
    """Draw a sample once, and show how it was drawn (随机抽考)."""
    sitting = get_sitting(sitting_id, actor=actor())
    form = SampleForm()
    if form.validate_on_submit():
        with refusals_on(form):
            drawn = draw_sample(
                sitting, share=form.share.data, least=form.least.data, actor=actor()
            )
            flash(f"已抽取 {drawn} 人列入名单", "success")
            return redirect(url_for(".show", sitting_id=sitting_id))
    sample = get_sample(sitting_id, actor=actor())
    lots = list_lots(sitting_id, actor=actor())
    if sample and lists.wants_export():
        return workbook_response(f"{sitting.title}_抽取记录", COLUMNS, lots)
    return render_template(
        "sittings/sample.html",
        sitting=sitting,
        form=form,
        sample=sample,
        lots=lots,
        drawn=sum(each.is_drawn for each in lots),
        eligible=0 if sample else len(roster(list_members(sitting, actor=actor())).called),
        columns=[column.label for column in COLUMNS],
        export_url=lists.export_url() if sample else "",
    )
