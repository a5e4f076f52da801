"""The log on the screen (操作日志)."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from zhifa_training.accounts import queries as accounts
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.audit import queries
from zhifa_training.audit.forms import FilterForm
from zhifa_training.core import lists, navigation
from zhifa_training.core.spreadsheet.export import Column, ColumnKind, workbook_response

bp = Blueprint("audit", __name__, url_prefix="/audit")
navigation.register("操作日志", "audit.index", Permission.AUDIT_VIEW, "document", 90)

COLUMNS = (
    Column("at", "时间", ColumnKind.MOMENT),
    Column("person", "人员"),
    Column("action", "操作"),
    Column("object", "对象"),
    Column("outcome", "结果"),
    Column("address", "地址"),
    Column("detail", "说明"),
)


@bp.get("/")
@requires(Permission.AUDIT_VIEW)
def index() -> ResponseReturnValue:
    """List who did what in one's units, the newest first (操作日志)."""
    form = FilterForm(request.args)
    page = queries.list_entries(
        actor=actor(),
        people=accounts.people_in_sight(actor=actor()),
        asked=lists.asked(queries.NEWEST_FIRST),
        wanted=_wanted(form),
    )
    if lists.wants_export():
        return workbook_response("操作日志", COLUMNS, page.items)
    return render_template(
        "audit/index.html",
        form=form,
        page=page,
        headings=lists.headings(
            [(column.label, column.key) for column in COLUMNS],
            queries.ORDERS,
            queries.NEWEST_FIRST,
        ),
        export_url=lists.export_url(),
    )


def _wanted(form: FilterForm) -> queries.Wanted:
    """Return the filters; a period that makes no sense is shown as an error and left out."""
    is_sound = form.validate()
    return queries.Wanted(
        action=form.action.data or "",
        since=form.since.data if is_sound else None,
        until=form.until.data if is_sound else None,
        outcome=form.outcome.data or "",
    )
