"""Completion rates by unit, and the names behind each (完成率)."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import navigation
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.paging import PAGE_SIZE, requested_page
from zhifa_training.core.spreadsheet.export import Column, ColumnKind, workbook_response
from zhifa_training.metrics import charts, queries
from zhifa_training.metrics.choices import Choice, asked_standings, choice_from_address
from zhifa_training.metrics.forms import ChoiceForm, NamesForm, word
from zhifa_training.metrics.rules import Indicator, Tally, get_indicator, total
from zhifa_training.units.models import Unit

bp = Blueprint("metrics", __name__, url_prefix="/metrics")
navigation.register("完成率", "metrics.index", Permission.METRIC_VIEW, "chart", 30)

UNIT_COLUMNS = [
    Column("name", "单位"),
    Column("level", "层级"),
    Column("headcount", "在岗", ColumnKind.NUMBER),
    Column("due", "应考", ColumnKind.NUMBER),
    Column("sat", "已考", ColumnKind.NUMBER),
    Column("sat_rate", "参考率"),
    Column("passed", "合格", ColumnKind.NUMBER),
    Column("pass_rate", "合格率"),
    Column("pass_rate_of_sat", "参考合格率"),
    Column("grace", "宽限期", ColumnKind.NUMBER),
    Column("excluded", "不计入", ColumnKind.NUMBER),
]
NAME_COLUMNS = [
    Column("unit", "单位"),
    Column("badge_number", "执法证号"),
    Column("name", "姓名"),
    Column("standing", "类别"),
    Column("reason", "原因"),
    Column("done_on", "完成日期", ColumnKind.DATE),
    Column("evidence", "依据"),
]


@bp.get("/")
@requires(Permission.METRIC_VIEW)
def index() -> ResponseReturnValue:
    """Open the page of the highest unit the caller answers for (完成率)."""
    roots = queries.list_roots(actor=actor())
    if not roots:
        raise NotVisibleError("您还没有可查看的单位，请联系单位管理员授权")
    return redirect(url_for(".unit", unit_id=roots[0].id))


@bp.get("/units/<uuid:unit_id>")
@requires(Permission.METRIC_VIEW)
def unit(unit_id: UUID) -> ResponseReturnValue:
    """Show a unit's rates, its parts, and the links to the names (单位完成率)."""
    found, choice = queries.get_unit(unit_id, actor=actor()), choice_from_address()
    rows = queries.list_unit_rows(found, choice.window, on=choice.on, actor=actor())
    return render_template(
        "metrics/unit.html",
        unit=found,
        choice=choice,
        rows=rows,
        total=total(row.tally for row in rows),
        breadcrumb=_breadcrumb(found, choice),
        form=ChoiceForm.showing(choice),
    )


@bp.get("/units/<uuid:unit_id>/export")
@requires(Permission.METRIC_VIEW)
def export_unit(unit_id: UUID) -> ResponseReturnValue:
    """Download what the unit's page shows (导出单位完成率)."""
    found, choice = queries.get_unit(unit_id, actor=actor()), choice_from_address()
    rows = queries.list_unit_rows(found, choice.window, on=choice.on, actor=actor())
    lines = [_unit_line(_row_name(row), row.level.label, row.tally) for row in rows]
    lines.append(
        _unit_line(f"{found.name}（合计）", found.level.label, total(r.tally for r in rows))
    )
    return workbook_response(f"{found.name}轮训考试完成率_{choice.on:%Y%m%d}", UNIT_COLUMNS, lines)


@bp.get("/units/<uuid:unit_id>/chart.svg")
@requires(Permission.METRIC_VIEW)
def chart(unit_id: UUID) -> ResponseReturnValue:
    """Draw the unit's table as bars (完成率图)."""
    found, choice = queries.get_unit(unit_id, actor=actor()), choice_from_address()
    rows = queries.list_unit_rows(found, choice.window, on=choice.on, actor=actor())
    return Response(charts.rates_svg(rows), mimetype="image/svg+xml")


@bp.get("/units/<uuid:unit_id>/names/<code>")
@requires(Permission.METRIC_VIEW)
def names(unit_id: UUID, code: str) -> ResponseReturnValue:
    """List the officers behind a number (指标名单)."""
    found, choice, indicator = _asked(unit_id, code)
    statement = _names_statement(found, choice, code)
    page = queries.page_of_names(
        statement,
        indicator,
        choice.window,
        on=choice.on,
        number=requested_page(),
        size=PAGE_SIZE,
        actor=actor(),
    )
    return render_template(
        "metrics/names.html",
        unit=found,
        choice=choice,
        indicator=indicator,
        page=page,
        asked=asked_standings(),
        form=NamesForm.showing(choice, indicator),
        word=word,
        breadcrumb=[*_breadcrumb(found, choice, is_linked=True), (indicator.title, None)],
    )


@bp.get("/units/<uuid:unit_id>/names/<code>/export")
@requires(Permission.METRIC_VIEW)
def export_names(unit_id: UUID, code: str) -> ResponseReturnValue:
    """Download the list behind a number (导出指标名单)."""
    found, choice, indicator = _asked(unit_id, code)
    rows = queries.list_names(
        _names_statement(found, choice, code),
        indicator,
        choice.window,
        on=choice.on,
        actor=actor(),
    )
    title = f"{found.name}{indicator.title}名单_{choice.on:%Y%m%d}"
    return workbook_response(title, NAME_COLUMNS, rows)


def _asked(unit_id: UUID, code: str) -> tuple[Unit, Choice, Indicator]:
    found = queries.get_unit(unit_id, actor=actor())
    return found, choice_from_address(), get_indicator(code)


def _names_statement(unit: Unit, choice: Choice, code: str) -> Select[Any]:
    return queries.names_statement(
        unit,
        get_indicator(code),
        choice.window,
        on=choice.on,
        standings=asked_standings(),
        search=request.args.get("search", "").strip(),
        is_own_only="own" in request.args,
        actor=actor(),
    )


def _row_name(row: queries.UnitRow) -> str:
    return f"{row.name}（本级）" if row.is_own else row.name


def _unit_line(name: str, level: str, tally: Tally) -> dict[str, object]:
    figures = {column.key: getattr(tally, column.key) for column in UNIT_COLUMNS[2:]}
    return {"name": name, "level": level, **figures}


def _breadcrumb(
    unit: Unit, choice: Choice, *, is_linked: bool = False
) -> list[tuple[str, str | None]]:
    path: list[tuple[str, str | None]] = []
    for above in queries.list_path(unit, on=choice.on, actor=actor()):
        is_here = above.id == unit.id and not is_linked
        url = None if is_here else url_for(".unit", unit_id=above.id, **choice.arguments())
        path.append((above.name, url))
    return path
