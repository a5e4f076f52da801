"""The law registry on the screen (法规库): here, because it counts the questions that cite."""

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank.articles import article_label
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import clock, lists, navigation
from zhifa_training.core.forms import flash_errors, refusals_flashed
from zhifa_training.core.spreadsheet.export import Column, ColumnKind, workbook_response
from zhifa_training.laws import queries as laws
from zhifa_training.laws.forms import RepealForm
from zhifa_training.laws.models import LawVersion
from zhifa_training.laws.rules import Validity, starts_on, validity
from zhifa_training.laws.services import registry
from zhifa_training.questions import queries
from zhifa_training.questions.amendments.queries import count_by_article, list_open_radars

bp = Blueprint("laws", __name__, url_prefix="/laws")
navigation.register("法规库", "laws.index", Permission.QUESTION_VIEW, "document", 55)

COLUMNS = (
    Column("law", "简称"),
    Column("title", "全称"),
    Column("adopted_on", "版本", ColumnKind.DATE),
    Column("effective_on", "施行日期", ColumnKind.DATE),
    Column("repealed_on", "失效日期", ColumnKind.DATE),
    Column("state", "效力"),
    Column("articles", "条文", ColumnKind.NUMBER),
    Column("questions", "试题数", ColumnKind.NUMBER),
    Column("standing", "注意事项"),
)
TONES = {Validity.COMING: "warning", Validity.IN_FORCE: "success", Validity.PAST: "neutral"}


@bp.get("/")
@requires(Permission.QUESTION_VIEW)
def index() -> ResponseReturnValue:
    """List the laws the bank cites, version by version (法规与版本)."""
    page = queries.list_laws(actor=actor(), asked=lists.asked("law"))
    if lists.wants_export():
        return workbook_response("法规库", COLUMNS, page.items)
    return render_template(
        "laws/index.html",
        page=page,
        headings=lists.headings(
            [(c.label, c.key) for c in COLUMNS if c.key != "title"],
            queries.LAW_ORDERS,
            "law",
            numeric=["articles", "questions"],
        ),
        tones=TONES,
        query=request.args.get("q", ""),
        waiting=laws.count_waiting(actor=actor()),
        open_radars=list_open_radars(actor=actor()),
        may_propose=actor().may(Permission.LAW_PROPOSE),
        export_url=lists.export_url(),
    )


@bp.get("/<uuid:law_id>")
@requires(Permission.QUESTION_VIEW)
def show(law_id: UUID) -> ResponseReturnValue:
    """Show a law: its versions, and the articles of the one in force on a day (法规)."""
    law = laws.get_law(law_id, actor=actor())
    versions = laws.list_versions(law, actor=actor())
    asked_on = _day(request.args.get("on", ""))
    on = asked_on or clock.today()
    standings = {version.id: _validity(version, on) for version in versions}
    chosen = _chosen(versions, standings, is_day_asked=asked_on is not None)
    text = lists.asked("").text
    return render_template(
        "laws/show.html",
        law=law,
        versions=versions,
        standings=standings,
        tones=TONES,
        on=on,
        chosen=chosen,
        begins={each.id: starts_on(each.adopted_on, each.effective_on) for each in versions},
        articles=laws.list_articles(chosen.id, text=text, actor=actor()) if chosen else [],
        counts=count_by_article(chosen, actor=actor()) if chosen else {},
        label=article_label,
        text=text,
        repeal_form=RepealForm(),
        may_confirm=actor().may(Permission.LAW_CONFIRM),
    )


@bp.post("/versions/<uuid:version_id>/repeal")
@requires(Permission.LAW_CONFIRM)
def repeal(version_id: UUID) -> ResponseReturnValue:
    """Record that a version ended without a successor (登记废止)."""
    version = laws.get_version(version_id, actor=actor())
    form = RepealForm()
    if form.validate_on_submit():
        with refusals_flashed():
            registry.repeal(version, on=form.repealed_on.data, basis=form.basis.data, actor=actor())
            flash("已登记废止；自废止之日起，依据它的试题不再用于组卷", "success")
    else:
        flash_errors(form)
    return redirect(url_for(".show", law_id=version.law_id, version=version_id))


def _validity(version: LawVersion, on: date) -> Validity:
    begins = starts_on(version.adopted_on, version.effective_on)
    return validity(starts_on=begins, ends_on=version.repealed_on, on=on)


def _chosen(
    versions: list[LawVersion], standings: dict[UUID, Validity], *, is_day_asked: bool
) -> LawVersion | None:
    """Return the version asked for, or the one in force on the day; without a day, the newest."""
    asked = request.args.get("version", "")
    named = next((version for version in versions if str(version.id) == asked), None)
    in_force = (each for each in versions if standings[each.id] is Validity.IN_FORCE)
    found = named or next(in_force, None)
    if found is None and not is_day_asked:
        return next(iter(versions), None)
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
