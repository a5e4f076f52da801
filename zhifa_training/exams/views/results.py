"""Result pages (成绩): for staff by sitting, for the officer their own."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank.articles import article_label
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import lists, navigation
from zhifa_training.core.forms import refusals_flashed
from zhifa_training.core.printing.typesetting import typeset
from zhifa_training.core.spreadsheet.export import (
    Column,
    ColumnKind,
    download,
    workbook_response,
)
from zhifa_training.exams.queries import keys
from zhifa_training.exams.queries import results as queries
from zhifa_training.exams.queries.corrections import list_grounds, list_my_corrected
from zhifa_training.exams.queries.old_rules import list_old_rules
from zhifa_training.exams.queries.score_sheets import (
    ScoreSheet,
    get_my_score_sheet,
    get_score_sheet,
)
from zhifa_training.exams.queries.sittings import get_sitting
from zhifa_training.exams.rules.release import is_released
from zhifa_training.exams.services import release as services
from zhifa_training.records.sources import Place, register

bp = Blueprint("results", __name__, url_prefix="/results")
navigation.register("成绩", "results.index", Permission.RESULT_VIEW, "chart", 44)
register(
    "attempt",
    Place(
        own="results.mine",
        staff="results.attempt",
        argument="attempt_id",
        permission=Permission.RESULT_VIEW,
    ),
)

COLUMNS = (
    Column("exam", "考试"),
    Column("title", "场次"),
    Column("unit", "应考单位"),
    Column("closes_at", "结束时间", ColumnKind.MOMENT),
    Column("due", "应考", ColumnKind.NUMBER),
    Column("scored", "已出分", ColumnKind.NUMBER),
    Column("passed", "合格", ColumnKind.NUMBER),
    Column("state", "公布"),
)
SCORE_COLUMNS = (
    Column("name", "姓名"),
    Column("badge_number", "执法证号"),
    Column("unit", "单位"),
    Column("number", "第几次", ColumnKind.NUMBER),
    Column("score", "得分", ColumnKind.SCORE),
    Column("full_score", "满分", ColumnKind.SCORE),
    Column("outcome", "结果"),
    Column("closed_at", "交卷时间", ColumnKind.MOMENT),
    Column("ending", "收卷方式"),
)
OUTCOMES = {"passed": True, "failed": False}


@bp.get("/")
@requires(Permission.RESULT_VIEW)
def index() -> ResponseReturnValue:
    """List the sittings with how many sat and passed (成绩一览)."""
    page = queries.list_results(actor=actor(), asked=lists.asked(queries.DEFAULT_SORT))
    if lists.wants_export():
        return workbook_response("考试成绩一览", COLUMNS, page.items)
    return render_template(
        "results/index.html",
        page=page,
        headings=lists.headings(
            [(c.label, c.key) for c in COLUMNS],
            queries.ORDERS,
            queries.DEFAULT_SORT,
            numeric=["due", "scored", "passed"],
        ),
        query=request.args.get("q", ""),
        export_url=lists.export_url(),
    )


@bp.get("/sittings/<uuid:sitting_id>")
@requires(Permission.RESULT_VIEW)
def sitting(sitting_id: UUID) -> ResponseReturnValue:
    """List the scores of a sitting (场次成绩)."""
    found = get_sitting(sitting_id, actor=actor())
    page = queries.list_scores(
        found,
        actor=actor(),
        asked=lists.asked(queries.SCORE_SORT),
        is_passed=OUTCOMES.get(request.args.get("outcome", "")),
    )
    if lists.wants_export():
        name = f"{found.exam.title}_{found.title}_成绩"
        return workbook_response(name, SCORE_COLUMNS, page.items)
    return render_template(
        "results/sitting.html",
        sitting=found,
        tally=queries.tally(found, actor=actor()),
        page=page,
        headings=lists.headings(
            [(c.label, c.key) for c in SCORE_COLUMNS],
            queries.SCORE_ORDERS,
            queries.SCORE_SORT,
            numeric=["number", "score", "full_score"],
        ),
        given={name: request.args.get(name, "") for name in ("q", "outcome")},
        is_out=is_released(found.exam.release_policy, found.released_at),
        may_release=actor().may(Permission.RESULT_RELEASE),
        may_read_keys=actor().may(Permission.EXAM_MANAGE)
        and keys.may_read(found.exam, actor=actor()),
        export_url=lists.export_url(),
    )


@bp.post("/sittings/<uuid:sitting_id>/release")
@requires(Permission.RESULT_RELEASE)
def release(sitting_id: UUID) -> ResponseReturnValue:
    """Show the results of a sitting to its candidates (公布成绩)."""
    found = get_sitting(sitting_id, actor=actor())
    with refusals_flashed():
        services.release(found, actor=actor())
        flash("成绩已公布并记入培训档案", "success")
    return redirect(url_for(".sitting", sitting_id=sitting_id))


@bp.get("/attempts/<uuid:attempt_id>")
@requires(Permission.RESULT_VIEW)
def attempt(attempt_id: UUID) -> ResponseReturnValue:
    """Show one candidate's attempt with its answers (答卷明细)."""
    return render_template(
        "results/attempt.html", result=queries.get_result(attempt_id, actor=actor())
    )


@bp.get("/mine/<uuid:attempt_id>")
@requires(Permission.EXAM_SIT)
def mine(attempt_id: UUID) -> ResponseReturnValue:
    """Show an officer their own result, as far as it is released (我的成绩)."""
    return render_template(
        "results/mine.html",
        result=queries.get_my_result(attempt_id, actor=actor()),
        old_rules=list_old_rules(attempt_id=attempt_id, actor=actor()),
        corrected=list_my_corrected(attempt_id=attempt_id, actor=actor()),
        grounds=list_grounds(attempt_id, actor=actor()),
        article_label=article_label,
    )


@bp.get("/attempts/<uuid:attempt_id>/score-sheet.pdf")
@requires(Permission.RESULT_VIEW)
def score_sheet(attempt_id: UUID) -> ResponseReturnValue:
    """Give staff a candidate's score sheet to print (成绩单)."""
    return _printed(get_score_sheet(attempt_id, actor=actor()))


@bp.get("/mine/<uuid:attempt_id>/score-sheet.pdf")
@requires(Permission.EXAM_SIT)
def my_score_sheet(attempt_id: UUID) -> ResponseReturnValue:
    """Give an officer their own score sheet to print (我的成绩单)."""
    return _printed(get_my_score_sheet(attempt_id, actor=actor()))


def _printed(sheet: ScoreSheet) -> ResponseReturnValue:
    content = typeset("score_sheet", sheet.facts)
    return download(f"{sheet.name}_{sheet.exam}_成绩单.pdf", content, "application/pdf")
