"""Importing workbooks (批量导入): upload, look, decide, and a day to take it back."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import clock, lists
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.forms import refusals_flashed, refusals_on
from zhifa_training.core.imports import services
from zhifa_training.core.imports.kinds import ImportKind, find_kind, kinds
from zhifa_training.core.imports.models import BatchState, ImportBatch, RowOutcome
from zhifa_training.core.imports.wording import STATES, TABS
from zhifa_training.core.spreadsheet.error_report import ReportedRow, error_report
from zhifa_training.core.spreadsheet.export import download
from zhifa_training.core.spreadsheet.limits import LARGEST_FILE
from zhifa_training.core.spreadsheet.masking import masked
from zhifa_training.core.spreadsheet.template import template
from zhifa_training.units.forms.imports import WHOLE_ONLY, CommitForm, UploadForm
from zhifa_training.units.queries import batches as queries
from zhifa_training.units.queries import tree
from zhifa_training.units.views.blueprints import imports as bp


@bp.route("/", methods=["GET", "POST"])
@requires(Permission.IMPORT_RUN)
def index() -> ResponseReturnValue:
    """Take an upload to look at, and list the batches so far (批量导入)."""
    form = UploadForm.offering(tree.list_choices(actor=actor()))
    if form.validate_on_submit():
        with refusals_on(form):
            batch = _stage(form)
            return redirect(url_for(".show", batch_id=batch.id))
    return render_template(
        "imports/index.html",
        form=form,
        kinds={kind.name: kind for kind in kinds()},
        page=queries.list_batches(
            actor=actor(),
            asked=lists.asked(queries.NEWEST),
            kind_names=[kind.name for kind in kinds()],
        ),
        text=lists.asked(queries.NEWEST).text,
        states=STATES,
    )


@bp.get("/<uuid:batch_id>")
@requires(Permission.IMPORT_RUN)
def show(batch_id: UUID) -> ResponseReturnValue:
    """Show what would become, or became, of each row (导入预览)."""
    batch = queries.get_batch(batch_id, actor=actor())
    counts = queries.count_outcomes(batch, actor=actor())
    outcome = _asked_outcome(counts)
    return render_template(
        "imports/show.html",
        batch=batch,
        kind=_kind(batch.kind),
        counts=counts,
        tabs=TABS,
        outcome=outcome,
        page=queries.list_rows(batch, outcome, actor=actor(), asked=lists.asked("")),
        form=CommitForm(),
        state=STATES[batch.state],
        is_undoable=batch.committed_at is not None
        and services.is_undoable(batch.committed_at, clock.now()),
    )


@bp.get("/template/<kind_name>/<uuid:unit_id>")
@requires(Permission.IMPORT_RUN)
def get_template(kind_name: str, unit_id: UUID) -> ResponseReturnValue:
    """Download the workbook to fill in (导入模板)."""
    kind, unit = _kind(kind_name), tree.get_unit(unit_id, actor=actor())
    content = template(kind.name, kind.columns, kind.dictionaries(unit.id))
    return download(f"{kind.label}导入模板.xlsx", content)


@bp.post("/<uuid:batch_id>/commit")
@requires(Permission.IMPORT_RUN)
def confirm(batch_id: UUID) -> ResponseReturnValue:
    """Import the rows that are sound, or all or nothing (确认导入)."""
    batch = queries.get_batch(batch_id, actor=actor())
    is_whole_only = CommitForm().how.data == WHOLE_ONLY
    with refusals_flashed():
        applied = services.commit_batch(
            _kind(batch.kind), batch, is_whole_only=is_whole_only, actor=actor()
        )
        flash(f"已导入 {len(applied)} 行。24 小时内可以撤销整批。", "success")
    return redirect(url_for(".show", batch_id=batch_id))


@bp.post("/<uuid:batch_id>/undo")
@requires(Permission.IMPORT_RUN)
def undo(batch_id: UUID) -> ResponseReturnValue:
    """Take a batch back (撤销整批)."""
    batch = queries.get_batch(batch_id, actor=actor())
    with refusals_flashed():
        rows = services.undo_batch(_kind(batch.kind), batch, actor=actor())
        flash(f"已撤销整批，共 {rows} 行。", "success")
    return redirect(url_for(".show", batch_id=batch_id))


@bp.post("/<uuid:batch_id>/discard")
@requires(Permission.IMPORT_RUN)
def discard(batch_id: UUID) -> ResponseReturnValue:
    """Drop an upload without importing it (放弃)."""
    batch = queries.get_batch(batch_id, actor=actor())
    with refusals_flashed():
        services.discard_batch(_kind(batch.kind), batch, actor=actor())
        flash("已放弃，上传的内容已删除。", "success")
    return redirect(url_for(".index"))


@bp.get("/<uuid:batch_id>/errors")
@requires(Permission.IMPORT_RUN)
def errors(batch_id: UUID) -> ResponseReturnValue:
    """Download the caller's own rows with what is wrong, all of them or only those (错误清单)."""
    batch = queries.get_batch(batch_id, actor=actor())
    kind = _kind(batch.kind)
    is_own = actor().account_id == batch.uploaded_by
    said = queries.problems_by_place(batch, actor=actor())
    rows = [
        ReportedRow(line.number, _original(line.original, is_own=is_own), problems)
        for line in services.read_lines(batch)
        for outcome, problems in [said[line.sheet, line.number]]
        if request.args.get("only") != "1" or outcome in services.REFUSED
    ]
    services.note_download(kind, batch, rows=len(rows), actor=actor())
    return download(
        f"错误清单-{batch.file_name.rsplit('.', 1)[0]}.xlsx", error_report(kind.columns, rows)
    )


def _stage(form: UploadForm) -> ImportBatch:
    unit = tree.get_unit(form.unit_id.data, actor=actor())
    upload = form.file.data
    content = upload.stream.read(LARGEST_FILE + 1)
    upload.close()
    batch = services.stage_batch(
        _kind(form.kind.data or ""),
        content=content,
        file_name=upload.filename or "未命名",
        unit_id=unit.id,
        actor=actor(),
    )
    if batch.state is BatchState.COMMITTED:
        flash("这个文件已经导入过，下面是当时的结果；没有再次导入。", "warning")
    return batch


def _original(cells: list[tuple[str, str]], *, is_own: bool) -> list[tuple[str, str]]:
    """Return a row as it was uploaded; to anyone but the uploader with its numbers masked."""
    return cells if is_own else [(label, masked(text)) for label, text in cells]


def _asked_outcome(counts: dict[RowOutcome, int]) -> RowOutcome:
    """Return the tab in the address, or the first that holds anything."""
    asked = request.args.get("show", "")
    if asked in [outcome.value for outcome, _ in TABS]:
        return RowOutcome(asked)
    return next((outcome for outcome, _ in TABS if counts[outcome]), RowOutcome.NEW)


def _kind(name: str) -> ImportKind:
    kind = find_kind(name)
    if kind is None:
        raise NotVisibleError("没有这种导入内容")
    return kind
