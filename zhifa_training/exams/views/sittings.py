"""Sitting pages (场次): the window, the roster, how far everyone is."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import lists, navigation
from zhifa_training.core.forms import flash_errors, refusals_flashed, refusals_on
from zhifa_training.core.spreadsheet.export import Column, ColumnKind, workbook_response
from zhifa_training.exams.forms.sittings import CallForm, ExtraTimeForm, ReasonForm, SittingForm
from zhifa_training.exams.queries import sittings as queries
from zhifa_training.exams.queries.exams import get_exam
from zhifa_training.exams.queries.key_alarm import find_alarms
from zhifa_training.exams.queries.places import get_place, list_places
from zhifa_training.exams.queries.resits import list_callable
from zhifa_training.exams.queries.samples import get_sample
from zhifa_training.exams.rules.blueprints import ensure_published
from zhifa_training.exams.rules.resits import round_label
from zhifa_training.exams.rules.roster import roster as make_roster
from zhifa_training.exams.rules.sittings import Stage, opening_day
from zhifa_training.exams.services import sittings as services

bp = Blueprint("sittings", __name__)
navigation.register("场次", "sittings.index", Permission.EXAM_VIEW, "clock", 42)

COLUMNS = (
    Column("exam", "考试"),
    Column("title", "场次"),
    Column("unit", "应考单位"),
    Column("place", "地点"),
    Column("opens_at", "开始", ColumnKind.MOMENT),
    Column("closes_at", "结束", ColumnKind.MOMENT),
    Column("due", "应考", ColumnKind.NUMBER),
    Column("entered", "已进场", ColumnKind.NUMBER),
    Column("state", "状态"),
)
CANDIDATE_COLUMNS = (
    Column("name", "姓名"),
    Column("badge_number", "执法证号"),
    Column("unit", "单位"),
    Column("standing", "状态"),
    Column("started_at", "进场时间", ColumnKind.MOMENT),
    Column("closed_at", "交卷时间", ColumnKind.MOMENT),
    Column("extra_minutes", "延时（分钟）", ColumnKind.NUMBER),
)
MEMBER_COLUMNS = (
    Column("name", "姓名"),
    Column("badge_number", "执法证号"),
    Column("unit", "单位"),
    Column("reason", "未列入原因"),
)
SHOWN_LEFT_OUT = 200


@bp.get("/sittings/")
@requires(Permission.EXAM_VIEW)
def index() -> ResponseReturnValue:
    """List the sittings (场次一览)."""
    page = queries.list_sittings(actor=actor(), asked=lists.asked(queries.DEFAULT_SORT))
    if lists.wants_export():
        return workbook_response("考试场次", COLUMNS, page.items)
    return render_template(
        "sittings/index.html",
        page=page,
        headings=lists.headings(
            [(c.label, c.key) for c in COLUMNS],
            queries.ORDERS,
            queries.DEFAULT_SORT,
            numeric=["due", "entered"],
        ),
        query=request.args.get("q", ""),
        export_url=lists.export_url(),
    )


@bp.route("/exams/<uuid:exam_id>/sittings/new", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def new(exam_id: UUID) -> ResponseReturnValue:
    """Arrange a sitting (安排场次)."""
    exam = get_exam(exam_id, actor=actor())
    ensure_published(exam.published_at)
    form = SittingForm.offering(
        places=list_places(actor=actor()),
        duration_minutes=exam.duration_minutes,
        resit_rounds=exam.resit_limit,
    )
    if form.validate_on_submit():
        unit = get_place(UUID(form.unit.data), actor=actor())
        with refusals_on(form):
            sitting = services.create(
                exam=exam,
                unit=unit,
                plan=form.plan(),
                actor=actor(),
                resit_round=form.asked_round(),
            )
            flash("场次已安排。请核对并生成应考名单", "success")
            return redirect(url_for(".roster", sitting_id=sitting.id))
    return render_template("sittings/new.html", exam=exam, form=form)


@bp.get("/sittings/<uuid:sitting_id>")
@requires(Permission.EXAM_VIEW)
def show(sitting_id: UUID) -> ResponseReturnValue:
    """Show how far the candidates are (考试进度)."""
    sitting = queries.get_sitting(sitting_id, actor=actor())
    is_manager = actor().may(Permission.EXAM_MANAGE)
    asked_stage = request.args.get("stage")
    stage = next((stage for stage in Stage if stage == asked_stage), Stage.DUE)
    page = queries.list_candidates(sitting, actor=actor(), asked=lists.asked("unit"), stage=stage)
    if lists.wants_export():
        name = f"{sitting.exam.title}_{sitting.title}_{stage.label}"
        return workbook_response(name, CANDIDATE_COLUMNS, page.items)
    return render_template(
        "sittings/show.html",
        sitting=sitting,
        stage=stage,
        counts=queries.count_stages(sitting, actor=actor()),
        page=page,
        headings=lists.headings(
            [*((c.label, c.key) for c in CANDIDATE_COLUMNS), ("操作", "")],
            queries.CANDIDATE_ORDERS,
            "unit",
            numeric=["extra_minutes"],
        ),
        query=request.args.get("q", ""),
        export_url=lists.export_url(),
        call_form=CallForm(),
        cancel_form=ReasonForm(prefix="cancel"),
        round_label=round_label(sitting.resit_round),
        sample=get_sample(sitting_id, actor=actor()),
        may_manage=is_manager,
        may_extend=actor().may(Permission.EXAM_INVIGILATE),
        may_see_results=actor().may(Permission.RESULT_VIEW),
        may_read_bank=actor().may(Permission.QUESTION_VIEW),
        alarms=find_alarms(sitting.exam, actor=actor()) if is_manager else [],
    )


@bp.route("/sittings/<uuid:sitting_id>/edit", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def edit(sitting_id: UUID) -> ResponseReturnValue:
    """Change a sitting that nobody has begun (修改场次)."""
    sitting = queries.get_sitting(sitting_id, actor=actor())
    form = SittingForm.offering(places=[(sitting.unit_id, sitting.unit.name)], sitting=sitting)
    if form.validate_on_submit():
        with refusals_on(form):
            services.change(sitting, plan=form.plan(), actor=actor())
            flash("场次已修改", "success")
            return redirect(url_for(".show", sitting_id=sitting_id))
    return render_template("sittings/edit.html", sitting=sitting, form=form)


@bp.post("/sittings/<uuid:sitting_id>/cancel")
@requires(Permission.EXAM_MANAGE)
def cancel(sitting_id: UUID) -> ResponseReturnValue:
    """Cancel a sitting that nobody has begun (取消场次)."""
    sitting = queries.get_sitting(sitting_id, actor=actor())
    form = ReasonForm(prefix="cancel")
    if form.validate_on_submit():
        with refusals_flashed():
            services.cancel(sitting, reason=form.reason.data or "", actor=actor())
            flash("场次已取消", "success")
    flash_errors(form)
    return redirect(url_for(".show", sitting_id=sitting_id))


@bp.route("/sittings/<uuid:sitting_id>/roster", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def roster(sitting_id: UUID) -> ResponseReturnValue:
    """Preview the roster with those left out and why, and call it (应考名单)."""
    sitting = queries.get_sitting(sitting_id, actor=actor())
    if request.method == "POST":
        with refusals_flashed():
            called = services.call_roster(sitting, actor=actor())
            flash(f"已将 {called} 人列入名单", "success")
        return redirect(url_for(".show", sitting_id=sitting_id))
    preview = make_roster(list_callable(sitting, actor=actor()))
    if lists.wants_export():
        name = f"{sitting.title}_名单预览"
        everyone = (*preview.called, *preview.called_before, *preview.left_out)
        return workbook_response(name, MEMBER_COLUMNS, everyone)
    return render_template(
        "sittings/roster.html",
        sitting=sitting,
        day=opening_day(sitting.opens_at),
        round_label=round_label(sitting.resit_round),
        preview=preview,
        shown=preview.left_out[:SHOWN_LEFT_OUT],
        export_url=lists.export_url(),
    )


@bp.post("/sittings/<uuid:sitting_id>/candidates")
@requires(Permission.EXAM_MANAGE)
def call(sitting_id: UUID) -> ResponseReturnValue:
    """Call one officer by badge number (加入考生)."""
    sitting = queries.get_sitting(sitting_id, actor=actor())
    form = CallForm()
    if form.validate_on_submit():
        with refusals_flashed():
            services.call_officer(sitting, badge_number=form.badge_number.data or "", actor=actor())
            flash("已加入名单", "success")
    flash_errors(form)
    return redirect(url_for(".show", sitting_id=sitting_id))


@bp.route("/candidates/<uuid:candidate_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def withdraw(candidate_id: UUID) -> ResponseReturnValue:
    """Take a candidate off the roster, with a reason (撤出名单)."""
    candidate = queries.get_candidate(candidate_id, actor=actor())
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals_on(form):
            services.withdraw(candidate, reason=form.reason.data or "", actor=actor())
            flash(f"已将{candidate.officer.name}撤出名单", "success")
            return redirect(url_for(".show", sitting_id=candidate.sitting_id))
    return render_template("sittings/withdraw.html", candidate=candidate, form=form)


@bp.route("/candidates/<uuid:candidate_id>/extra-time", methods=["GET", "POST"])
@requires(Permission.EXAM_INVIGILATE)
def extra_time(candidate_id: UUID) -> ResponseReturnValue:
    """Give one candidate more time, with a reason (个别延时)."""
    candidate = queries.get_candidate(candidate_id, actor=actor())
    form = ExtraTimeForm(data={"minutes": candidate.extra_minutes})
    if form.validate_on_submit():
        with refusals_on(form):
            services.grant_extra_minutes(
                candidate,
                minutes=form.minutes.data,
                reason=form.reason.data or "",
                actor=actor(),
            )
            flash(f"已为{candidate.officer.name}延时，合计 {form.minutes.data} 分钟", "success")
            return redirect(url_for(".show", sitting_id=candidate.sitting_id))
    return render_template("sittings/extra_time.html", candidate=candidate, form=form)
