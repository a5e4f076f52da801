"""Blueprint pages (组卷方案)."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank.assembly import Cell, shortages
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import lists, navigation
from zhifa_training.core.forms import refusals_flashed, refusals_on
from zhifa_training.core.spreadsheet.export import Column, ColumnKind, workbook_response
from zhifa_training.exams.cells import as_cells
from zhifa_training.exams.forms.blueprints import ADD, REMOVE, SAVE, BlueprintForm
from zhifa_training.exams.queries import blueprints as queries
from zhifa_training.exams.queries.places import get_place, list_places
from zhifa_training.exams.rules.blueprints import (
    count_questions,
    coverage,
    suggested_cells,
    total,
)
from zhifa_training.exams.rules.specification import capacity, specification
from zhifa_training.exams.services import blueprints as services
from zhifa_training.questions.queries import list_law_names, list_pool

bp = Blueprint("blueprints", __name__, url_prefix="/blueprints")
navigation.register("组卷方案", "blueprints.index", Permission.BLUEPRINT_MANAGE, "settings", 46)

COLUMNS = (
    Column("title", "名称"),
    Column("unit", "所属单位"),
    Column("questions", "题数", ColumnKind.NUMBER),
    Column("full_score", "满分", ColumnKind.SCORE),
    Column("created_at", "建立时间", ColumnKind.MOMENT),
    Column("state", "状态"),
)


@bp.get("/")
@requires(Permission.BLUEPRINT_MANAGE)
def index() -> ResponseReturnValue:
    """List the blueprints (组卷方案一览)."""
    page = queries.list_blueprints(actor=actor(), asked=lists.asked(queries.DEFAULT_SORT))
    if lists.wants_export():
        return workbook_response("组卷方案", COLUMNS, page.items)
    return render_template(
        "blueprints/index.html",
        page=page,
        headings=lists.headings(
            [*((c.label, c.key) for c in COLUMNS), ("操作", "")],
            queries.ORDERS,
            queries.DEFAULT_SORT,
            numeric=["questions", "full_score"],
        ),
        query=request.args.get("q", ""),
        export_url=lists.export_url(),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.BLUEPRINT_MANAGE)
def new() -> ResponseReturnValue:
    """Make a blueprint, starting from the shipped suggestion (新建组卷方案)."""
    form = _form(suggested_cells(), title="")
    if _is_saving(form):
        unit = get_place(UUID(form.unit.data), actor=actor())
        with refusals_on(form):
            services.create(
                title=form.title.data, unit=unit, cells=form.typed_cells(), actor=actor()
            )
            flash("组卷方案已保存", "success")
            return redirect(url_for(".index"))
    return _editor("blueprints/new.html", form)


@bp.route("/<uuid:blueprint_id>/edit", methods=["GET", "POST"])
@requires(Permission.BLUEPRINT_MANAGE)
def edit(blueprint_id: UUID) -> ResponseReturnValue:
    """Change a blueprint (修改组卷方案)."""
    blueprint = queries.get_blueprint(blueprint_id, actor=actor())
    form = _form(as_cells(blueprint.cells), title=blueprint.title)
    del form.unit
    if _is_saving(form):
        with refusals_on(form):
            services.change(
                blueprint, title=form.title.data, cells=form.typed_cells(), actor=actor()
            )
            flash("组卷方案已保存，已发布的试卷不受影响", "success")
            return redirect(url_for(".index"))
    return _editor("blueprints/edit.html", form, blueprint=blueprint)


@bp.post("/<uuid:blueprint_id>/end")
@requires(Permission.BLUEPRINT_MANAGE)
def end(blueprint_id: UUID) -> ResponseReturnValue:
    """Take a blueprint out of use (停用组卷方案)."""
    blueprint = queries.get_blueprint(blueprint_id, actor=actor())
    with refusals_flashed():
        services.end(blueprint, actor=actor())
        flash("组卷方案已停用", "success")
    return redirect(url_for(".index"))


def _form(cells: list[Cell], *, title: str) -> Any:
    laws = [name for _, name in list_law_names(actor=actor())]
    form = BlueprintForm.offering(
        places=list_places(actor=actor()), laws=laws, cells=cells, title=title
    )
    action = request.form.get("action", "")
    if action == ADD:
        form.add_row(laws)
    elif action.startswith(REMOVE):
        form.remove_row(action.removeprefix(REMOVE))
    return form


def _is_saving(form: Any) -> bool:
    return request.form.get("action") == SAVE and form.validate_on_submit()


def _editor(template: str, form: Any, **context: Any) -> ResponseReturnValue:
    cells = form.typed_cells()
    pool = list_pool(actor=actor()) if cells else []
    short = {shortage.cell_index: shortage for shortage in shortages(cells or [], pool)}
    return render_template(
        template,
        form=form,
        cells=cells,
        short=short,
        capacity=capacity(cells, pool) if cells else None,
        specification=specification(cells, short) if cells else None,
        questions=count_questions(cells or []),
        full_score=total(cells or []),
        coverage=coverage(cells or []),
        **context,
    )
