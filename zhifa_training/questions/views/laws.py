"""The law registry on the screen (法规库): here, because it counts the questions that cite."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import lists, navigation
from zhifa_training.core.spreadsheet.export import Column, ColumnKind, workbook_response
from zhifa_training.questions import queries

bp = Blueprint("laws", __name__, url_prefix="/laws")
navigation.register("法规库", "laws.index", Permission.QUESTION_VIEW, "document", 55)

COLUMNS = (
    Column("law", "简称"),
    Column("title", "全称"),
    Column("adopted_on", "版本", ColumnKind.DATE),
    Column("effective_on", "施行日期", ColumnKind.DATE),
    Column("questions", "试题数", ColumnKind.NUMBER),
    Column("standing", "注意事项"),
)


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
            [(c.label, c.key) for c in COLUMNS], queries.LAW_ORDERS, "law", numeric=["questions"]
        ),
        query=request.args.get("q", ""),
        export_url=lists.export_url(),
    )
