"""Handing in law texts and confirming them (法规文本送审): look first, and by two people."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from question_bank.articles import article_label
from question_bank.law_texts import look_over
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core.documents.reading import Document, read_document
from zhifa_training.core.forms import flash_errors, refusals_flashed, refusals_on
from zhifa_training.core.spreadsheet.limits import LARGEST_FILE
from zhifa_training.laws import queries as laws
from zhifa_training.laws.forms import DiscardForm, LawTextForm
from zhifa_training.laws.models import LawDraft
from zhifa_training.laws.rules import DraftState
from zhifa_training.laws.services import drafts as services
from zhifa_training.questions.views.laws import bp

PASTED = "粘贴的全文"
TONES = {
    DraftState.STAGED: "warning",
    DraftState.CONFIRMED: "success",
    DraftState.DISCARDED: "neutral",
}


@bp.get("/drafts/")
@requires(Permission.QUESTION_VIEW)
def drafts() -> ResponseReturnValue:
    """List the texts handed in, those that wait first (送审文本)."""
    return render_template(
        "laws/drafts.html",
        drafts=laws.list_drafts(actor=actor()),
        tones=TONES,
        may_propose=actor().may(Permission.LAW_PROPOSE),
    )


@bp.route("/drafts/new", methods=["GET", "POST"])
@requires(Permission.LAW_PROPOSE)
def new() -> ResponseReturnValue:
    """Hand in the text of a version (提交法规文本)."""
    form = LawTextForm()
    if form.validate_on_submit():
        with refusals_on(form):
            draft = _stage(form)
            return redirect(url_for(".draft", draft_id=draft.id))
    return render_template("laws/new.html", form=form)


@bp.get("/drafts/<uuid:draft_id>")
@requires(Permission.QUESTION_VIEW)
def draft(draft_id: UUID) -> ResponseReturnValue:
    """Show what was read of a text and what is doubtful, before it counts (文本预览)."""
    found = laws.get_draft(draft_id, actor=actor())
    is_own = found.proposed_by is not None and found.proposed_by == actor().account_id
    return render_template(
        "laws/draft.html",
        draft=found,
        tone=TONES[found.state],
        errors=[each["text"] for each in found.findings if each["gravity"] == "error"],
        warnings=[each["text"] for each in found.findings if each["gravity"] == "warning"],
        label=article_label,
        form=DiscardForm(),
        is_own=is_own,
        may_confirm=actor().may(Permission.LAW_CONFIRM) and not is_own,
    )


@bp.post("/drafts/<uuid:draft_id>/confirm")
@requires(Permission.LAW_CONFIRM)
def confirm(draft_id: UUID) -> ResponseReturnValue:
    """Make a text a version and show what it changes (确认版本)."""
    found = laws.get_draft(draft_id, actor=actor())
    with refusals_flashed():
        version = services.confirm(found, actor=actor())
        flash("版本已确认。请逐类处理受影响的试题", "success")
        return redirect(url_for(".radar", version_id=version.id))
    return redirect(url_for(".draft", draft_id=draft_id))


@bp.post("/drafts/<uuid:draft_id>/discard")
@requires(Permission.LAW_CONFIRM)
def discard(draft_id: UUID) -> ResponseReturnValue:
    """Send a text back with a reason (退回)."""
    found = laws.get_draft(draft_id, actor=actor())
    form = DiscardForm()
    if form.validate_on_submit():
        with refusals_flashed():
            services.discard(found, reason=form.reason.data, actor=actor())
            flash("已退回", "success")
    else:
        flash_errors(form)
    return redirect(url_for(".draft", draft_id=draft_id))


@bp.post("/drafts/<uuid:draft_id>/withdraw")
@requires(Permission.LAW_PROPOSE)
def withdraw(draft_id: UUID) -> ResponseReturnValue:
    """Take back a text one handed in oneself (撤回)."""
    found = laws.get_draft(draft_id, actor=actor())
    with refusals_flashed():
        services.withdraw(found, actor=actor())
        flash("已撤回，可以重新提交", "success")
    return redirect(url_for(".draft", draft_id=draft_id))


def _stage(form: LawTextForm) -> LawDraft:
    document, file_name = _document(form)
    return services.stage(
        form.facts(),
        reading=look_over(document.text),
        notes=document.notes,
        file_name=file_name,
        actor=actor(),
    )


def _document(form: LawTextForm) -> tuple[Document, str]:
    upload = form.file.data
    if not upload or not upload.filename:
        return Document(form.pasted.data or ""), PASTED
    content = upload.stream.read(LARGEST_FILE + 1)
    upload.close()
    return read_document(content), upload.filename
