"""The wrong-answer book on the screen, as a workbook and on paper (错题本)."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import clock, lists
from zhifa_training.core.spreadsheet.export import Column, ColumnKind, workbook_response
from zhifa_training.practice.queries import wrong as queries
from zhifa_training.practice.queries.exam_errors import list_attempts_to_take
from zhifa_training.practice.queries.wrong import Shelf
from zhifa_training.practice.services import wrong as services
from zhifa_training.practice.views.blueprint import bp

COLUMNS = (
    Column("stem", "题干"),
    Column("type", "题型"),
    Column("citation", "依据"),
    Column("wrong_count", "答错次数", ColumnKind.NUMBER),
    Column("last_given", "最近错答"),
    Column("last_wrong_at", "最近答错", ColumnKind.MOMENT),
    Column("due_on", "可复习日", ColumnKind.DATE),
    Column("state", "掌握情况"),
)


@bp.get("/wrong")
@requires(Permission.PRACTISE)
def wrong() -> ResponseReturnValue:
    """List one's wrong answers (错题本)."""
    shelf = _shelf()
    everything = queries.list_entries(None, actor=actor())
    rows = queries.list_entries(shelf, actor=actor())
    if lists.wants_export():
        return workbook_response(f"错题本_{shelf.label}", COLUMNS, rows)
    return render_template(
        "practice/wrong.html",
        rows=rows,
        shelf=shelf,
        counts=_counts(everything),
        stale=[row for row in everything if row.shelf is Shelf.STALE],
        to_take=len(list_attempts_to_take(actor=actor())),
        headings=lists.headings([(c.label, c.key) for c in COLUMNS] + [("操作", "")], {}, ""),
        export_url=lists.export_url(),
    )


@bp.get("/wrong/print")
@requires(Permission.PRACTISE)
def print_wrong() -> ResponseReturnValue:
    """Show the same list as a sheet of paper (打印错题本)."""
    shelf = _shelf()
    return render_template(
        "practice/print.html",
        rows=queries.list_entries(shelf, actor=actor()),
        shelf=shelf,
        columns=[column.label for column in COLUMNS],
        name=actor().name,
        printed_at=f"打印日期：{clock.today().isoformat()}",
    )


@bp.post("/wrong/exams")
@requires(Permission.PRACTISE)
def take_exams() -> ResponseReturnValue:
    """Take the errors of released exams into the book (收入考试错题)."""
    taken = services.take_exam_errors(actor=actor())
    flash(f"已收入 {taken} 道考试错题" if taken else "没有新的考试错题", "success")
    return redirect(url_for("practice.wrong"))


@bp.post("/wrong/<uuid:question_id>/drop")
@requires(Permission.PRACTISE)
def drop(question_id: UUID) -> ResponseReturnValue:
    """Take a question out of the book (移出)."""
    services.drop(queries.get_entry(question_id, actor=actor()), actor=actor())
    flash("已移出错题本，可在“已移出”中放回", "success")
    return redirect(url_for("practice.wrong"))


@bp.post("/wrong/<uuid:question_id>/restore")
@requires(Permission.PRACTISE)
def restore(question_id: UUID) -> ResponseReturnValue:
    """Put a question back into the book (放回)."""
    services.restore(queries.get_entry(question_id, actor=actor()), actor=actor())
    flash("已放回错题本", "success")
    return redirect(url_for("practice.wrong"))


def _shelf() -> Shelf:
    wanted = request.args.get("shelf", "")
    return next((one for one in Shelf if one == wanted), Shelf.OPEN)


def _counts(rows: Sequence[queries.WrongRow]) -> dict[Shelf, int]:
    """Return how many stand on each shelf; what is due is also to be won back."""
    found = dict.fromkeys(Shelf, 0)
    for row in rows:
        found[row.shelf] += 1
    found[Shelf.OPEN] += found[Shelf.DUE]
    return found
