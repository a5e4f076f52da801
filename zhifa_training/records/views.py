"""Training records on the screen (培训档案)."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import lists, navigation
from zhifa_training.core.paging import Page
from zhifa_training.core.spreadsheet.export import Column, ColumnKind, workbook_response
from zhifa_training.records import queries
from zhifa_training.records.sources import evidence_url

bp = Blueprint("records", __name__, url_prefix="/records")
navigation.register("我的档案", "records.mine", Permission.RECORD_SELF, "record", 12)

COLUMNS = (
    Column("occurred_on", "日期", ColumnKind.DATE),
    Column("fact", "事项"),
    Column("title", "名称"),
    Column("unit", "时任单位"),
    Column("standing", "是否计入"),
)


@bp.get("/mine")
@requires(Permission.RECORD_SELF)
def mine() -> ResponseReturnValue:
    """Show a person every fact counted about them (我的档案)."""
    page = queries.list_my_records(actor=actor(), asked=lists.asked(queries.NEWEST_FIRST))
    return _answer(page, title="我的档案", name=actor().name, is_own=True)


@bp.get("/officers/<uuid:officer_id>")
@requires(Permission.OFFICER_VIEW)
def officer(officer_id: UUID) -> ResponseReturnValue:
    """Show an officer's ledger to those who look after their unit (人员培训档案)."""
    person = queries.get_officer(officer_id, actor=actor())
    page = queries.list_records(officer_id, actor=actor(), asked=lists.asked(queries.NEWEST_FIRST))
    return _answer(page, title=f"培训档案：{person.name}", name=person.name, is_own=False)


def _answer(
    page: Page[queries.RecordRow], *, title: str, name: str, is_own: bool
) -> ResponseReturnValue:
    if lists.wants_export():
        return workbook_response(f"培训档案_{name}", COLUMNS, page.items)
    columns = [*((column.label, column.key) for column in COLUMNS), ("依据", "source")]
    links = {row.id: evidence_url(row.source, reader=actor(), is_own=is_own) for row in page.items}
    return render_template(
        f"records/{'mine' if is_own else 'officer'}.html",
        page=page,
        headings=lists.headings(columns, queries.ORDERS, queries.NEWEST_FIRST),
        links=links,
        heading=title,
        export_url=lists.export_url(),
        query=request.args.get("q", ""),
    )
