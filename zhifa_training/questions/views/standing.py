"""Buttons that take a question out of use and back (停用、休用、退役)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core.forms import flash_errors, refusals_flashed
from zhifa_training.questions import queries
from zhifa_training.questions.forms.life import ReasonForm, RestForm, SuspendForm
from zhifa_training.questions.services import pools
from zhifa_training.questions.services import standing as services
from zhifa_training.questions.views.blueprint import bp


@bp.post("/<uuid:question_id>/suspend")
@requires(Permission.QUESTION_EDIT)
def suspend(question_id: UUID) -> ResponseReturnValue:
    """Take a question out of use (停用)."""
    return _with_reason(
        question_id,
        SuspendForm(prefix="suspend"),
        services.suspend,
        "已停用，今后组卷不再抽取",
    )


@bp.post("/<uuid:question_id>/resume")
@requires(Permission.QUESTION_REVIEW)
def resume(question_id: UUID) -> ResponseReturnValue:
    """Put a suspended question back into use (恢复使用)."""
    form = ReasonForm(prefix="step")
    return _with_reason(question_id, form, services.resume, "已恢复使用")


@bp.post("/<uuid:question_id>/retire")
@requires(Permission.QUESTION_REVIEW)
def retire(question_id: UUID) -> ResponseReturnValue:
    """End the life of a question for good (退役)."""
    form = ReasonForm(prefix="step")
    return _with_reason(question_id, form, services.retire, "已退役，履历与用过的试卷都保留")


@bp.post("/<uuid:question_id>/rest")
@requires(Permission.QUESTION_EDIT)
def rest(question_id: UUID) -> ResponseReturnValue:
    """Keep a question from new papers until a day (休用)."""
    stored = queries.get_question(question_id, actor=actor())
    form = RestForm(prefix="rest")
    if not form.validate_on_submit():
        flash_errors(form)
        return _back(question_id)
    with refusals_flashed():
        services.rest(stored, until=form.day(), reason=form.reason.data, actor=actor())
        flash(f"已休用，{form.day()} 起自动恢复", "success")
    return _back(question_id)


@bp.post("/<uuid:question_id>/wake")
@requires(Permission.QUESTION_EDIT)
def wake(question_id: UUID) -> ResponseReturnValue:
    """End a rest early (结束休用)."""
    with refusals_flashed():
        services.wake(queries.get_question(question_id, actor=actor()), actor=actor())
        flash("已结束休用，可以组卷", "success")
    return _back(question_id)


@bp.post("/<uuid:question_id>/move")
@requires(Permission.QUESTION_REVIEW)
def move(question_id: UUID) -> ResponseReturnValue:
    """Give a question to the other pool (改变用途)."""
    form = ReasonForm(prefix="move")
    return _with_reason(question_id, form, pools.move, "已改变用途，记入履历")


def _with_reason(
    question_id: UUID, form: Any, take: Callable[..., None], done: str
) -> ResponseReturnValue:
    stored = queries.get_question(question_id, actor=actor())
    if not form.validate_on_submit():
        flash_errors(form)
        return _back(question_id)
    with refusals_flashed():
        take(stored, reason=form.reason.data, actor=actor())
        flash(done, "success")
    return _back(question_id)


def _back(question_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show", question_id=question_id))
