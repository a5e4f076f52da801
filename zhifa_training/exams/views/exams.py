"""Exam pages for those who set them (考试管理)."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import lists, navigation
from zhifa_training.core.forms import flash_errors, refusals_flashed, refusals_on
from zhifa_training.core.spreadsheet.export import Column, ColumnKind, workbook_response
from zhifa_training.exams import secrecy
from zhifa_training.exams.cells import as_cells
from zhifa_training.exams.forms.exams import ExamForm, PublishForm
from zhifa_training.exams.queries import blueprints as blueprint_queries
from zhifa_training.exams.queries import exams as queries
from zhifa_training.exams.queries import keys
from zhifa_training.exams.queries.answering import find_answers
from zhifa_training.exams.queries.exposure import ExamExposure
from zhifa_training.exams.queries.forms import list_forms
from zhifa_training.exams.queries.places import get_place, list_places
from zhifa_training.exams.queries.sittings import DEFAULT_SORT as SITTING_SORT
from zhifa_training.exams.queries.sittings import list_sittings
from zhifa_training.exams.queries.trials import list_trials, list_untried
from zhifa_training.exams.rules.blueprints import ensure_not_published
from zhifa_training.exams.rules.forms import FIRST_FORM, band
from zhifa_training.exams.rules.specification import shortage_text
from zhifa_training.exams.rules.words import ExamKind
from zhifa_training.exams.services import publishing as services
from zhifa_training.questions import answering, exposure, uses
from zhifa_training.questions.amendments import papers
from zhifa_training.questions.queries import list_pool
from zhifa_training.questions.rules import Pool
from zhifa_training.questions.wording import as_question

bp = Blueprint("exams", __name__, url_prefix="/exams")
navigation.register("考试", "exams.index", Permission.EXAM_VIEW, "document", 40)
uses.register(queries.find_uses)
answering.register(find_answers)
papers.register(queries.find_papers_ahead)
uses.register_bar(uses.Bar(Pool.EXAM, secrecy.HELD, secrecy.is_held))
exposure.register(ExamExposure())

COLUMNS = (
    Column("title", "考试名称"),
    Column("kind", "类别"),
    Column("unit", "所属单位"),
    Column("duration_minutes", "时长（分钟）", ColumnKind.NUMBER),
    Column("pass_score", "及格分", ColumnKind.SCORE),
    Column("full_score", "满分", ColumnKind.SCORE),
    Column("sittings", "场次", ColumnKind.NUMBER),
    Column("created_at", "建立时间", ColumnKind.MOMENT),
    Column("state", "状态"),
)
NUMERIC = ("duration_minutes", "pass_score", "full_score", "sittings")


@bp.get("/")
@requires(Permission.EXAM_VIEW)
def index() -> ResponseReturnValue:
    """List the exams (考试一览)."""
    kind = next((kind for kind in ExamKind if kind == request.args.get("kind")), None)
    page = queries.list_exams(actor=actor(), asked=lists.asked(queries.DEFAULT_SORT), kind=kind)
    if lists.wants_export():
        return workbook_response("考试", COLUMNS, page.items)
    return render_template(
        "exams/index.html",
        page=page,
        headings=lists.headings(
            [(c.label, c.key) for c in COLUMNS], queries.ORDERS, queries.DEFAULT_SORT, NUMERIC
        ),
        given={"q": request.args.get("q", ""), "kind": kind or ""},
        kinds=[(kind.value, kind.label) for kind in ExamKind],
        may_manage=actor().may(Permission.EXAM_MANAGE),
        export_url=lists.export_url(),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def new() -> ResponseReturnValue:
    """Set up an exam from a blueprint (新建考试)."""
    form = ExamForm.offering(
        places=list_places(actor=actor()),
        blueprints=blueprint_queries.list_usable(actor=actor()),
    )
    if form.validate_on_submit():
        blueprint = blueprint_queries.get_blueprint(UUID(form.blueprint.data), actor=actor())
        unit = get_place(UUID(form.unit.data), actor=actor())
        with refusals_on(form):
            exam = services.create(
                unit=unit, blueprint=blueprint, rules=form.rules(), actor=actor()
            )
            flash("考试已建立。核对规则后发布试卷", "success")
            return redirect(url_for(".show", exam_id=exam.id))
    return render_template("exams/new.html", form=form)


@bp.get("/<uuid:exam_id>")
@requires(Permission.EXAM_VIEW)
def show(exam_id: UUID) -> ResponseReturnValue:
    """Show an exam, its rules and its sittings (考试)."""
    exam = queries.get_exam(exam_id, actor=actor())
    asked = lists.asked(SITTING_SORT)
    may_manage = actor().may(Permission.EXAM_MANAGE)
    cells = as_cells(exam.blueprint.cells) if exam.paper is None else []
    is_checked = bool(cells) and may_manage
    return render_template(
        "exams/show.html",
        exam=exam,
        cells=cells,
        shortage=shortage_text(cells, list_pool(actor=actor()), exam.form_count)
        if is_checked
        else "",
        sittings=list_sittings(actor=actor(), asked=asked, exam_id=exam_id),
        publish_form=PublishForm(),
        forms=list_forms(exam, actor=actor()) if exam.paper and may_manage else (),
        band=band(exam.paper.full_score) if exam.paper else None,
        trials=list_trials(exam, actor=actor()) if may_manage else (),
        untried=list_untried(exam.id, actor=actor()),
        may_manage=may_manage,
        may_read_keys=may_manage and keys.may_read(exam, actor=actor()),
        may_see_results=actor().may(Permission.RESULT_VIEW),
    )


@bp.route("/<uuid:exam_id>/edit", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def edit(exam_id: UUID) -> ResponseReturnValue:
    """Change an exam that is not published (修改考试)."""
    exam = queries.get_exam(exam_id, actor=actor())
    ensure_not_published(exam.published_at)
    form = ExamForm.offering(
        places=[(exam.unit_id, exam.unit.name)],
        blueprints=blueprint_queries.list_usable(actor=actor()),
        exam=exam,
    )
    if form.validate_on_submit():
        blueprint = blueprint_queries.get_blueprint(UUID(form.blueprint.data), actor=actor())
        with refusals_on(form):
            services.change(exam, blueprint=blueprint, rules=form.rules(), actor=actor())
            flash("考试规则已修改", "success")
            return redirect(url_for(".show", exam_id=exam_id))
    return render_template("exams/edit.html", exam=exam, form=form)


@bp.post("/<uuid:exam_id>/publish")
@requires(Permission.EXAM_MANAGE)
def publish(exam_id: UUID) -> ResponseReturnValue:
    """Draw and freeze the paper (发布试卷)."""
    exam = queries.get_exam(exam_id, actor=actor())
    form = PublishForm()
    if form.validate_on_submit():
        with refusals_flashed():
            drawn = services.publish(exam, held_on=form.held_on.data, actor=actor())
            flash("试卷已冻结，考试已发布。接下来请安排场次", "success")
            for remark in drawn.remarks:
                flash(remark, "warning")
    else:
        flash_errors(form)
    return redirect(url_for(".show", exam_id=exam_id))


@bp.get("/<uuid:exam_id>/paper")
@requires(Permission.EXAM_MANAGE)
def paper(exam_id: UUID) -> ResponseReturnValue:
    """Show a form of the paper; its keys only to those who may read the bank (试卷预览)."""
    exam = queries.get_exam(exam_id, actor=actor())
    known = [paper.form for paper in exam.papers]
    form = next((form for form in known if form == request.args.get("form")), FIRST_FORM)
    items = queries.list_paper_items(exam, form, actor=actor())
    return render_template(
        "exams/paper.html",
        exam=exam,
        forms=known,
        form=form,
        items=items,
        questions={item.position: as_question(item.revision) for item in items},
        with_keys=actor().may(Permission.QUESTION_VIEW),
    )
