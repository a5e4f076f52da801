"""Officers (执法人员): found, shown, recorded and corrected."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank.syllabus import Field
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import clock, lists
from zhifa_training.core.forms import refusals_on
from zhifa_training.core.spreadsheet.export import Column, ColumnKind, workbook_response
from zhifa_training.units.forms.officers import (
    CertificateForm,
    CorrectForm,
    FilterForm,
    OfficerForm,
    RevealForm,
)
from zhifa_training.units.models import Officer
from zhifa_training.units.queries import officers as queries
from zhifa_training.units.queries import tree
from zhifa_training.units.rules import OfficerStatus
from zhifa_training.units.services import officers as services
from zhifa_training.units.views.blueprints import officers as bp

COLUMNS = (
    Column("name", "姓名"),
    Column("badge_number", "执法证号"),
    Column("unit", "单位"),
    Column("post", "岗位"),
    Column("status", "状态"),
    Column("establishment", "编制类型"),
    Column("fields", "门类"),
    Column("valid_until", "证件有效期止", ColumnKind.DATE),
)


@bp.get("/")
@requires(Permission.OFFICER_VIEW)
def index() -> ResponseReturnValue:
    """List the officers of the caller's units (人员一览)."""
    form = FilterForm.offering(tree.list_choices(actor=actor()), request.args)
    page = queries.list_officers(
        actor=actor(), asked=lists.asked(queries.BY_UNIT), wanted=_wanted(form)
    )
    if lists.wants_export():
        return workbook_response("执法人员", COLUMNS, page.items)
    return render_template(
        "officers/index.html",
        form=form,
        page=page,
        headings=lists.headings(
            [(column.label, column.key) for column in COLUMNS], queries.ORDERS, queries.BY_UNIT
        ),
        export_url=lists.export_url(),
    )


@bp.get("/<uuid:officer_id>")
@requires(Permission.OFFICER_VIEW)
def show(officer_id: UUID) -> ResponseReturnValue:
    """Show one officer: certificates, postings, exclusions; the ID number masked (人员)."""
    officer = queries.get_officer(officer_id, actor=actor())
    return _page(officer)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.OFFICER_MANAGE)
def new() -> ResponseReturnValue:
    """Record an officer (登记人员)."""
    form = OfficerForm.offering(tree.list_choices(actor=actor()))
    if form.validate_on_submit():
        with refusals_on(form):
            tree.get_unit(form.unit_id.data, actor=actor())
            officer = services.record_officer(form.entry(), actor=actor())
            flash(f"已登记{officer.name}。", "success")
            return redirect(url_for(".show", officer_id=officer.id))
    return render_template("officers/new.html", form=form)


@bp.route("/<uuid:officer_id>/edit", methods=["GET", "POST"])
@requires(Permission.OFFICER_MANAGE)
def edit(officer_id: UUID) -> ResponseReturnValue:
    """Correct what is recorded of an officer (更正信息)."""
    officer = queries.get_officer(officer_id, actor=actor())
    form = CorrectForm.showing(officer)
    if form.validate_on_submit():
        with refusals_on(form):
            services.correct_officer(
                officer, form.details(id_number=form.id_number.data or ""), actor=actor()
            )
            flash("信息已更正。", "success")
            return redirect(url_for(".show", officer_id=officer.id))
    return render_template("officers/edit.html", officer=officer, form=form)


@bp.route("/<uuid:officer_id>/certificate", methods=["GET", "POST"])
@requires(Permission.OFFICER_MANAGE)
def certificate(officer_id: UUID) -> ResponseReturnValue:
    """Record or renew a certificate (登记证件)."""
    officer = queries.get_officer(officer_id, actor=actor())
    form = CertificateForm(data={"number": officer.badge_number})
    if form.validate_on_submit():
        with refusals_on(form):
            services.issue_certificate(officer, form.certificate(), actor=actor())
            flash("证件已登记。", "success")
            return redirect(url_for(".show", officer_id=officer.id))
    return render_template("officers/certificate.html", officer=officer, form=form)


@bp.route("/<uuid:officer_id>/id-number", methods=["GET", "POST"])
@requires(Permission.OFFICER_ID_NUMBER)
def id_number(officer_id: UUID) -> ResponseReturnValue:
    """Show the full ID number to one who says why (查看身份证号)."""
    officer = queries.get_officer(officer_id, actor=actor())
    form, revealed = RevealForm(), ""
    if form.validate_on_submit():
        with refusals_on(form):
            revealed = services.reveal_id_number(
                officer, reason=form.reason.data or "", actor=actor()
            )
    return render_template("officers/id_number.html", officer=officer, form=form, revealed=revealed)


def _page(officer: Officer) -> ResponseReturnValue:
    return render_template(
        "officers/show.html",
        officer=officer,
        today=clock.today(),
        exclusions=queries.list_exclusions(officer, actor=actor()),
        seats=queries.list_seats(officer, actor=actor()),
    )


def _wanted(form: FilterForm) -> queries.Wanted:
    """Return the filters; what the list does not offer is left out."""
    form.validate()
    units = {str(choice.value) for choice in form.unit.choices or ()}
    unit = form.unit.data if form.unit.data in units else ""
    return queries.Wanted(
        unit_id=UUID(unit) if unit else None,
        status=OfficerStatus(form.status.data) if _is_sound(form.status) else None,
        field=Field(form.field.data) if _is_sound(form.field) else None,
        is_own_only=request.args.get("own") == "1",
        on=form.on.data if not form.on.errors else None,
    )


def _is_sound(field: object) -> bool:
    return bool(getattr(field, "data", "")) and not getattr(field, "errors", ())
