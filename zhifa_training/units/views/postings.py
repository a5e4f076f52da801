"""Where officers serve, and when they are not required (调动、离岗、不计入)."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import clock
from zhifa_training.core.forms import refusals_flashed, refusals_on
from zhifa_training.units.forms.officers import ExclusionForm, LeaveForm, PostingForm
from zhifa_training.units.queries import officers as queries
from zhifa_training.units.queries import tree
from zhifa_training.units.rules import ExclusionReason, OfficerStatus
from zhifa_training.units.services import postings as services
from zhifa_training.units.views.blueprints import officers as bp


@bp.route("/<uuid:officer_id>/transfer", methods=["GET", "POST"])
@requires(Permission.OFFICER_MANAGE)
def transfer(officer_id: UUID) -> ResponseReturnValue:
    """Post an officer to another unit from a day on (调动)."""
    officer = queries.get_officer(officer_id, actor=actor())
    form = PostingForm.offering(tree.list_choices(actor=actor()))
    if form.validate_on_submit():
        with refusals_on(form):
            unit = tree.get_unit(form.unit_id.data, actor=actor())
            services.post_officer(officer, form.posting(), actor=actor())
            flash(f"自 {form.starts_on.data} 起，{officer.name}任职于{unit.name}。", "success")
            return redirect(url_for(".show", officer_id=officer.id))
    return render_template("officers/transfer.html", officer=officer, form=form)


@bp.route("/<uuid:officer_id>/leave", methods=["GET", "POST"])
@requires(Permission.OFFICER_MANAGE)
def leave(officer_id: UUID) -> ResponseReturnValue:
    """End an officer's service (离岗)."""
    officer = queries.get_officer(officer_id, actor=actor())
    form = LeaveForm()
    if form.validate_on_submit():
        with refusals_on(form):
            services.end_posting(
                officer,
                on=form.on.data or clock.today(),
                status=OfficerStatus(form.status.data),
                actor=actor(),
            )
            flash(f"{officer.name}的任职已结束。", "success")
            return redirect(url_for(".show", officer_id=officer.id))
    return render_template("officers/leave.html", officer=officer, form=form)


@bp.route("/<uuid:officer_id>/exclude", methods=["GET", "POST"])
@requires(Permission.OFFICER_MANAGE)
def exclude(officer_id: UUID) -> ResponseReturnValue:
    """Leave an officer out of the required for a time, with evidence (不计入应训人员)."""
    officer = queries.get_officer(officer_id, actor=actor())
    form = ExclusionForm()
    if form.validate_on_submit():
        with refusals_on(form):
            services.exclude(
                officer,
                reason=ExclusionReason(form.reason.data),
                evidence=form.evidence.data or "",
                starts_on=form.starts_on.data or clock.today(),
                ends_on=form.ends_on.data,
                actor=actor(),
            )
            flash("已登记。", "success")
            return redirect(url_for(".show", officer_id=officer.id))
    return render_template("officers/exclude.html", officer=officer, form=form)


@bp.post("/exclusions/<uuid:exclusion_id>/void")
@requires(Permission.OFFICER_MANAGE)
def void_exclusion(exclusion_id: UUID) -> ResponseReturnValue:
    """Void an exclusion that should not have been (作废)."""
    exclusion = queries.get_exclusion(exclusion_id, actor=actor())
    with refusals_flashed():
        services.void_exclusion(exclusion, actor=actor())
        flash("该记录已作废。", "success")
    return redirect(url_for(".show", officer_id=exclusion.officer_id))
