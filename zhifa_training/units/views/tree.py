"""The unit tree (执法机构): who stands under whom, and how many serve there."""

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import clock, lists
from zhifa_training.core.forms import refusals_on
from zhifa_training.core.spreadsheet.export import Column, ColumnKind, workbook_response
from zhifa_training.units.entries import UnitEntry
from zhifa_training.units.forms.tree import AsOfForm, CloseForm, MoveForm, RenameForm, UnitForm
from zhifa_training.units.queries import tree as queries
from zhifa_training.units.rules import Level, Parentage
from zhifa_training.units.services import tree as services
from zhifa_training.units.views.blueprints import units as bp

COLUMNS = (
    Column("code", "机构编码"),
    Column("name", "机构名称"),
    Column("short_name", "简称"),
    Column("level", "层级"),
    Column("own", "本级人数", ColumnKind.NUMBER),
    Column("total", "含下级人数", ColumnKind.NUMBER),
    Column("path", "全路径"),
)


@bp.get("/")
@requires(Permission.UNIT_VIEW)
def index() -> ResponseReturnValue:
    """Show the tree of the caller's units with head-counts (机构一览)."""
    text = lists.asked("").text
    rows = [row for row in queries.list_units(actor=actor()) if _matches(row, text)]
    if lists.wants_export():
        return workbook_response("执法机构", COLUMNS, rows)
    return render_template(
        "units/index.html",
        rows=rows,
        text=text,
        today=clock.today(),
        export_url=lists.export_url(),
    )


@bp.get("/<uuid:unit_id>")
@requires(Permission.UNIT_VIEW)
def show(unit_id: UUID) -> ResponseReturnValue:
    """Show one unit: what stands beneath it on a day, and its history (机构)."""
    unit = queries.get_unit(unit_id, actor=actor())
    form = AsOfForm(request.args)
    on = _asked_day(form)
    return render_template(
        "units/show.html",
        unit=unit,
        form=form,
        on=on,
        headcount=queries.headcount(unit, actor=actor(), on=on),
        children=queries.list_children(unit, actor=actor(), on=on),
        parents=queries.list_parents(unit, actor=actor()),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
def new() -> ResponseReturnValue:
    """Open a unit beneath one of the caller's (设立机构)."""
    form = UnitForm.offering(queries.list_choices(actor=actor()))
    if form.validate_on_submit():
        with refusals_on(form):
            unit = services.open_unit(
                _entry(form),
                parent=queries.get_unit(form.parent_id.data, actor=actor()),
                actor=actor(),
            )
            flash(f"已设立“{unit.name}”。", "success")
            return redirect(url_for(".show", unit_id=unit.id))
    return render_template("units/new.html", form=form)


@bp.route("/<uuid:unit_id>/rename", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
def rename(unit_id: UUID) -> ResponseReturnValue:
    """Give a unit another name (机构更名)."""
    unit = queries.get_unit(unit_id, actor=actor())
    form = RenameForm(obj=unit)
    if form.validate_on_submit():
        name = form.name.data or ""
        services.rename_unit(
            unit, name=name, short_name=form.short_name.data or name[:40], actor=actor()
        )
        flash("名称已更改。", "success")
        return redirect(url_for(".show", unit_id=unit.id))
    return render_template("units/rename.html", unit=unit, form=form)


@bp.route("/<uuid:unit_id>/move", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
def move(unit_id: UUID) -> ResponseReturnValue:
    """Put a unit beneath another from a day on (调整上级)."""
    unit = queries.get_unit(unit_id, actor=actor())
    form = MoveForm.offering(queries.list_choices(actor=actor()))
    if form.validate_on_submit():
        with refusals_on(form):
            parent = queries.get_unit(form.parent_id.data, actor=actor())
            services.move_unit(
                unit,
                parent=parent,
                on=form.on.data or clock.today(),
                kind=Parentage(form.kind.data),
                actor=actor(),
            )
            flash(f"自 {form.on.data} 起，{unit.name}的上级为{parent.name}。", "success")
            return redirect(url_for(".show", unit_id=unit.id))
    return render_template("units/move.html", unit=unit, form=form)


@bp.route("/<uuid:unit_id>/close", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
def close(unit_id: UUID) -> ResponseReturnValue:
    """Close a unit that nobody serves in any more (撤销机构)."""
    unit = queries.get_unit(unit_id, actor=actor())
    form = CloseForm()
    if form.validate_on_submit():
        with refusals_on(form):
            services.close_unit(unit, on=form.on.data or clock.today(), actor=actor())
            flash(f"{unit.name}已撤销。", "success")
            return redirect(url_for(".index"))
    return render_template("units/close.html", unit=unit, form=form)


def _matches(row: queries.UnitRow, text: str) -> bool:
    wanted = text.lower()
    return wanted in row.name.lower() or wanted in row.code.lower() or wanted in row.short_name


def _asked_day(form: AsOfForm) -> date:
    return (form.on.data if form.validate() else None) or clock.today()


def _entry(form: UnitForm) -> UnitEntry:
    name = form.name.data or ""
    return UnitEntry(
        code=form.code.data or "",
        name=name,
        short_name=form.short_name.data or name[:40],
        level=Level(form.level.data),
        opened_on=form.opened_on.data or clock.today(),
    )
