"""Correcting keys (答案更正): propose, see the consequences, decide by another person, print."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import clock
from zhifa_training.core.forms import flash_errors, refusals_flashed, refusals_on
from zhifa_training.exams.editions import count_editions
from zhifa_training.exams.forms.corrections import CorrectionForm, DecisionForm
from zhifa_training.exams.models.papers import Exam
from zhifa_training.exams.queries import corrections as queries
from zhifa_training.exams.queries import keys
from zhifa_training.exams.queries.exams import get_exam
from zhifa_training.exams.queries.key_alarm import list_alarms
from zhifa_training.exams.rules.blueprints import ensure_published
from zhifa_training.exams.rules.corrections import (
    Consequences,
    Verdict,
    ensure_approved,
    ensure_correctable,
)
from zhifa_training.exams.services import corrections as services

bp = Blueprint("corrections", __name__)
DONE = {
    Verdict.APPROVED: "更正已批准并生效，正在按新答案重新判分",
    Verdict.DECLINED: "已记录不批准，成绩不变",
    Verdict.WITHDRAWN: "更正已撤回，成绩不变",
}


@bp.get("/exams/<uuid:exam_id>/keys")
@requires(Permission.EXAM_MANAGE)
def index(exam_id: UUID) -> ResponseReturnValue:
    """List an exam's questions with their keys, doubts about them, and corrections (答案核查)."""
    exam = _published(exam_id)
    rows = keys.list_keys(exam, actor=actor())
    return render_template(
        "corrections/index.html",
        exam=exam,
        rows=rows,
        by_revision={row.revision.id: row for row in rows},
        alarms=list_alarms(exam, actor=actor()),
        corrections=queries.list_corrections(exam, actor=actor()),
        may_read_bank=actor().may(Permission.QUESTION_VIEW),
    )


@bp.route("/exams/<uuid:exam_id>/keys/<uuid:revision_id>", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def new(exam_id: UUID, revision_id: UUID) -> ResponseReturnValue:
    """Propose a correction of one key, after seeing whom it affects (提出更正)."""
    exam = _published(exam_id)
    key = keys.get_key(exam, revision_id, actor=actor())
    form = CorrectionForm.of(key)
    effects: Consequences | None = None
    if form.validate_on_submit():
        with refusals_on(form):
            accepts = form.accepts()
            if "look" not in request.form:
                proposed = services.propose(
                    exam, key, accepts=accepts, reason=form.reason.data, actor=actor()
                )
                flash("更正已提交，须由另一位人员批准后才会生效", "success")
                return redirect(url_for(".show", correction_id=proposed))
            ensure_correctable(key.item, [set(one) for one in accepts], key.offered)
            effects = queries.foresee(exam, key, accepts, actor=actor())
    return render_template("corrections/new.html", exam=exam, key=key, form=form, effects=effects)


@bp.get("/corrections/<uuid:correction_id>")
@requires(Permission.EXAM_MANAGE)
def show(correction_id: UUID) -> ResponseReturnValue:
    """Show a correction with whom it affects, to be decided by another person (审批更正)."""
    correction = queries.get_correction(correction_id, actor=actor())
    exam = _published(correction.exam_id)
    key = keys.get_key(exam, correction.revision_id, actor=actor())
    may_decide = actor().may(Permission.RESULT_RELEASE)
    return render_template(
        "corrections/show.html",
        exam=exam,
        key=key,
        correction=correction,
        effects=_effects(exam, key, correction),
        is_rescoring=queries.is_rescoring(exam, actor=actor()),
        form=DecisionForm(data={"seen": count_editions(exam.id)}),
        is_own=correction.proposed_by == actor().account_id,
        may_decide=may_decide,
    )


@bp.post("/corrections/<uuid:correction_id>/approve")
@requires(Permission.RESULT_RELEASE)
def approve(correction_id: UUID) -> ResponseReturnValue:
    """Put a correction into force: everybody concerned is marked again (批准更正)."""
    return _decided(correction_id, Verdict.APPROVED)


@bp.post("/corrections/<uuid:correction_id>/decline")
@requires(Permission.RESULT_RELEASE)
def decline(correction_id: UUID) -> ResponseReturnValue:
    """Leave the key as it is (不批准更正)."""
    return _decided(correction_id, Verdict.DECLINED)


@bp.post("/corrections/<uuid:correction_id>/withdraw")
@requires(Permission.EXAM_MANAGE)
def withdraw(correction_id: UUID) -> ResponseReturnValue:
    """Take back what one has proposed (撤回更正)."""
    return _decided(correction_id, Verdict.WITHDRAWN)


@bp.get("/corrections/<uuid:correction_id>/notice")
@requires(Permission.EXAM_MANAGE)
def notice(correction_id: UUID) -> ResponseReturnValue:
    """Print what was corrected, why, and whom it affects (更正通知)."""
    correction = queries.get_correction(correction_id, actor=actor())
    exam = _published(correction.exam_id)
    ensure_approved(correction.verdict)
    return render_template(
        "corrections/notice.html",
        exam=exam,
        key=keys.get_key(exam, correction.revision_id, actor=actor()),
        correction=correction,
        effects=queries.list_effects(correction, actor=actor()),
        printed_at=f"{clock.in_beijing(clock.now()):%Y-%m-%d %H:%M} 由{actor().name}打印",
    )


def _published(exam_id: UUID) -> Exam:
    exam = get_exam(exam_id, actor=actor())
    ensure_published(exam.published_at)
    return exam


def _effects(
    exam: Exam, key: keys.KeyRow, correction: queries.CorrectionRow
) -> Consequences | None:
    """Return what would happen while it waits, and what did happen once it holds."""
    if correction.verdict is None:
        return queries.foresee(exam, key, correction.accepts, actor=actor())
    if correction.verdict is Verdict.APPROVED:
        return queries.list_effects(correction, actor=actor())
    return None


def _decided(correction_id: UUID, verdict: Verdict) -> ResponseReturnValue:
    queries.get_correction(correction_id, actor=actor())
    form = DecisionForm()
    if form.validate_on_submit():
        with refusals_flashed():
            services.decide(
                correction_id,
                verdict=verdict,
                seen=form.seen.data,
                words=form.words.data or "",
                actor=actor(),
            )
            flash(DONE[verdict], "success")
    else:
        flash_errors(form)
    return redirect(url_for(".show", correction_id=correction_id))
