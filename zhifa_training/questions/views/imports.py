"""Importing questions (导入试题): upload or paste, look, decide, and a day to take it back."""

from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank.formats import text
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import clock, lists
from zhifa_training.core.forms import offered, refusals_flashed, refusals_on
from zhifa_training.core.imports import services
from zhifa_training.core.imports.models import BatchState, ImportBatch, RowOutcome
from zhifa_training.core.imports.wording import STATES, TABS
from zhifa_training.core.spreadsheet.limits import LARGEST_FILE
from zhifa_training.questions import queries
from zhifa_training.questions.forms.imports import (
    LONGEST_PASTE,
    WHOLE_ONLY,
    DecisionForm,
    PasteForm,
    UploadForm,
)
from zhifa_training.questions.imports import staging
from zhifa_training.questions.imports.kind import KIND
from zhifa_training.units.queries import batches

bp = Blueprint("question_imports", __name__, url_prefix="/questions/import")
SHOWN_TABS = TABS[:3]
MOST_SHOWN = 200


@bp.route("/", methods=["GET", "POST"])
@requires(Permission.QUESTION_EDIT)
def index() -> ResponseReturnValue:
    """Take a file of questions to look at, and list the batches so far (导入试题)."""
    form = UploadForm()
    form.law_version.choices = _versions()
    if form.validate_on_submit():
        with refusals_on(form):
            return _to(_staged(form))
    page = batches.list_batches(
        actor=actor(), asked=lists.asked(batches.NEWEST), kind_names=[KIND.name]
    )
    return render_template("question_imports/index.html", form=form, page=page, states=STATES)


@bp.route("/paste", methods=["GET", "POST"])
@requires(Permission.QUESTION_EDIT)
def paste() -> ResponseReturnValue:
    """Take pasted questions, showing what is understood of them (粘贴试题)."""
    form = PasteForm()
    form.law_version.choices = _versions()
    if form.validate_on_submit() and "stage" in request.form:
        with refusals_on(form):
            version_id = UUID(form.law_version.data)
            words = form.words.data or ""
            return _to(staging.stage_paste(words, law_version_id=version_id, actor=actor()))
    reading = text.read_text(form.words.data) if form.words.data and not form.errors else None
    return render_template(
        "question_imports/paste.html", form=form, reading=reading, most=MOST_SHOWN
    )


@bp.post("/preview")
@requires(Permission.QUESTION_EDIT)
def preview() -> ResponseReturnValue:
    """Return what is understood of a pasted text, for the live preview (实时预览)."""
    words = request.form.get("words", "")[:LONGEST_PASTE]
    reading = text.read_text(words) if words.strip() else None
    page = render_template("question_imports/_preview.html", reading=reading, most=MOST_SHOWN)
    return jsonify(html=page)


@bp.get("/<uuid:question_batch_id>")
@requires(Permission.QUESTION_EDIT)
def show(question_batch_id: UUID) -> ResponseReturnValue:
    """Show what would become, or became, of each question (导入预览)."""
    batch = staging.get_batch(question_batch_id, actor=actor())
    counts = batches.count_outcomes(batch, actor=actor())
    outcome = _asked_outcome(counts)
    return render_template(
        "question_imports/show.html",
        batch=batch,
        counts=counts,
        tabs=SHOWN_TABS,
        outcome=outcome,
        page=staging.list_preview(batch, outcome, actor=actor(), asked=lists.asked("")),
        form=DecisionForm(),
        state=STATES[batch.state],
        is_undoable=batch.committed_at is not None
        and services.is_undoable(batch.committed_at, clock.now()),
    )


@bp.post("/<uuid:question_batch_id>/commit")
@requires(Permission.QUESTION_EDIT)
def confirm(question_batch_id: UUID) -> ResponseReturnValue:
    """Import the sound questions as drafts, or all or nothing (确认导入)."""
    batch = staging.get_batch(question_batch_id, actor=actor())
    is_whole_only = DecisionForm().how.data == WHOLE_ONLY
    with refusals_flashed():
        applied = services.commit_batch(KIND, batch, is_whole_only=is_whole_only, actor=actor())
        flash(f"已导入 {len(applied)} 题，均为待审；24 小时内可以撤销整批。", "success")
    return _to(batch)


@bp.post("/<uuid:question_batch_id>/undo")
@requires(Permission.QUESTION_EDIT)
def undo(question_batch_id: UUID) -> ResponseReturnValue:
    """Take a batch back (撤销整批)."""
    batch = staging.get_batch(question_batch_id, actor=actor())
    with refusals_flashed():
        count = services.undo_batch(KIND, batch, actor=actor())
        flash(f"已撤销整批，共 {count} 题退役。", "success")
    return _to(batch)


@bp.post("/<uuid:question_batch_id>/discard")
@requires(Permission.QUESTION_EDIT)
def discard(question_batch_id: UUID) -> ResponseReturnValue:
    """Drop an upload without importing it (放弃)."""
    batch = staging.get_batch(question_batch_id, actor=actor())
    with refusals_flashed():
        services.discard_batch(KIND, batch, actor=actor())
        flash("已放弃，上传的内容已删除。", "success")
    return redirect(url_for(".index"))


def _staged(form: UploadForm) -> ImportBatch:
    upload = form.file.data
    content = upload.stream.read(LARGEST_FILE + 1)
    upload.close()
    return staging.stage_file(
        content,
        upload.filename or "未命名",
        encoding=form.encoding.data,
        law_version_id=UUID(form.law_version.data),
        actor=actor(),
    )


def _to(batch: ImportBatch) -> ResponseReturnValue:
    if batch.state is BatchState.COMMITTED and request.endpoint in _STAGING:
        flash("这份试题已经导入过，下面是当时的结果；没有再次导入。", "warning")
    return redirect(url_for(".show", question_batch_id=batch.id))


_STAGING = ("question_imports.index", "question_imports.paste")


def _versions() -> list[object]:
    versions = queries.list_law_versions(actor=actor())
    return [*offered((one.id, f"{one.law.name}（{one.adopted_on}）") for one in versions)]


def _asked_outcome(counts: dict[RowOutcome, int]) -> RowOutcome:
    """Return the tab in the address, or the first that holds anything."""
    asked = request.args.get("show", "")
    if asked in [outcome.value for outcome, _ in SHOWN_TABS]:
        return RowOutcome(asked)
    return next((outcome for outcome, _ in SHOWN_TABS if counts[outcome]), RowOutcome.NEW)
